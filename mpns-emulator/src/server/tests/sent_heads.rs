use axum::body::Bytes;
use http::HeaderMap;
use tokio::io::{AsyncRead, AsyncWrite};

use super::*;

/// A router that reads the body and answers the lines of the head.
fn echo() -> Router {
    let lines = async |Extension(head): Extension<SentHead>, headers: HeaderMap, _: Bytes| {
        let line = |(name, value)| format!("{name}={}", String::from_utf8_lossy(value));
        let lines: Vec<_> = head.lines(&headers).into_iter().map(line).collect();
        format!("[{}]", lines.join(" "))
    };
    Router::new().route("/", any(lines))
}

/// What a client gets that sends these parts and then ends its sending side.
async fn answers(stream: impl AsyncRead + AsyncWrite + Unpin, parts: &[&[u8]]) -> Vec<String> {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let send = async {
        for part in parts {
            writer.write_all(part).await.expect("sent");
            writer.flush().await.expect("sent");
            tokio::task::yield_now().await;
        }
        writer.shutdown().await.expect("the end of what is sent");
    };
    let mut answers = String::new();
    let (read, ()) = tokio::join!(reader.read_to_string(&mut answers), send);
    read.expect("answers and the end");
    let lines = answers.split('[').skip(1).filter_map(|answer| answer.split(']').next());
    lines.map(str::to_owned).collect()
}

const HIDDEN: &str = "GET / HTTP/1.1\r\nHOST: hidden\r\n\r\n";

/// What is sent on a connection, and the lines of each head.
fn cases() -> Vec<(String, Vec<&'static str>)> {
    let with_length = |head: &str, body: &str| format!("{head}: {}\r\n\r\n{body}", body.len());
    let next = "GET / HTTP/1.1\r\nhOsT: next\r\n\r\n";
    let chunked = "POST / HTTP/1.1\r\nHost: h\r\nTransfer-ENCODING: chunked\r\n\r\n";
    let in_chunks = "Host=h Transfer-ENCODING=chunked";
    let post = "POST / HTTP/1.1\r\nHost: h\r\ncontent-LENGTH";
    let long = "x".repeat((64 << 10) - 1);
    vec![
        (format!("GET / HTTP/1.1\r\nHOST:h\r\nx-A: 1\r\n\r\n{next}"), vec!["HOST=h x-A=1", "hOsT=next"]),
        (with_length(post, HIDDEN) + next, vec!["Host=h content-LENGTH=32", "hOsT=next"]),
        (with_length(post, &long) + next, vec!["Host=h content-LENGTH=65535", "hOsT=next"]),
        (with_length(post, "") + "\r\n\n" + next, vec!["Host=h content-LENGTH=0", "hOsT=next"]),
        (format!("{chunked}0\r\n\r\n{next}{next}"), vec![in_chunks, "hOsT=next", "hOsT=next"]),
        (
            format!("{chunked}20 ;x=[1\r\n{HIDDEN}\r\n03\t\r\nabc\r\n0\r\nX-Checked: [\r\nY: \r\n\r\n{next}"),
            vec![in_chunks, "hOsT=next"],
        ),
        (format!("{chunked}FFFF\r\n{long}\r\n0\r\n\r\n{next}"), vec![in_chunks, "hOsT=next"]),
        (
            format!("GET / HTTP/1.1\nX-a: 1\nHost: h\nx-A: 2\n\n{next}"),
            vec!["X-a=1 Host=h x-A=2", "hOsT=next"],
        ),
        (
            format!("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nCONTENT-LENGTH: 1\r\n\r\n.{next}"),
            vec!["Host=h Content-Length=1 CONTENT-LENGTH=1", "hOsT=next"],
        ),
        (
            "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-length: 1\r\n\r\n0\r\n\r\n".into(),
            vec!["Host=h Transfer-Encoding=chunked Content-length=1"],
        ),
        (
            format!("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n.{next}"),
            vec!["Host=h Expect=100-continue Content-Length=1", "hOsT=next"],
        ),
    ]
}

#[tokio::test]
async fn a_request_has_its_head_as_it_was_sent() {
    for (sent, lines) in cases() {
        let (whole, step) = (sent.as_bytes(), sent.len().div_ceil(500));
        let (first, second) = whole.split_at(whole.len() / 2);
        for parts in [vec![whole], vec![first, second], whole.chunks(step).collect()] {
            let (address, _running) = serve(echo(), Bounds::default()).await;
            let found = answers(connect(address).await, &parts).await;
            assert_eq!(found, lines, "{} parts of {sent:.200}", parts.len());
        }
    }
}

#[cfg(feature = "tls")]
#[tokio::test]
async fn also_in_tls() {
    for (sent, lines) in cases() {
        let (stream, _running) = faults_in_tls::connect_in_tls(echo(), None).await;
        let found = answers(stream.expect("a handshake"), &[sent.as_bytes()]).await;
        assert_eq!(found, lines, "{sent:.200}");
    }
}

#[tokio::test]
async fn a_long_head_has_its_names() {
    let start = "GET / HTTP/1.1\r\nHOST: h\r\nx-LONG: ";
    let value = "x".repeat(Bounds::default().head_bytes - start.len() - 4);
    let (address, _running) = serve(echo(), Bounds::default()).await;
    let sent = format!("{start}{value}\r\n\r\n");
    let found = answers(connect(address).await, &[sent.as_bytes()]).await;
    assert_eq!(found, [format!("HOST=h x-LONG={value}")]);
}

/// No name is wrong in a pipeline that is too long for them to be known, and no request is lost.
#[tokio::test]
async fn a_long_pipeline_is_answered() {
    let value = "x".repeat(100);
    let request =
        |n: usize| format!("GET / HTTP/1.1\r\nHost: h\r\nX-N: {n}\r\nX-Long: {value}\r\n\r\n");
    let sent: String = (0..1_000).map(request).collect();
    let (address, _running) = serve(echo(), Bounds::default()).await;
    let found = answers(connect(address).await, &[sent.as_bytes()]).await;
    assert_eq!(found.len(), 1_000);
    for (n, found) in found.iter().enumerate() {
        let sent = format!("Host=h X-N={n} X-Long={value}");
        assert!(*found == sent || *found == sent.to_lowercase(), "{found}");
    }
}
