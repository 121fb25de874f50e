mod faults;
#[cfg(feature = "tls")]
mod faults_in_tls;
mod sent_heads;

use std::net::{Ipv4Addr, SocketAddr};

use axum::body::Body;
use axum::routing::any;
use axum::{Extension, Router};
use http::{Request, Response};
use hyper::service::Service as _;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::Instant;

use super::*;
use crate::peer::Peer;
use crate::sent_head::SentHead;

/// A router whose handlers find the peer and the head in the extensions.
impl Answering for Router {
    async fn answer(
        &self,
        mut request: Request<RequestBody>,
        head: SentHead,
        peer: &Peer,
    ) -> Response<Body> {
        request.extensions_mut().insert(peer.clone());
        request.extensions_mut().insert(head);
        let Ok(answer) = TowerToHyperService::new(self.clone()).call(request).await;
        answer
    }
}

/// Serves until the sender is dropped.
async fn serve(router: Router, bounds: Bounds) -> (SocketAddr, watch::Sender<bool>) {
    let (_, faults) = watch::channel(ConnectionFaults::default());
    serve_with(faults, router, bounds).await
}

async fn serve_with(
    faults: watch::Receiver<ConnectionFaults>,
    router: Router,
    bounds: Bounds,
) -> (SocketAddr, watch::Sender<bool>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let (running, shutdown) = watch::channel(false);
    let listeners = Listeners::plain(listener);
    tokio::spawn(async move { run(listeners, router, &bounds, faults, shutdown).await });
    (address, running)
}

async fn connect(address: SocketAddr) -> TcpStream {
    TcpStream::connect(address).await.expect("a connection")
}

/// One exchange on a connection that stays open.
async fn exchange(stream: &mut TcpStream) -> String {
    stream.write_all(GET.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    while !answer.ends_with("answered") {
        let mut part = [0; 1024];
        let length = stream.read(&mut part).await.expect("more of the answer");
        assert_ne!(length, 0, "closed after {answer:?}");
        answer.push_str(std::str::from_utf8(&part[..length]).expect("a text"));
    }
    answer
}

fn answered() -> Router {
    Router::new().route("/", any("answered"))
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_end_ends_the_connection() {
    let limit = Bounds::default().head_time;
    for sent in ["", "P", "POST / HTTP/1.1\r\nHost: h\r\nX-Slow: "] {
        let (address, _running) = serve(answered(), Bounds::default()).await;
        let mut stream = connect(address).await;
        stream.write_all(sent.as_bytes()).await.expect("sent");
        let begin = Instant::now();
        let mut answer = Vec::new();
        let ended = timeout(limit * 10, stream.read_to_end(&mut answer)).await;
        assert!(ended.is_ok(), "{sent}: still open after {:?}", begin.elapsed());
        assert!(begin.elapsed() >= limit, "{sent}: {:?}", begin.elapsed());
        assert!(!answer.starts_with(b"HTTP/1.1 200"), "{sent}");
    }
}

#[tokio::test]
async fn a_request_shows_its_peer() {
    let peer = async |Extension(peer): Extension<Peer>| format!("{peer:?} answered");
    let (address, _running) = serve(Router::new().route("/", any(peer)), Bounds::default()).await;
    let answer = exchange(&mut connect(address).await).await;
    assert!(answer.ends_with("\r\n\r\nPlain answered"), "{answer}");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_sends_no_more_gets_its_answer() {
    let slow = async |body: String| {
        sleep(Duration::from_secs(1)).await;
        body
    };
    let (address, _running) = serve(Router::new().route("/", any(slow)), Bounds::default()).await;
    for (sent, answered) in [
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGoal!", "Goal!"),
        ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n\r\n"),
        ("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nGo", "Go"),
    ] {
        let mut stream = connect(address).await;
        stream.write_all(sent.as_bytes()).await.expect("sent");
        stream.shutdown().await.expect("the end of what is sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.expect("an answer and the end");
        assert!(answer.contains(" 200 OK\r\n") && answer.ends_with(answered), "{answer}");
    }
}

#[tokio::test]
async fn the_length_of_a_head_is_bounded() {
    let (address, _running) = serve(answered(), Bounds::default()).await;
    let limit = Bounds::default().head_bytes;
    let start = "GET / HTTP/1.1\r\nHost: h\r\nX-Long: ";
    let end = "\r\nConnection: close\r\n\r\n";
    for (length, status) in [(limit, "200"), (limit + 1, "431"), (limit * 2, "431")] {
        let value = "x".repeat(length - start.len() - end.len());
        let mut stream = connect(address).await;
        stream.write_all(format!("{start}{value}{end}").as_bytes()).await.expect("sent");
        let mut answer = vec![0; 12];
        stream.read_exact(&mut answer).await.expect("an answer");
        assert_eq!(answer, format!("HTTP/1.1 {status}").as_bytes(), "{length}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_client_that_does_not_read_is_disconnected() {
    let long = Router::new().route("/", any(async || vec![b'x'; 32 << 20]));
    let (address, _running) = serve(long, Bounds::default()).await;
    let mut stream = connect(address).await;
    stream.write_all(GET.as_bytes()).await.expect("sent");
    // Reading a little does not extend the time.
    for _ in 0..4 {
        sleep(Duration::from_secs(10)).await;
        let _ = stream.read(&mut [0; 9]).await;
    }
    let mut rest = Vec::new();
    let ended = timeout(Duration::from_secs(1), stream.read_to_end(&mut rest)).await;
    assert!(ended.is_ok(), "still open");
    assert!(rest.len() < 32 << 20);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_reads_slowly_gets_a_long_answer_in_parts() {
    let parts = async || {
        let parts = (0..20).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1 << 20]));
        Body::from_stream(futures_util::stream::iter(parts))
    };
    let (address, _running) = serve(Router::new().route("/", any(parts)), Bounds::default()).await;
    let mut stream = connect(address).await;
    stream
        .write_all(GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n").as_bytes())
        .await
        .expect("sent");
    let mut length = 0;
    loop {
        sleep(Duration::from_secs(1)).await;
        let mut part = vec![0; 512 << 10];
        match stream.read(&mut part).await.expect("more") {
            0 => break,
            more => length += more,
        }
    }
    assert!(length > 20 << 20, "{length}");
}

#[tokio::test]
async fn answers_that_nobody_reads_make_room_for_others() {
    const LENGTH: usize = 16 << 20;
    let long = Router::new().route("/", any(async || vec![b'x'; LENGTH]));
    let (address, _running) = serve(long, Bounds::default()).await;
    let mut unread = Vec::new();
    for _ in 0..20 {
        let mut stream = connect(address).await;
        stream.write_all(GET.as_bytes()).await.expect("sent");
        stream.read_exact(&mut [0; 15]).await.expect("the beginning of an answer");
        unread.push(stream);
    }
    let mut whole = Vec::new();
    for stream in &mut unread {
        let mut rest = Vec::with_capacity(LENGTH);
        let _ = stream.shutdown().await;
        let _ = stream.read_to_end(&mut rest).await;
        whole.extend(Some(rest.len()).filter(|length| *length >= LENGTH));
    }
    assert!((1..=5).contains(&whole.len()), "of 20 answers of 16 MiB have waited: {whole:?}");
}

#[tokio::test]
async fn idle_connections_make_room_for_new_ones() {
    let bounds = Bounds { connections: 8, ..Bounds::default() };
    let (address, _running) = serve(answered(), bounds).await;
    let mut used = connect(address).await;
    exchange(&mut used).await;
    let mut silent = Vec::new();
    for _ in 0..100 {
        silent.push(connect(address).await);
        let mut half = connect(address).await;
        half.write_all(b"GET / HTTP/1.1\r\nHost:").await.expect("sent");
        silent.push(half);
        let mut good = connect(address).await;
        exchange(&mut good).await;
    }
    exchange(&mut used).await;
    let mut oldest = silent.swap_remove(0);
    assert!(matches!(oldest.read(&mut [0]).await, Ok(0) | Err(_)), "still open");
}

#[tokio::test]
async fn slow_bodies_make_room_for_new_connections() {
    let body = async |body: String| body + "answered";
    let bounds = Bounds { connections: 4, ..Bounds::default() };
    let (address, _running) = serve(Router::new().route("/", any(body)), bounds).await;
    let mut slow = Vec::new();
    for _ in 0..20 {
        let mut stream = connect(address).await;
        let half = "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\n\r\nGoal";
        stream.write_all(half.as_bytes()).await.expect("sent");
        slow.push(stream);
        exchange(&mut connect(address).await).await;
    }
}

const GET: &str = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
