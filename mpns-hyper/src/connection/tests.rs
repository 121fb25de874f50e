mod cancelled;
mod odd_stream;

use std::sync::Barrier;
use std::time::Duration;

use futures_util::future::join;
use hyper_util::rt::TokioIo;
use mpns_connect::TlsFailure;
use mpns_connect::transport::{MAX_IDLE, Settings, Verdict};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};
use tokio::runtime::Handle;
use tokio::task::yield_now;
use tokio::time::{advance, timeout};

use odd_stream::{Does, OddStream};

use crate::deadline::after;

use super::*;

/// How many bytes the stream holds that nobody has read.
const ROOM: usize = 1024;

fn key() -> Key {
    (HostKey::of(&"http://a/".parse().unwrap()), Handle::current().id())
}

fn pool() -> Arc<Pool> {
    Arc::new(Pool::new(2, 2))
}

/// A connection on which nobody answers, and its other end.
async fn connection(pool: &Arc<Pool>) -> (HttpConnection, DuplexStream) {
    connection_that(Does::NothingOdd, pool).await
}

async fn connection_that(does: Does, pool: &Arc<Pool>) -> (HttpConnection, DuplexStream) {
    let (near, far) = duplex(ROOM);
    let stream = Watched::new(TokioIo::new(OddStream { stream: near, does }), |_| false);
    let description = Connection::new(([127, 0, 0, 1], 1).into(), None);
    let connection = HttpConnection::start(stream, description, false, &key(), pool).await.unwrap();
    settle().await;
    (connection, far)
}

fn request(length: usize) -> Outgoing<'static> {
    let request = Request::post("http://a/").body(vec![b'x'; length]).unwrap();
    Settings::default().prepare(request).unwrap()
}

/// A time limit that no test reaches.
fn late() -> Instant {
    after(Duration::from_secs(3600))
}

fn put(pool: &Pool, connection: HttpConnection) -> bool {
    pool.put(&key(), Box::new(connection), now()).is_none()
}

/// Lets other tasks run until they have nothing to do.
async fn settle() {
    for _ in 0..10 {
        yield_now().await;
    }
}

async fn is_open(far: &mut DuplexStream) -> bool {
    timeout(Duration::from_millis(1), far.read_u8()).await.is_err()
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_ends_leaves_the_pool() {
    let pool = pool();
    let (connection, far) = connection(&pool).await;
    assert!(put(&pool, connection));
    drop(far);
    settle().await;
    assert!(pool.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_has_ended_is_not_kept() {
    let pool = pool();
    let (connection, far) = connection(&pool).await;
    drop(far);
    settle().await;
    assert!(!put(&pool, connection));
    assert!(pool.is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_closed_when_it_was_unused_for_long() {
    let pool = pool();
    let (first, mut first_end) = connection(&pool).await;
    let (second, mut second_end) = connection(&pool).await;
    let second_later = Duration::from_secs(1);
    assert!(put(&pool, first));
    advance(second_later).await;
    assert!(put(&pool, second));
    advance(MAX_IDLE - 2 * second_later).await;
    settle().await;
    assert!(is_open(&mut first_end).await);
    advance(second_later).await;
    settle().await;
    assert!(!is_open(&mut first_end).await);
    assert!(is_open(&mut second_end).await);
    advance(second_later).await;
    settle().await;
    assert!(!is_open(&mut second_end).await);
    assert!(pool.is_empty());
}

#[test]
fn connections_leave_the_pool_with_their_runtime() {
    let pool = pool();
    let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _end = runtime.block_on(async {
        let (connection, end) = connection(&pool).await;
        assert!(put(&pool, connection));
        end
    });
    assert!(!pool.is_empty());
    drop(runtime);
    assert!(pool.is_empty());
}

#[tokio::test(start_paused = true)]
async fn connections_end_with_their_pool() {
    let pool = pool();
    let (connection, mut end) = connection(&pool).await;
    assert!(put(&pool, connection));
    assert!(is_open(&mut end).await);
    drop(pool);
    assert!(!is_open(&mut end).await);
}

/// hyper can leave a request in its queue if the connection ends at the same moment. Here it always does, as
/// nobody runs its half of the connection.
#[tokio::test(start_paused = true)]
async fn a_request_that_is_left_in_the_queue_ends_with_its_connection() {
    let (near, _far) = duplex(1024);
    let stream = Watched::new(TokioIo::new(near), |_| false);
    let attempt = stream.attempt();
    let (requests, io) = http1::handshake(stream).await.unwrap();
    let mut io = pin!(io);
    // Before it has run once, it takes no request.
    assert!(io.as_mut().now_or_never().is_none());
    let task = Task { handle: tokio::spawn(async {}), attempt };
    let connection = Connection::new(([127, 0, 0, 1], 1).into(), None);
    let time_limit = Box::pin(sleep_until(late()));
    let mut connection =
        HttpConnection { requests, task, connection, is_forwarded: false, time_limit };
    let sent = timeout(MAX_IDLE, connection.send(&request(0), late())).await.unwrap();
    assert!(matches!(sent, Err(Failure::Broken(None))));
    assert!(connection.close().await.is_unsent());
}

#[tokio::test(start_paused = true)]
async fn each_exchange_has_a_time_limit_of_its_own() {
    let second = Duration::from_secs(1);
    for (first, second) in [(10 * second, 2 * second), (2 * second, 10 * second)] {
        for pause in [Duration::ZERO, first] {
            let (mut connection, mut far) = connection(&pool()).await;
            let answer = async {
                far.read_u8().await.unwrap();
                far.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await.unwrap();
            };
            let (sent, ()) = join(connection.send(&request(0), after(first)), answer).await;
            assert_eq!(sent.unwrap().status(), 200);
            advance(pause).await;
            let start = Instant::now();
            let sent = connection.send(&request(0), after(second)).await;
            assert!(matches!(sent, Err(Failure::TimeLimit)));
            let late = start.elapsed().checked_sub(second);
            assert!(late < Some(Duration::from_millis(10)), "{first:?} {pause:?} {late:?}");
        }
    }
}

#[tokio::test]
async fn a_new_connection_that_ends_early_has_sent_nothing() {
    let (mut connection, far) = connection(&pool()).await;
    drop(far);
    assert!(matches!(connection.send(&request(0), late()).await, Err(Failure::Broken(_))));
    assert!(connection.close().await.is_unsent());
}

#[tokio::test]
async fn a_refusal_in_tls_is_reported_and_proves_nothing_without_a_session_of_tls_1_3() {
    for is_kept in [false, true] {
        let (mut connection, mut far) = connection_that(Does::EndInRefusal, &pool()).await;
        if is_kept {
            connection.count_exchange();
        }
        tokio::spawn(async move { far.read_u8().await });
        let failure = connection.send(&request(0), late()).await.unwrap_err();
        let attempt = connection.close().await;
        let verdict = attempt.judge(failure, &Settings::default(), request(0).target());
        let Verdict::NoReply(error) = verdict else { panic!("sent again") };
        assert_eq!(error.tls_failure(), Some(&TlsFailure::ClientCertificateRequired));
        assert!(error.may_have_been_delivered(), "{is_kept} {error:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_cannot_be_shut_down_is_closed() {
    let (connection, mut far) = connection_that(Does::NeverShutDown, &pool()).await;
    connection.task.attempt.with(|attempt| {
        attempt.written();
        attempt.flushed();
    });
    timeout(MAX_IDLE, connection.close()).await.unwrap();
    assert!(!is_open(&mut far).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_holds_its_thread_up_is_not_waited_for() {
    let barrier = Arc::new(Barrier::new(2));
    let does = Does::HoldUp(Some(Arc::clone(&barrier)));
    let (mut connection, _far) = connection_that(does, &pool()).await;
    let sent = timeout(Duration::from_millis(10), connection.send(&request(0), late())).await;
    assert!(sent.is_err());
    let attempt = connection.close().await;
    barrier.wait();
    // Nothing was written until then, but would have been if the connection had gone on.
    assert!(attempt.is_unsent());
    let verdict = attempt.judge(Failure::TimeLimit, &Settings::default(), request(0).target());
    assert!(matches!(verdict, Verdict::NoReply(error) if error.may_have_been_delivered()));
}
