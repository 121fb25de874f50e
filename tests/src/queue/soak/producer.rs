use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use mpns_queue::mpns_proto::{ChannelUri, Toast};
use mpns_queue::tokio_postgres::Client;
use mpns_queue::{NewJob, enqueue};
use tokio::time::{Instant, sleep};

use super::ledger::Ledger;
use crate::queue::Service;

/// Enqueues at a constant rate, in small transactions.
pub(super) struct Producer {
    pub(super) channels: Vec<ChannelUri>,
    pub(super) rate: u64,
    pub(super) length: Duration,
}

impl Producer {
    pub(super) fn new(service: &Service, channels: u64, rate: u64, length: Duration) -> Self {
        let uri = |number| service.channel(number).parse().expect("a channel");
        Self { channels: (0..channels).map(uri).collect(), rate, length }
    }

    /// Enqueues for so long, and returns how many jobs. If the database is slow, larger transactions
    /// catch up.
    pub(super) async fn run(self, mut client: Client, ledger: Arc<Ledger>) -> u64 {
        let (begin, mut random) = (Instant::now(), Rng::new());
        let mut enqueued = 0;
        loop {
            let elapsed = begin.elapsed();
            if elapsed >= self.length {
                return enqueued;
            }
            let wanted = (elapsed.as_secs_f64() * self.rate as f64) as u64;
            let jobs = wanted.saturating_sub(enqueued).min(AT_ONCE);
            if jobs > 0 {
                let jobs: Vec<_> = (enqueued..enqueued + jobs)
                    .map(|number| job(number, &self.channels[random.usize(..self.channels.len())]))
                    .collect();
                let transaction = client.transaction().await.expect("a transaction");
                let ids = enqueue(&transaction, &jobs).await.expect("room");
                ledger.commit(&ids, elapsed);
                transaction.commit().await.expect("a commit");
                enqueued += ids.len() as u64;
            }
            if jobs < AT_ONCE {
                sleep(PAUSE).await;
            }
        }
    }
}

/// Each has a content of its own.
fn job(number: u64, channel: &ChannelUri) -> NewJob {
    let text2 = Some(format!("Order #{number} is on its way"));
    let toast = Toast { text1: Some("Shipped".to_owned()), text2, ..Toast::default() };
    NewJob::new(channel.clone(), toast.into())
}

const PAUSE: Duration = Duration::from_millis(10);
const AT_ONCE: u64 = 1000;
