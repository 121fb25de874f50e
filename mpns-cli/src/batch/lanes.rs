//! The transports, which send many requests at the same time.

use std::time::{Duration, Instant, SystemTime};

use mpns_outbox::Ticket;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::yield_now;
use tokio::time::timeout;

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
        /// What the runtime is to send. From outside it, each would cost a system call.
        started: Vec<Shipment>,
        sender: UnboundedSender<(Ticket, Sent)>,
        landed: UnboundedReceiver<(Ticket, Sent)>,
    },
    Blocking(Threads),
}

impl Lanes {
    pub(super) fn new(transport: Transport) -> Result<Self, Failure> {
        Ok(match transport {
            Transport::Hyper(client) => {
                let (runtime, (sender, landed)) = (runtime()?, unbounded_channel());
                Self::Hyper { runtime, client: *client, started: Vec::new(), sender, landed }
            }
            Transport::Blocking(client) => Self::Blocking(Threads::new(client)),
        })
    }

    pub(super) fn start(&mut self, shipment: Shipment) {
        match self {
            Self::Hyper { started, .. } => started.push(shipment),
            Self::Blocking(threads) => threads.start(shipment),
        }
    }

    /// Lets the requests go on until one has ended, but not longer than this time.
    pub(super) fn wait(&mut self, within: Duration) -> Option<(Ticket, Sent)> {
        match self {
            Self::Hyper { runtime, client, started, sender, landed } => runtime.block_on(async {
                for shipment in started.drain(..) {
                    tokio::spawn(send(client.clone(), shipment, sender.clone()));
                }
                if within.is_zero() {
                    yield_now().await;
                    landed.try_recv().ok()
                } else {
                    timeout(within, landed.recv()).await.ok().flatten()
                }
            }),
            Self::Blocking(threads) => threads.wait(within),
        }
    }

    /// Another request that has ended meanwhile.
    pub(super) fn next(&mut self) -> Option<(Ticket, Sent)> {
        match self {
            Self::Hyper { landed, .. } => landed.try_recv().ok(),
            Self::Blocking(threads) => threads.wait(Duration::ZERO),
        }
    }
}

async fn send(
    client: mpns_hyper::Client,
    shipment: Shipment,
    sender: UnboundedSender<(Ticket, Sent)>,
) {
    let Shipment { ticket, channel, notification } = shipment;
    let (at, start) = (SystemTime::now(), Instant::now());
    let result = client.send(&notification, &channel).await.map_err(Into::into);
    // Without a receiver the batch has ended.
    let _ = sender.send((ticket, Sent { result, at, took: start.elapsed() }));
}
