//! The transports, which send many requests at the same time.

use std::time::{Duration, Instant, SystemTime};

use mpns_outbox::Ticket;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::delivery::Shipment;
use super::result_line::Sent;
use super::threads::Threads;
use crate::failure::Failure;
use crate::transport::{Transport, runtime};

/// Requests in flight.
pub(super) enum Lanes {
    Hyper {
        runtime: Runtime,
        client: mpns_hyper::Client,
        sender: UnboundedSender<(Ticket, Sent)>,
        landed: UnboundedReceiver<(Ticket, Sent)>,
    },
    Blocking(Threads),
}

impl Lanes {
    pub(super) fn new(transport: Transport) -> Result<Self, Failure> {
        Ok(match transport {
            Transport::Hyper(client) => {
                let (sender, landed) = unbounded_channel();
                Self::Hyper { runtime: runtime()?, client: *client, sender, landed }
            }
            Transport::Blocking(client) => Self::Blocking(Threads::new(client)),
        })
    }

    pub(super) fn start(&mut self, shipment: Shipment) {
        match self {
            Self::Hyper { runtime, client, sender, .. } => {
                let (client, sender) = (client.clone(), sender.clone());
                runtime.spawn(async move {
                    let Shipment { ticket, channel, notification } = shipment;
                    let (at, start) = (SystemTime::now(), Instant::now());
                    let result = client.send(&notification, &channel).await;
                    let sent =
                        Sent { result: result.map_err(Into::into), at, took: start.elapsed() };
                    // Without a receiver the batch has ended.
                    let _ = sender.send((ticket, sent));
                });
            }
            Self::Blocking(threads) => threads.start(shipment),
        }
    }

    /// The next request that has ended, if one does within this time.
    pub(super) fn next(&mut self, within: Duration) -> Option<(Ticket, Sent)> {
        match self {
            Self::Hyper { runtime, landed, .. } => {
                if let Ok(next) = landed.try_recv() {
                    return Some(next);
                }
                if within.is_zero() {
                    return None;
                }
                let next = async { tokio::time::timeout(within, landed.recv()).await };
                runtime.block_on(next).ok().flatten()
            }
            Self::Blocking(threads) => threads.next(within),
        }
    }
}
