use std::io;
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use mpns_outbox::Ticket;

use super::delivery::Shipment;
use super::result_line::Sent;

/// Threads that send by the blocking transport, started on demand.
pub(super) struct Threads {
    client: mpns_blocking::Client,
    shipments: Sender<Shipment>,
    waiting: Arc<Mutex<Receiver<Shipment>>>,
    sender: Sender<(Ticket, Sent)>,
    landed: Receiver<(Ticket, Sent)>,
    threads: usize,
    in_flight: usize,
}

impl Threads {
    pub(super) fn new(client: mpns_blocking::Client) -> Self {
        let (shipments, waiting) = mpsc::channel();
        let (sender, landed) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        Self { client, shipments, waiting, sender, landed, threads: 0, in_flight: 0 }
    }

    /// If the system refuses a thread, the others do the work; without any, your own.
    pub(super) fn start(&mut self, shipment: Shipment) {
        self.in_flight = self.in_flight.saturating_add(1);
        if self.threads < self.in_flight && self.start_thread().is_ok() {
            self.threads = self.threads.saturating_add(1);
        }
        // Both receivers are in this struct too.
        if self.threads == 0 {
            let _ = self.sender.send(send(&self.client, &shipment));
        } else {
            let _ = self.shipments.send(shipment);
        }
    }

    pub(super) fn wait(&mut self, within: Duration) -> Option<(Ticket, Sent)> {
        let landed = self.landed.recv_timeout(within).ok()?;
        self.in_flight = self.in_flight.saturating_sub(1);
        Some(landed)
    }

    fn start_thread(&self) -> io::Result<()> {
        let (client, sender) = (self.client.clone(), self.sender.clone());
        let waiting = Arc::clone(&self.waiting);
        let next = move || {
            let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
            waiting.recv().ok()
        };
        let work = move || {
            while let Some(shipment) = next() {
                if sender.send(send(&client, &shipment)).is_err() {
                    return;
                }
            }
        };
        thread::Builder::new().name("mpns-batch".to_owned()).spawn(work).map(drop)
    }
}

fn send(client: &mpns_blocking::Client, shipment: &Shipment) -> (Ticket, Sent) {
    let (at, start) = (SystemTime::now(), Instant::now());
    let result = client.send(&shipment.notification, &shipment.channel).map_err(Into::into);
    (shipment.ticket, Sent { result, at, took: start.elapsed() })
}
