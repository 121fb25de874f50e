use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use mpns_proto::Origin;

use super::error::LookupError;
use super::lookup::{Lookup, State};
use super::names::{Answer, Asked};
use super::reserved_thread::ReservedThread;
use super::system::{LookupSystem, OperatingSystem};
use super::waiter::{SharedNames, Waiter};

/// Looks up the names of hosts, for one client. It is cheap to clone, and clones are one resolver.
///
/// * At most [`MAX_LOOKUPS`](crate::transport::MAX_LOOKUPS) names are looked up at the same time, each by one lookup
///   that all who wait for the name share.
/// * Addresses are kept for [`NAME_KEPT`](crate::transport::NAME_KEPT), and the failure to find any for
///   [`FAILURE_KEPT`](crate::transport::FAILURE_KEPT).
/// * An address needs no lookup.
/// * A thread is started for a lookup, and ends when there is no other name to look up. If the system refuses one,
///   those that run do the work; without one, it is an error.
///
/// The system's resolver cannot be interrupted. A lookup that hangs keeps its thread until the system gives it up,
/// usually after 10 to 30 seconds. Whoever waits is free to go sooner, and neither dropping the client nor the end of
/// the program waits for it. While all lookups hang, other names wait, and kept connections and addresses work.
///
/// ```
/// use mpns_connect::{mpns_proto::Origin, transport::Resolver};
///
/// let uri = "http://127.0.0.1:8080/channel".parse()?;
/// let addresses = Resolver::default().addresses(&Origin::of(&uri)?).wait(None);
/// assert_eq!(addresses.and_then(Result::ok), Some(vec!["127.0.0.1:8080".parse()?]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Resolver {
    system: Arc<dyn LookupSystem>,
    names: Arc<SharedNames>,
}

impl Resolver {
    /// A resolver that asks this system.
    #[must_use]
    pub fn new(system: Arc<dyn LookupSystem>) -> Self {
        Self { system, names: Arc::default() }
    }

    /// The addresses of a host, with its port, in the order in which they should be tried.
    pub fn addresses(&self, origin: &Origin<'_>) -> Lookup {
        let port = origin.port();
        let state = match origin.ip() {
            Some(ip) => State::Known(Ok([(ip, port).into()].into())),
            None => self.ask(origin.host().to_ascii_lowercase()),
        };
        Lookup { state, port }
    }

    /// Keeps a thread for lookups, for a program that is about to start as many threads as it can.
    pub fn reserve_thread(&self) -> ReservedThread {
        let starts_thread = self.names.lock().reserve();
        if starts_thread {
            self.start_thread();
        }
        ReservedThread(Arc::clone(&self.names))
    }

    fn ask(&self, name: String) -> State {
        let waiter = Arc::new(Waiter::default());
        let asked = self.names.lock().ask(&name, &waiter, Instant::now());
        match asked {
            Asked::Kept(answer) => State::Known(answer),
            Asked::Waiting { number, starts_thread } => {
                if starts_thread {
                    self.start_thread();
                } else {
                    self.names.notify();
                }
                State::Waiting { names: Arc::clone(&self.names), name, number, waiter }
            }
        }
    }

    fn start_thread(&self) {
        let resolver = self.clone();
        let Err(error) = self.system.start(Box::new(move || resolver.work())) else { return };
        let answer = Err(LookupError::NoThread(Arc::new(error)));
        let waiters = self.names.lock().thread_refused();
        for waiter in waiters {
            waiter.answer(answer.clone());
        }
    }

    /// Looks up one name after the other until there is none.
    fn work(&self) {
        while let Some(name) = self.names.next() {
            let answer = self.look_up(&name);
            let waiters = self.names.lock().answered(name, &answer, Instant::now());
            for waiter in waiters {
                waiter.answer(answer.clone());
            }
        }
    }

    fn look_up(&self, name: &str) -> Answer {
        match self.system.addresses(name) {
            Ok(addresses) if addresses.is_empty() => Err(LookupError::NoAddress),
            Ok(addresses) => Ok(addresses.into()),
            Err(error) => Err(LookupError::Failed(Arc::new(error))),
        }
    }
}

/// Asks the operating system.
impl Default for Resolver {
    fn default() -> Self {
        Self::new(Arc::new(OperatingSystem))
    }
}

impl fmt::Debug for Resolver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Resolver").field("system", &self.system).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
