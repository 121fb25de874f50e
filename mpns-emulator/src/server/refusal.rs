use std::future::pending;

use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use crate::connection_faults::ConnectionFaults;

/// Whether new connections are refused.
pub(super) struct Refusal {
    faults: watch::Receiver<ConnectionFaults>,
    is_refusing: bool,
}

impl Refusal {
    pub(super) fn new(faults: watch::Receiver<ConnectionFaults>) -> Self {
        Self { faults, is_refusing: false }
    }

    /// Waits until it is not as [set](Self::set).
    pub(super) async fn changed(&mut self) -> bool {
        loop {
            let until = self.faults.borrow_and_update().refused_until;
            let until = until.filter(|until| *until > Instant::now());
            if until.is_some() != self.is_refusing {
                return until.is_some();
            }
            let end = async {
                match until {
                    Some(until) => sleep_until(until).await,
                    None => pending().await,
                }
            };
            let changed = async {
                if self.faults.changed().await.is_err() {
                    // Nobody is left to change it.
                    pending().await
                }
            };
            tokio::select! {
                () = end => {}
                () = changed => {}
            }
        }
    }

    /// Notes that it is so now.
    pub(super) fn set(&mut self, refuses: bool) {
        self.is_refusing = refuses;
    }
}
