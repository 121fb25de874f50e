use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use mpns_connect::delivery::Event;
use mpns_emulator::Emulator;
use mpns_outbox::{End, HoldReason, Job};
use mpns_proto::{Outcome, Raw};

use super::{ACCEPTED, EXPIRED, INACTIVE, answering, job, settings};
use crate::support::{each, refusing};

#[test]
fn a_channel_is_held_after_a_412_and_the_others_go_on() {
    each(|transport| {
        let (server, received) =
            answering(|path, _| if path == "/1" { INACTIVE } else { ACCEPTED });
        let jobs =
            [("/1", 1), ("/2", 2), ("/1", 3), ("/3", 4)].map(|(path, key)| job(&server, path, key));
        let (mut held, mut ended) = (0, Vec::new());
        let left = transport.new_client().deliver(settings(8, 8), jobs, |event, handle| {
            match event {
                Event::Held(hold) => {
                    assert_eq!(hold.reason, HoldReason::Reply(Outcome::DeviceInactive));
                    assert_eq!(hold.hold.length, Duration::from_secs(61 * 60));
                    assert!(hold.channel.expose().ends_with("/1"));
                    let tried = hold.tried.unwrap();
                    assert_eq!((tried.key, tried.attempt), (1, 1));
                    assert_eq!(tried.result.as_ref().as_ref().unwrap().status(), 412);
                    held += 1;
                }
                Event::Ended(job) => ended.push((job.key, job.end)),
                event => panic!("{event:?}"),
            }
            if held == 1 && ended.len() == 2 {
                let counts = handle.counts();
                assert_eq!((counts.held_channels, counts.accepted, counts.sent), (1, 2, 3));
                handle.drain();
            }
        });
        ended.sort_unstable_by_key(|(key, _)| *key);
        assert_eq!(ended, [(2, End::Accepted), (4, End::Accepted)]);
        assert_eq!((held, left.jobs(), left.in_flight(), left.held()), (1, 2, 0, 1));
        assert_eq!(received.lock().unwrap().len(), 3);
    });
}

#[test]
fn an_expired_channel_ends_all_its_jobs() {
    each(|transport| {
        let taken = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&taken);
        // All others wait by then.
        let (server, received) = answering(move |_, _| {
            while taken.load(Ordering::SeqCst) < 5 {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(50));
            EXPIRED
        });
        let jobs: Vec<_> = (0..5).map(|key| job(&server, "/1", key)).collect();
        let jobs = jobs.into_iter().inspect(move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let (mut expired, mut ended) = (0, Vec::new());
        transport.new_client().deliver(settings(8, 8), jobs, |event, _| match event {
            Event::ChannelExpired(channel) => {
                assert!(ended.is_empty() && channel.expose().ends_with("/1"));
                expired += 1;
            }
            Event::Ended(job) => {
                assert_eq!(job.last.is_some(), job.key == 0);
                ended.push((job.key, job.end, job.attempts));
            }
            event => panic!("{event:?}"),
        });
        let attempts = |key| u16::from(key == 0);
        let all: Vec<_> = (0..5).map(|key| (key, End::ChannelExpired, attempts(key))).collect();
        assert_eq!((expired, ended), (1, all));
        assert_eq!(received.lock().unwrap().len(), 1);
    });
}

#[test]
fn a_host_that_refuses_connections_is_left_alone() {
    each(|transport| {
        let address = refusing();
        let raw = Raw::from("1").build().unwrap();
        let jobs: Vec<_> = (0..6_u32)
            .map(|key| {
                Job::new(format!("http://{address}/{key}").parse().unwrap(), (key, raw.clone()))
            })
            .collect();
        let mut settings = settings(1, 1);
        settings.breaker_failures = NonZero::new(2).unwrap();
        let mut events = Vec::new();
        let left = transport.new_client().deliver(settings, jobs, |event, handle| match event {
            Event::Held(held) => {
                let tried = held.tried.unwrap();
                assert_eq!(held.reason, HoldReason::NoReply);
                assert!(tried.result.as_ref().as_ref().unwrap_err().is_connect());
                events.push(format!("held {}", tried.key));
            }
            Event::HostDown { origin, hold } => {
                assert_eq!(origin, format!("http://{address}"));
                events.push(format!("down {}", hold.length.as_secs()));
                handle.drain();
            }
            event => panic!("{event:?}"),
        });
        assert_eq!(events.len(), 3, "{events:?}");
        assert_eq!(left.in_flight(), 0);
    });
}

/// It is down for the shortest time, which is a second.
#[test]
fn a_host_that_is_back_gets_the_rest() {
    each(|transport| {
        let (server, received) = answering(|_, number| if number < 2 { None } else { ACCEPTED });
        let mut settings = settings(1, 1);
        settings.breaker_failures = NonZero::new(2).unwrap();
        settings.breaker_first = Duration::from_millis(1);
        let jobs: Vec<_> = (0..5).map(|key| job(&server, &format!("/{key}"), key)).collect();
        let (mut ends, mut up) = (Vec::new(), 0);
        transport.new_client().deliver(settings, jobs, |event, _| match event {
            Event::Ended(ended) => ends.push((ended.key, ended.end)),
            Event::HostUp { .. } => up += 1,
            _ => {}
        });
        let expected = [
            (0, End::MayHaveBeenDelivered),
            (1, End::MayHaveBeenDelivered),
            (2, End::Accepted),
            (3, End::Accepted),
            (4, End::Accepted),
        ];
        assert_eq!((ends, up), (Vec::from(expected), 1));
        assert_eq!(received.lock().unwrap().len(), 5);
    });
}

#[test]
fn the_emulator_gets_what_is_delivered() {
    each(|transport| {
        let emulator = Emulator::start_blocking(Emulator::LOOPBACK).unwrap();
        let channels: Vec<_> = (0..10).map(|_| emulator.open_channel()).collect();
        let raw = Raw::from("1").build().unwrap();
        let uris: Vec<_> = channels.iter().map(|channel| channel.uri().clone()).collect();
        channels[3].expire();
        let jobs = uris.into_iter().cycle().take(30).enumerate();
        let jobs = jobs.map(move |(key, uri)| Job::new(uri, (key, raw.clone())));
        let (mut accepted, mut expired) = (0, 0);
        transport.new_client().deliver(settings(4, 4), jobs, |event, _| match event {
            Event::Ended(job) if job.key % 10 == 3 => assert_eq!(job.end, End::ChannelExpired),
            Event::Ended(job) => {
                assert_eq!(job.end, End::Accepted);
                accepted += 1;
            }
            Event::ChannelExpired(_) => expired += 1,
            event => panic!("{event:?}"),
        });
        assert!(accepted == 27 && (1..=3).contains(&expired), "{accepted} {expired}");
        for (number, channel) in channels.iter().enumerate() {
            assert_eq!(channel.deliveries().len(), if number == 3 { 0 } else { 3 });
        }
    });
}
