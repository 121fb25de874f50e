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
        let asked =
            (0..taken.len()).filter(|&number| !seats.lock().seats.contains_key(&(number as u64)));
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
