use std::iter;
use std::thread;
use std::time::{Duration, SystemTime};

use mpns_connect::delivery::Event;
use mpns_outbox::{End, Hold, Now, Outbox};

use super::{ACCEPTED, INACTIVE, answering, job, settings};
use crate::support::each;

#[test]
fn draining_gives_back_what_was_not_sent() {
    each(|transport| {
        let (server, received) = answering(|_, _| ACCEPTED);
        // Those of a channel wait for each other.
        let jobs: Vec<_> =
            (0..200).map(|key| job(&server, &format!("/{}", key % 4), key)).collect();
        let client = transport.new_client();
        let mut keys = Vec::new();
        let mut taken = 0;
        let left = client.deliver(settings(8, 8), jobs, |event, handle| {
            let Event::Ended(ended) = event else { panic!("{event:?}") };
            assert_eq!(ended.end, End::Accepted);
            keys.push(ended.key);
            if keys.len() == 10 {
                handle.drain();
            }
            taken = usize::try_from(handle.counts().taken).unwrap();
        });
        assert!((10..=18).contains(&keys.len()), "{}", keys.len());
        assert_eq!((left.jobs(), left.in_flight()), (taken - keys.len(), 0));
        assert_eq!(received.lock().unwrap().len(), keys.len());
        let left = client.deliver_from(left, iter::empty(), |event, _| {
            let Event::Ended(ended) = event else { panic!("{event:?}") };
            assert_eq!(ended.end, End::Accepted);
            keys.push(ended.key);
        });
        assert_eq!(left.jobs(), 0);
        keys.sort_unstable();
        assert_eq!(keys, Vec::from_iter(0..u32::try_from(taken).unwrap()));
    });
}

#[test]
fn draining_wakes_a_delivery_that_waits() {
    each(|transport| {
        let (server, _) = answering(|_, _| INACTIVE);
        let mut drainer = None;
        let jobs = [job(&server, "/1", 1)];
        let left = transport.new_client().deliver(settings(8, 8), jobs, |event, handle| {
            assert!(matches!(event, Event::Held(_)), "{event:?}");
            let handle = handle.clone();
            drainer = Some(thread::spawn(move || {
                thread::sleep(Duration::from_millis(50));
                handle.drain();
                handle.drain();
            }));
        });
        drainer.unwrap().join().unwrap();
        assert_eq!((left.jobs(), left.held()), (1, 1));
    });
}

/// The second wish, too: the first is about another channel.
#[test]
fn cancelling_wakes_a_delivery_that_waits() {
    each(|transport| {
        let (server, received) = answering(|_, _| INACTIVE);
        let jobs = [("/1", 1), ("/1", 2)].map(|(path, key)| job(&server, path, key));
        let channels = [job(&server, "/2", 0).channel, jobs[0].channel.clone()];
        let (mut canceller, mut ended) = (None, Vec::new());
        let left = transport.new_client().deliver(settings(8, 8), jobs, |event, handle| {
            if let Event::Ended(ended_job) = event {
                return ended.push((ended_job.key, ended_job.end));
            }
            assert!(matches!(event, Event::Held(_)), "{event:?}");
            let (handle, channels) = (handle.clone(), channels.clone());
            canceller = Some(thread::spawn(move || {
                for channel in channels {
                    thread::sleep(Duration::from_millis(50));
                    handle.cancel_channel(channel);
                }
            }));
        });
        canceller.unwrap().join().unwrap();
        assert_eq!(ended, [(1, End::Cancelled), (2, End::Cancelled)]);
        assert_eq!((left.jobs(), left.held()), (0, 1));
        assert_eq!(received.lock().unwrap().len(), 1);
    });
}

#[test]
fn what_is_cancelled_may_have_been_delivered_and_nothing_else_is_lost() {
    each(|transport| {
        let (server, _) = answering(|_, _| ACCEPTED);
        let jobs: Vec<_> = (0..1_000).map(|key| job(&server, &format!("/{key}"), key)).collect();
        let client = transport.new_client();
        let (events, left) = client.deliver_some(settings(8, 8), jobs, 20);
        let key = |event| match event {
            Event::Ended(ended) => Some((ended.key, ended.end)),
            _ => None,
        };
        let mut ends: Vec<_> = events.into_iter().filter_map(key).collect();
        assert!(ends.len() == 20 && ends.iter().all(|(_, end)| *end == End::Accepted));
        let in_flight = left.in_flight();
        assert!(in_flight <= 8);
        let mut unknown = 0;
        let left = client.deliver_from(left, iter::empty(), |event, _| {
            ends.extend(key(event).inspect(|(_, end)| {
                unknown += usize::from(*end == End::MayHaveBeenDelivered);
            }));
        });
        assert_eq!((left.jobs(), unknown), (0, in_flight));
        let mut keys: Vec<_> = ends.into_iter().map(|(key, _)| key).collect();
        keys.sort_unstable();
        assert_eq!(keys, Vec::from_iter(0..u32::try_from(keys.len()).unwrap()));
    });
}

#[test]
fn a_restored_hold_is_kept() {
    each(|transport| {
        let (server, received) = answering(|_, _| ACCEPTED);
        let jobs = [("/1", 1), ("/2", 2)].map(|(path, key)| job(&server, path, key));
        let start = Now { monotonic: Duration::ZERO, wall: SystemTime::now() };
        let hold = Hold { since: start.wall, length: Duration::from_secs(600) };
        let mut outbox = Outbox::new(settings(8, 8), 0);
        outbox.restore_hold(&jobs[0].channel, hold, start).unwrap();
        let left = transport.new_client().deliver_from(outbox, jobs, |event, handle| {
            assert!(matches!(event, Event::Ended(ended) if ended.key == 2));
            handle.drain();
        });
        assert_eq!((left.jobs(), left.held()), (1, 1));
        assert_eq!(received.lock().unwrap().clone(), [("/2".to_owned(), 2)]);
    });
}
