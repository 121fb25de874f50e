use std::future::poll_fn;

use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, BufWriter, DuplexStream, duplex};

use super::*;

fn is_unsent(observed: &Observed) -> bool {
    observed.with(|attempt| attempt.is_unsent())
}

fn is_flushed(observed: &Observed) -> bool {
    observed.with(|attempt| attempt.is_flushed())
}

/// Room for as many bytes.
const ROOM: usize = 4;

fn watched(has_input: bool) -> (Watched<TokioIo<DuplexStream>>, DuplexStream) {
    let (near, far) = duplex(ROOM);
    let has_input = if has_input { |_: &_| true } else { |_: &_| false };
    (Watched::new(TokioIo::new(near), has_input), far)
}

#[tokio::test]
async fn what_the_stream_still_holds_has_not_left() {
    let (near, mut far) = duplex(ROOM);
    let mut stream = Watched::new(TokioIo::new(BufWriter::new(near)), |_| false);
    let observed = stream.attempt();
    let bytes = [0; 2 * ROOM];
    let written = poll_fn(|cx| Pin::new(&mut stream).poll_write(cx, &bytes)).await.unwrap();
    assert_eq!(written, bytes.len());
    let mut flush = |cx: &mut Context<'_>| Pin::new(&mut stream).poll_flush(cx);
    let is_waiting = poll_fn(|cx| Poll::Ready(flush(cx).is_pending())).await;
    assert!(is_waiting && !is_unsent(&observed) && !is_flushed(&observed));
    far.read_exact(&mut [0; ROOM]).await.unwrap();
    poll_fn(&mut flush).await.unwrap();
    assert!(is_flushed(&observed));
}

#[tokio::test]
async fn head_and_body_are_written_at_once() {
    let (mut stream, mut far) = watched(false);
    assert!(stream.is_write_vectored());
    let observed = stream.attempt();
    let pieces = [io::IoSlice::new(b"he"), io::IoSlice::new(b"bo")];
    let written = poll_fn(|cx| Pin::new(&mut stream).poll_write_vectored(cx, &pieces)).await;
    assert_eq!(written.unwrap(), ROOM);
    assert!(!is_unsent(&observed));
    let mut read = [0; ROOM];
    far.read_exact(&mut read).await.unwrap();
    assert_eq!(&read, b"hebo");
}

#[tokio::test]
async fn a_kept_connection_with_input_takes_no_request() {
    for is_kept in [false, true] {
        let (mut stream, _far) = watched(true);
        let observed = stream.attempt();
        if is_kept {
            observed.with(Attempt::reuse_connection);
        }
        for _ in 0..2 {
            let written = poll_fn(|cx| Pin::new(&mut stream).poll_write(cx, b"a")).await;
            let refused = written.err().map(|error| error.kind());
            // On a new one, a response may be received before the request has been sent.
            assert_eq!(refused, is_kept.then_some(io::ErrorKind::NotConnected));
            assert_eq!(is_unsent(&observed), is_kept);
        }
    }
}
