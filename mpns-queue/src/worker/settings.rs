use std::time::Duration;

use mpns_proto::Limits;

/// The bounds of a [`Worker`](crate::Worker), and the rules that are a matter of choice.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct WorkerSettings {
    /// The outbox: how many requests are in flight, in all and to a host, and when a host is down. Its `jobs`, `channels`
    /// and `daily_budget` are not used.
    pub outbox: mpns_outbox::Settings,
    /// How long a channel belongs to a worker that has claimed it: 2 minutes. A request that takes longer is given up,
    /// so this is longer than the time limit of the client. After a crash, channels are free when it is over.
    pub lease: Duration,
    /// How often an idle worker looks for jobs: every 100 ms.
    pub look: Duration,
    /// The longest hold that is stored: a week. A service that asks for more gets the next request then.
    pub longest_hold: Duration,
    /// The limits of contents.
    pub limits: Limits,
}

impl Default for WorkerSettings {
    fn default() -> Self {
        Self {
            outbox: mpns_outbox::Settings::default(),
            lease: Duration::from_secs(2 * 60),
            look: Duration::from_millis(100),
            longest_hold: Duration::from_secs(7 * 24 * 60 * 60),
            limits: Limits::default(),
        }
    }
}
