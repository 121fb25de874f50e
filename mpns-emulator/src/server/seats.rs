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
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_connection_that_waits_longest_goes() {
        use Turn::{Client, Service};
        let start = Instant::now();
        let used = |turn, since| (turn, since, true);
        let unused = |since| (Client, since, false);
        for (connections, goes) in [
            (vec![], None),
            (vec![unused(1)], Some(0)),
            (vec![used(Client, 2), used(Client, 1), used(Client, 3)], Some(1)),
            (vec![used(Service, 1), used(Client, 2)], Some(1)),
            (vec![used(Service, 2), used(Service, 1)], Some(1)),
            (vec![used(Client, 1), unused(3), unused(2)], Some(2)),
            // One in four may be new.
            (vec![used(Client, 2), used(Client, 1), used(Client, 1), unused(3)], Some(1)),
            (vec![used(Client, 5), used(Client, 1), unused(4), unused(3)], Some(3)),
            (vec![used(Client, 1), used(Client, 1)], Some(0)),
        ] {
            let standings = connections.iter().zip(0..).map(|(connection, number)| {
                let (turn, since, has_answered) = *connection;
                let since = start + Duration::from_secs(since);
                (number, Standing { turn, since, has_answered, unread: 0 })
            });
            let standings: Vec<_> = standings.collect();
            assert_eq!(least_needed(&standings), goes, "{connections:?}");
        }
    }

    #[tokio::test]
    async fn a_connection_with_a_request_passes_it_on() {
        let seats = Arc::new(Seats::new(&Bounds::default()));
        let [first, second] = [(); 2].map(|()| seats.take());
        let seat = Arc::clone(first.seat());
        seats.vacate();
        seat.set_turn(Turn::Service);
        let second = tokio::spawn(second.hold(std::future::pending()));
        let (answer, answered) = tokio::sync::oneshot::channel();
        let first = tokio::spawn(first.hold(async {
            answered.await.expect("an answer");
        }));
        second.await.expect("gone in place of the first");
        assert_eq!(seats.lock().seats.len(), 1);
        answer.send(()).expect("still there");
        first.await.expect("done");
        assert!(seats.lock().seats.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn those_that_do_not_read_go_until_the_rest_is_small() {
        for (unread, gone) in [
            (&[0, 0, 10][..], &[][..]),
            (&[0, 0, 11], &[]),
            (&[5, 0, 6], &[0]),
            (&[3, 3, 3, 3], &[0]),
            (&[3, 0, 9, 1, 1], &[0, 2]),
            (&[1, 99, 1], &[0, 1]),
        ] {
            let bounds = Bounds { unread_bytes: 10, ..Bounds::default() };
            let seats = Arc::new(Seats::new(&bounds));
            let mut taken = Vec::new();
            for bytes in unread {
                tokio::time::advance(Duration::from_secs(1)).await;
                let seat = seats.take();
                seat.seat().add_unread(*bytes);
                taken.push(seat);
            }
            seats.relieve();
            let asked = (0..taken.len())
                .filter(|&number| !seats.lock().seats.contains_key(&(number as u64)));
            assert_eq!(asked.collect::<Vec<_>>(), gone, "{unread:?}");
            for (seat, bytes) in taken.iter().zip(unread) {
                seat.seat().subtract_unread(*bytes);
            }
            assert_eq!(seats.unread.excess(), 0);
        }
    }

    #[tokio::test]
    async fn one_goes_even_if_all_have_requests() {
        let seats = Arc::new(Seats::new(&Bounds::default()));
        let held = [(); 2].map(|()| {
            let seat = seats.take();
            seat.seat().set_turn(Turn::Service);
            tokio::spawn(seat.hold(std::future::pending()))
        });
        seats.vacate();
        let [first, second] = held;
        first.await.expect("gone");
        assert!(!second.is_finished());
        second.abort();
    }
}
