use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use mpns_connect::delivery::Event;
use mpns_outbox::End;

use super::{ACCEPTED, answering, job, settings};
use crate::support::{LONG, each};

const JOBS: u32 = 500;

#[test]
fn jobs_of_a_channel_keep_their_order() {
    each(|transport| {
        let (server, received) = answering(|_, _| ACCEPTED);
        let jobs: Vec<_> =
            (0..JOBS).map(|key| job(&server, &format!("/{}", key % 7), key)).collect();
        let mut keys = Vec::new();
        transport.new_client().deliver(settings(16, 16), jobs, |event, _| match event {
            Event::Ended(ended) => {
                assert_eq!((ended.end, ended.attempts), (End::Accepted, 1));
                assert!(
                    ended.last.is_some_and(|last| last.as_ref().as_ref().unwrap().status() == 200)
                );
                keys.push(ended.key);
            }
            event => panic!("{event:?}"),
        });
        keys.sort_unstable();
        assert_eq!(keys, Vec::from_iter(0..JOBS));
        let mut by_channel = BTreeMap::<String, Vec<u32>>::new();
        for (path, number) in received.lock().unwrap().iter() {
            by_channel.entry(path.clone()).or_default().push(*number);
        }
        assert!(by_channel.len() == 7 && by_channel.values().all(|numbers| numbers.is_sorted()));
    });
}

#[test]
fn the_source_is_not_read_ahead() {
    each(|transport| {
        let (server, _) = answering(|_, _| ACCEPTED);
        let taken = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&taken);
        let channels: Vec<_> = (0..JOBS).map(|key| job(&server, &format!("/{key}"), key)).collect();
        let jobs = channels.into_iter().inspect(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let mut ended = 0;
        transport.new_client().deliver(settings(8, 8), jobs, |_, handle| {
            let taken = taken.load(Ordering::SeqCst);
            assert!(taken <= ended + 8, "{taken} taken, {ended} ended");
            ended += 1;
            let counts = handle.counts();
            assert_eq!((counts.taken, counts.accepted), (taken.into(), ended.into()));
            assert!(counts.in_flight <= 8 && counts.not_accepted == 0, "{counts:?}");
        });
        assert_eq!(ended, JOBS);
    });
}

/// The slow host answers once the other one is done.
#[test]
fn a_slow_host_uses_up_only_its_own_limit() {
    each(|transport| {
        let done = Arc::new(AtomicU32::new(0));
        let (count, is_slow) = (Arc::clone(&done), Arc::new(AtomicUsize::new(0)));
        let most = Arc::new(AtomicUsize::new(0));
        let highest = Arc::clone(&most);
        let (fast, _) = answering(move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
            ACCEPTED
        });
        let (slow, _) = answering(move |_, _| {
            most.fetch_max(is_slow.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            while done.load(Ordering::SeqCst) < 20 {
                thread::sleep(Duration::from_millis(1));
            }
            is_slow.fetch_sub(1, Ordering::SeqCst);
            ACCEPTED
        });
        let both = |key| [job(&slow, &format!("/{key}"), key), job(&fast, &format!("/{key}"), key)];
        let jobs: Vec<_> = (0..20).flat_map(both).collect();
        let mut accepted = 0;
        let client = transport.builder().timeout(LONG).build();
        client.deliver(settings(4, 2), jobs, |event, _| {
            accepted += u32::from(matches!(event, Event::Ended(it) if it.end == End::Accepted));
        });
        assert_eq!((accepted, highest.load(Ordering::SeqCst)), (40, 2));
    });
}
