use std::io;
use std::time::Duration;

use tokio::io::{AsyncWriteExt as _, copy, sink};
use tokio::time::{sleep, timeout};

use super::broken_answer::{BrokenAnswer, End};
use super::client_stream::ClientStream;
use super::limited_writes::LimitedWrites;

/// Sends what is left of an answer, and ends the connection. In TLS there is no notice of it: what ends is TCP.
pub(super) async fn break_off<S: ClientStream>(
    mut stream: LimitedWrites<S>,
    answer: BrokenAnswer,
) -> io::Result<()> {
    send(&mut stream, &answer.bytes).await?;
    match answer.end {
        End::Close => close(stream.stream_mut().tcp()).await,
        End::Reset => stream.stream_mut().tcp().set_zero_linger(),
        End::Endless(part) => loop {
            send(&mut stream, &part).await?;
            // Neither the processor nor a client that keeps what it gets is overwhelmed.
            sleep(PAUSE).await;
        },
    }
}

async fn send<S: ClientStream>(stream: &mut LimitedWrites<S>, bytes: &[u8]) -> io::Result<()> {
    stream.write_all(bytes).await?;
    stream.flush().await
}

/// Ends the sending side, and reads what the client still sends: the system would answer it with a reset.
async fn close(stream: &mut tokio::net::TcpStream) -> io::Result<()> {
    stream.shutdown().await?;
    match timeout(LINGER, copy(stream, &mut sink())).await {
        Ok(copied) => copied.map(|_| ()),
        Err(_) => Ok(()),
    }
}

/// The pause between two parts of an endless body.
const PAUSE: Duration = Duration::from_millis(10);
/// How long a client may go on sending on a connection that is closed.
const LINGER: Duration = Duration::from_secs(2);
