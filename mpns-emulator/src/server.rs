use std::io::ErrorKind;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

/// Serves connections until the shutdown, or until the sender of `shutdown` is dropped.
pub(crate) async fn run(
    listener: TcpListener,
    router: Router,
    mut shutdown: watch::Receiver<bool>,
) {
    let mut http = http1::Builder::new();
    // A client may close its sending side after a request, as `nc -N` does, and still read the answer.
    http.half_close(true).timer(TokioTimer::new()).header_read_timeout(HEAD_TIME_LIMIT);
    let graceful = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stopped(&mut shutdown) => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Answers are small and written in one piece, so delaying them gains nothing.
                    let _ = stream.set_nodelay(true);
                    let service = TowerToHyperService::new(router.clone());
                    let connection = http.serve_connection(TokioIo::new(stream), service);
                    connections.spawn(graceful.watch(connection));
                }
                Err(error) if is_of_the_client(error.kind()) => {}
                // The process has no file descriptor left, and may have one again after a while.
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
        }
    }
    drop(listener);
    // Connections that are still open after that end when the set is dropped.
    let _ = timeout(GRACE, graceful.shutdown()).await;
}

/// Waits for the shutdown.
pub(crate) async fn stopped(shutdown: &mut watch::Receiver<bool>) {
    // An error means that the sender was dropped, which is a shutdown too.
    let _ = shutdown.wait_for(|stop| *stop).await;
}

fn is_of_the_client(kind: ErrorKind) -> bool {
    matches!(
        kind,
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset
    )
}

/// The longest wait for the head of a request: for the first on a connection, and for each later one.
const HEAD_TIME_LIMIT: Duration = Duration::from_secs(30);
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
const GRACE: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use axum::routing::any;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;
    use tokio::time::Instant;

    use super::*;

    /// Serves until the sender is dropped.
    async fn serve(router: Router) -> (SocketAddr, watch::Sender<bool>) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (running, shutdown) = watch::channel(false);
        tokio::spawn(run(listener, router, shutdown));
        (address, running)
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_that_does_not_end_ends_the_connection() {
        for sent in ["", "P", "POST / HTTP/1.1\r\nHost: h\r\nX-Slow: "] {
            let (address, _running) = serve(Router::new().route("/", any("answered"))).await;
            let mut stream = TcpStream::connect(address).await.expect("a connection");
            stream.write_all(sent.as_bytes()).await.expect("sent");
            let begin = Instant::now();
            let mut answer = Vec::new();
            let ended = timeout(HEAD_TIME_LIMIT * 10, stream.read_to_end(&mut answer)).await;
            assert!(ended.is_ok(), "{sent}: still open after {:?}", begin.elapsed());
            assert!(begin.elapsed() >= HEAD_TIME_LIMIT, "{sent}: {:?}", begin.elapsed());
            assert!(!answer.starts_with(b"HTTP/1.1 200"), "{sent}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_sends_no_more_gets_its_answer() {
        let slow = async |body: String| {
            sleep(Duration::from_secs(1)).await;
            body
        };
        let (address, _running) = serve(Router::new().route("/", any(slow))).await;
        for (sent, answered) in [
            ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nGoal!", "Goal!"),
            ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n\r\n"),
            ("POST / HTTP/1.0\r\nContent-Length: 2\r\n\r\nGo", "Go"),
        ] {
            let mut stream = TcpStream::connect(address).await.expect("a connection");
            stream.write_all(sent.as_bytes()).await.expect("sent");
            stream.shutdown().await.expect("the end of what is sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.expect("an answer and the end");
            assert!(answer.contains(" 200 OK\r\n") && answer.ends_with(answered), "{answer}");
        }
    }
}
