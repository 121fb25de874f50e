//! Connections: accepted, bounded, and their requests answered.

mod answering;
mod break_off;
mod broken_answer;
mod client_stream;
mod connection;
mod damage;
mod delayed_body;
mod exchange;
#[cfg(feature = "tls")]
mod handshake;
mod heads;
mod held_bytes;
mod limited_writes;
mod listeners;
mod opening;
mod recorded_reads;
mod refusal;
mod seat;
mod seats;
mod unread;
mod watched_body;

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

pub(crate) use self::answering::{Answering, RequestBody};
use self::connection::Server;
pub(crate) use self::listeners::{Listeners, listen};
use self::opening::Opening;
use self::refusal::Refusal;
use self::seats::Seats;
use crate::Bounds;
use crate::connection_faults::ConnectionFaults;

/// Serves connections until the shutdown, or until the sender of `shutdown` is dropped.
pub(crate) async fn run(
    mut listeners: Listeners,
    answering: impl Answering,
    bounds: &Bounds,
    faults: watch::Receiver<ConnectionFaults>,
    mut shutdown: watch::Receiver<bool>,
) {
    let until_shutdown = shutdown.clone();
    let mut refusal = Refusal::new(faults);
    let server = Arc::new(Server::new(answering, bounds));
    let seats = Arc::new(Seats::new(bounds));
    let mut connections = JoinSet::new();
    let open = |(stream, opening): (TcpStream, Opening), connections: &mut JoinSet<()>| {
        // Answers are small and written in one piece, so delaying them gains nothing.
        let _ = stream.set_nodelay(true);
        let (server, seat) = (Arc::clone(&server), seats.take());
        let mut shutdown = until_shutdown.clone();
        connections.spawn(async move {
            let shutdown = stopped(&mut shutdown);
            let taken = Arc::clone(seat.seat());
            let served = opening.serve(&server, stream, taken, shutdown);
            seat.hold(served).await;
        });
    };
    loop {
        let crowd = connections.len().saturating_sub(bounds.connections);
        tokio::select! {
            () = stopped(&mut shutdown) => break,
            Some(_) = connections.join_next() => {}
            () = seats.unread.exceeded.notified() => seats.relieve(),
            refuses = refusal.changed() => match listeners.set_refusing(refuses) {
                Ok(()) => refusal.set(refuses),
                Err(_) => sleep(ACCEPT_PAUSE).await,
            },
            accepted = listeners.accept(), if crowd == 0 => match accepted {
                Ok(accepted) => {
                    open(accepted, &mut connections);
                    if connections.len() > bounds.connections {
                        seats.vacate();
                    }
                }
                Err(error) if is_of_the_client(error.kind()) => {}
                // The process has no file descriptor left, and may have one again after a while.
                Err(_) => {
                    for _ in 0..SPARE_DESCRIPTORS {
                        seats.vacate();
                    }
                    let ended = timeout(ACCEPT_PAUSE, connections.join_next()).await;
                    if matches!(ended, Ok(None)) {
                        sleep(ACCEPT_PAUSE).await;
                    }
                }
            },
        }
    }
    drop(listeners);
    // Connections that are still open after that end when the set is dropped.
    let _ = timeout(GRACE, async { while connections.join_next().await.is_some() {} }).await;
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

/// How many connections make room when no descriptor is left: for the connections of several clients, and for what
/// else the process opens.
const SPARE_DESCRIPTORS: usize = 8;
/// The longest wait until a connection that makes room is closed.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
const GRACE: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests;
