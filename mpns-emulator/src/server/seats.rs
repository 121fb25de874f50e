use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::task::yield_now;

use super::seat::{Seat, Standing, Turn};
use super::unread::Unread;
use crate::Bounds;

/// The connections that are open, of which one goes when there are too many.
#[derive(Debug)]
pub(super) struct Seats {
    taken: Mutex<Taken>,
    /// The answers that wait for the clients.
    pub(super) unread: Arc<Unread>,
}

#[derive(Debug, Default)]
struct Taken {
    next: u64,
    /// Without those that were asked to go.
    seats: HashMap<u64, Arc<Seat>>,
}

/// The seat of a connection, which is free again when this is dropped.
#[derive(Debug)]
pub(super) struct TakenSeat {
    seats: Arc<Seats>,
    number: u64,
    seat: Arc<Seat>,
}

impl Seats {
    pub(super) fn new(bounds: &Bounds) -> Self {
        let unread = Arc::new(Unread::new(bounds.unread_bytes));
        Self { taken: Mutex::default(), unread }
    }

    /// Takes a seat for a new connection.
    pub(super) fn take(self: &Arc<Self>) -> TakenSeat {
        let seat = Arc::new(Seat::new(Arc::clone(&self.unread)));
        let mut taken = self.lock();
        let number = taken.next;
        taken.next = number.wrapping_add(1);
        taken.seats.insert(number, Arc::clone(&seat));
        drop(taken);
        TakenSeat { seats: Arc::clone(self), number, seat }
    }

    /// Asks the connection that is needed least to go.
    pub(super) fn vacate(&self) {
        let mut taken = self.lock();
        if let Some(number) = least_needed(&taken.standings()) {
            taken.ask(number);
        }
    }

    /// Asks the connections to go whose clients do not read, until the others have no more unread bytes than there
    /// should be. The last one that began may read.
    pub(super) fn relieve(&self) {
        let mut taken = self.lock();
        let mut holding = taken.standings();
        holding.retain(|(_, standing)| standing.unread > 0);
        holding.sort_unstable_by_key(|(number, standing)| (standing.since, *number));
        holding.pop();
        let mut excess = self.unread.excess();
        for (number, standing) in holding {
            if excess == 0 {
                return;
            }
            taken.ask(number);
            excess = excess.saturating_sub(standing.unread);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn standings(&self) -> Vec<(u64, Standing)> {
        self.seats.iter().map(|(number, seat)| (*number, seat.standing())).collect()
    }

    fn ask(&mut self, number: u64) {
        if let Some(seat) = self.seats.remove(&number) {
            seat.wanted.notify_one();
        }
    }
}

impl TakenSeat {
    pub(super) fn seat(&self) -> &Arc<Seat> {
        &self.seat
    }

    /// Completes with the connection, or when the connection has to go.
    pub(super) async fn hold(self, connection: impl Future<Output = ()>) {
        tokio::pin!(connection);
        loop {
            tokio::select! {
                biased;
                () = &mut connection => return,
                () = self.seat.wanted.notified() => {}
            }
            // Reads what has arrived in the meantime: a request that was sent is answered.
            tokio::select! {
                biased;
                () = &mut connection => return,
                () = yield_now() => {}
            }
            if !self.passes_on() {
                return;
            }
        }
    }

    /// Asks another connection to go in place of this one, if a request has come on this one and another connection
    /// waits for its client.
    fn passes_on(&self) -> bool {
        if self.seat.standing().turn == Turn::Client {
            return false;
        }
        let mut taken = self.seats.lock();
        let mut others = taken.standings();
        others.retain(|(_, standing)| standing.turn == Turn::Client);
        let Some(other) = least_needed(&others) else { return false };
        taken.ask(other);
        taken.seats.insert(self.number, Arc::clone(&self.seat));
        true
    }
}

impl Drop for TakenSeat {
    fn drop(&mut self) {
        self.seats.lock().seats.remove(&self.number);
    }
}

/// The connection that has waited for its client for longest. If many have not had a request yet, it is one of them:
/// then a flood of new connections does not close those that clients use again and again. If none waits for its client,
/// it is the one whose request is oldest.
fn least_needed(connections: &[(u64, Standing)]) -> Option<u64> {
    let oldest = |of: &dyn Fn(&Standing) -> bool| {
        let some = connections.iter().filter(|(_, standing)| of(standing));
        some.min_by_key(|(number, standing)| (standing.since, *number)).map(|(number, _)| *number)
    };
    let waits = |standing: &Standing| standing.turn == Turn::Client;
    let is_unused = |standing: &Standing| waits(standing) && !standing.has_answered;
    let unused = connections.iter().filter(|(_, standing)| is_unused(standing)).count();
    let are_many = unused > connections.len() / SHARE_OF_UNUSED;
    let unused = are_many.then(|| oldest(&is_unused)).flatten();
    unused.or_else(|| oldest(&waits)).or_else(|| oldest(&|_| true))
}

/// A quarter of the connections may be unused before they go first: enough for the clients that have just connected.
const SHARE_OF_UNUSED: usize = 4;

#[cfg(test)]
mod tests;
