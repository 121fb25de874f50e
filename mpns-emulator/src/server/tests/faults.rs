use std::io::ErrorKind;

use axum::response::IntoResponse as _;
use bytes::Bytes;

use super::*;
use crate::{Fault, FaultTime};

/// Reads the body unless the fault is before that, and answers with the fault.
async fn serve_fault(fault: Fault) -> (SocketAddr, watch::Sender<bool>) {
    let answer = move |body: Body| async move {
        if !fault.is_before_reading() {
            axum::body::to_bytes(body, 1024).await.expect("a body");
        }
        let mut response = Bytes::new().into_response();
        response.headers_mut().clear();
        response.extensions_mut().insert(fault);
        response
    };
    serve(Router::new().route("/", any(answer)), Bounds::default()).await
}

/// Everything until the connection ends, without the date; and whether it was closed, not reset.
async fn rest(stream: &mut TcpStream) -> (String, bool) {
    let mut bytes = Vec::new();
    let is_closed = match stream.read_to_end(&mut bytes).await {
        Ok(_) => true,
        Err(error) => {
            assert_eq!(error.kind(), ErrorKind::ConnectionReset);
            false
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.split_inclusive("\r\n").filter(|line| !line.starts_with("date: "));
    (lines.collect(), is_closed)
}

fn delay(seconds: u64) -> FaultTime {
    FaultTime::new(Duration::from_secs(seconds)).expect("a delay")
}

#[tokio::test]
async fn a_fault_ends_the_connection_as_it_says() {
    const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-length: ";
    const TEXT: &str = "mpns-emulator breaks this answer, as it was asked to.\n";
    let whole = format!("{HEAD}0\r\n\r\n");
    for (fault, received, is_closed) in [
        (Fault::HalfHead, format!("{HEAD}0\r\nd"), true),
        (Fault::CutBody { bytes: 0 }, format!("{HEAD}54\r\n\r\n"), true),
        (Fault::CutBody { bytes: 4 }, format!("{HEAD}54\r\n\r\nmpns"), true),
        (Fault::WrongLength { by: 6 }, format!("{HEAD}60\r\n\r\n{TEXT}"), true),
        (Fault::WrongLength { by: -60 }, format!("{HEAD}0\r\n\r\n{TEXT}"), true),
        (Fault::Close { at: 0 }, String::new(), true),
        (Fault::Close { at: 4 }, "HTTP".into(), true),
        (Fault::Close { at: u16::MAX }, whole.clone(), true),
        (Fault::Reset { at: 0 }, String::new(), false),
        (Fault::Reset { at: 4 }, "HTTP".into(), false),
        (Fault::Reset { at: u16::MAX }, whole, false),
        (Fault::CloseBeforeReading, String::new(), true),
        (Fault::ResetBeforeReading, String::new(), false),
    ] {
        let (address, _running) = serve_fault(fault).await;
        let mut stream = connect(address).await;
        stream.write_all(POST.as_bytes()).await.expect("sent");
        assert_eq!(rest(&mut stream).await, (received, is_closed), "{fault:?}");
    }
    let (address, _running) = serve_fault(Fault::Garbage).await;
    let mut stream = connect(address).await;
    stream.write_all(POST.as_bytes()).await.expect("sent");
    let (garbage, is_closed) = rest(&mut stream).await;
    assert!(!garbage.contains("HTTP") && garbage.len() > 4 && is_closed, "{garbage:?}");
}

/// Unread bytes would turn the close into a reset.
#[tokio::test]
async fn a_body_that_is_not_read_does_not_reset_the_connection() {
    let (address, _running) = serve_fault(Fault::CloseBeforeReading).await;
    let mut stream = connect(address).await;
    let head = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4000000\r\n\r\n";
    stream.write_all(head.as_bytes()).await.expect("sent");
    stream.write_all(&[b'x'; 1_000_000]).await.expect("sent");
    assert_eq!(rest(&mut stream).await, (String::new(), true));
}

#[tokio::test(start_paused = true)]
async fn a_client_that_never_ends_is_not_waited_for() {
    let (address, _running) = serve_fault(Fault::Close { at: 0 }).await;
    let mut stream = connect(address).await;
    stream.write_all(POST.as_bytes()).await.expect("sent");
    assert_eq!(rest(&mut stream).await, (String::new(), true));
    sleep(Duration::from_secs(10)).await;
    let _ = stream.write_all(b"more").await;
    sleep(Duration::from_secs(10)).await;
    assert!(stream.write_all(b"more").await.is_err(), "still open");
}

#[tokio::test(start_paused = true)]
async fn a_delayed_answer_comes_late_on_a_connection_that_stays() {
    for (fault, end, at_once) in [
        (Fault::DelayHead { delay: delay(300) }, "\r\n\r\n", false),
        (Fault::DelayBody { delay: delay(300) }, "as it was asked to.\n", true),
    ] {
        let (address, _running) = serve_fault(fault).await;
        let mut stream = connect(address).await;
        for _ in 0..2 {
            stream.write_all(POST.as_bytes()).await.expect("sent");
            let begin = Instant::now();
            let mut answer = Vec::new();
            let mut head_after = None;
            while !answer.ends_with(end.as_bytes()) {
                let length = stream.read_buf(&mut answer).await.expect("more");
                assert_ne!(length, 0, "{fault:?}: closed");
                head_after.get_or_insert(begin.elapsed());
            }
            let head_after = head_after.expect("a head");
            assert_eq!(head_after < Duration::from_secs(300), at_once, "{head_after:?}");
            assert!(begin.elapsed() >= Duration::from_secs(300), "{fault:?}");
        }
    }
}

#[tokio::test]
async fn an_endless_body_ends_when_the_client_goes_away() {
    let (address, running) = serve_fault(Fault::EndlessBody).await;
    for _ in 0..2 {
        let mut stream = connect(address).await;
        stream.write_all(POST.as_bytes()).await.expect("sent");
        let mut part = vec![0; 200_000];
        stream.read_exact(&mut part).await.expect("a long body");
    }
    // Nothing is served any more: the shutdown does not wait for a client.
    drop(running);
    while connect_again(address).await {
        sleep(Duration::from_millis(10)).await;
    }
}

async fn connect_again(address: SocketAddr) -> bool {
    TcpStream::connect(address).await.is_ok()
}

#[tokio::test(start_paused = true)]
async fn an_endless_body_ends_when_the_client_does_not_read() {
    let (address, _running) = serve_fault(Fault::EndlessBody).await;
    let mut stream = connect(address).await;
    stream.write_all(POST.as_bytes()).await.expect("sent");
    sleep(Duration::from_secs(600)).await;
    let ended = timeout(Duration::from_secs(5), stream.read_to_end(&mut Vec::new())).await;
    assert!(ended.is_ok(), "still open");
}

#[tokio::test]
async fn a_fault_comes_after_the_answers_before_it() {
    let fault = async |uri: http::Uri| {
        let mut response = "answered".into_response();
        if uri.path() == "/break" {
            response.extensions_mut().insert(Fault::Garbage);
        }
        response
    };
    let router = Router::new().fallback(fault);
    let (address, _running) = serve(router, Bounds::default()).await;
    let mut stream = connect(address).await;
    let requests = [GET, GET, &GET.replace("/ ", "/break "), GET].concat();
    stream.write_all(requests.as_bytes()).await.expect("sent");
    let (received, is_closed) = rest(&mut stream).await;
    assert_eq!(received.matches("answered").count(), 2, "{received}");
    assert!(received.contains("garbage") && is_closed);
}

#[tokio::test(start_paused = true)]
async fn connections_are_refused_for_a_time() {
    let (set, faults) = watch::channel(ConnectionFaults::default());
    let bounds = Bounds { head_time: Duration::from_secs(600), ..Bounds::default() };
    let (address, _running) = serve_with(faults, answered(), bounds).await;
    let mut open = connect(address).await;
    exchange(&mut open).await;
    for is_taken_back in [false, true] {
        let begin = Instant::now();
        let refused_until = begin.checked_add(Duration::from_secs(60));
        set.send_replace(ConnectionFaults { refused_until, ..ConnectionFaults::default() });
        loop {
            match TcpStream::connect(address).await {
                Err(error) if error.kind() == ErrorKind::ConnectionRefused => break,
                // The service has not heard of it yet, or the system had accepted for it.
                _ => sleep(Duration::from_millis(1)).await,
            }
            assert!(begin.elapsed() < Duration::from_secs(60), "not refused");
        }
        exchange(&mut open).await;
        if is_taken_back {
            set.send_replace(ConnectionFaults::default());
        }
        let mut again = loop {
            match TcpStream::connect(address).await {
                Ok(stream) => break stream,
                Err(_) => sleep(Duration::from_secs(1)).await,
            }
        };
        exchange(&mut again).await;
        assert_eq!(begin.elapsed() >= Duration::from_secs(60), !is_taken_back);
    }
}

const POST: &str = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGoal!";
