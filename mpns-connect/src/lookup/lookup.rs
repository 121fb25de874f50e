use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Instant;

use super::error::LookupError;
use super::names::Answer;
use super::waiter::{SharedNames, Waiter};

/// The addresses of a host, to be awaited on any runtime, or [waited for](Self::wait) on a thread.
///
/// Dropping it ends the waiting, not a lookup that has begun.
#[derive(Debug)]
#[must_use]
pub struct Lookup {
    pub(super) state: State,
    pub(super) port: u16,
}

#[derive(Debug)]
pub(super) enum State {
    Known(Answer),
    Waiting { names: Arc<SharedNames>, name: String, number: u64, waiter: Arc<Waiter> },
}

impl Lookup {
    /// Blocks until the addresses are known, or until this time, if there is one. Then it returns `None`.
    ///
    /// # Errors
    ///
    /// If the host has no addresses.
    pub fn wait(mut self, until: Option<Instant>) -> Option<Result<Vec<SocketAddr>, LookupError>> {
        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        loop {
            if let Poll::Ready(addresses) = self.poll_addresses(&Context::from_waker(&waker)) {
                return Some(addresses);
            }
            let Some(until) = until else {
                thread::park();
                continue;
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            thread::park_timeout(left);
        }
    }

    fn poll_addresses(
        &mut self,
        context: &Context<'_>,
    ) -> Poll<Result<Vec<SocketAddr>, LookupError>> {
        let answer = match &self.state {
            State::Known(answer) => answer.clone(),
            State::Waiting { waiter, .. } => match waiter.poll(context) {
                Poll::Ready(answer) => answer,
                Poll::Pending => return Poll::Pending,
            },
        };
        let port = self.port;
        Poll::Ready(answer.map(|addresses| {
            let with_port = |mut address: SocketAddr| {
                if address.port() == 0 {
                    address.set_port(port);
                }
                address
            };
            addresses.iter().copied().map(with_port).collect()
        }))
    }
}

impl Future for Lookup {
    type Output = Result<Vec<SocketAddr>, LookupError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_addresses(context)
    }
}

impl Drop for Lookup {
    fn drop(&mut self) {
        if let State::Waiting { names, name, number, .. } = &self.state {
            names.lock().leave(name, *number);
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
