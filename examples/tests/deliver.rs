//! The loop of the example delivers over any transport.

#![cfg(test)]

#[path = "../deliver.rs"]
mod deliver;

use std::collections::BTreeMap;
use std::io;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use http::{Request, Response};
use mpns_emulator::Emulator;
use mpns_outbox::{End, Event, Job, Settings};
use mpns_proto::{ChannelUri, Notification, Raw};

use deliver::deliver;
use deliver::std_net::BareTcp;

fn job(channel: &ChannelUri, key: usize) -> Job<(usize, Notification)> {
    Job::new(channel.clone(), (key, Raw::from(key.to_string()).build().unwrap()))
}

#[test]
fn a_bare_tcp_stream_delivers_to_the_emulator() {
    let emulator = Emulator::start_blocking(Emulator::LOOPBACK).unwrap();
    let channels: Vec<_> = (0..10).map(|_| emulator.open_channel()).collect();
    channels[3].expire();
    let jobs = (0..30).map(|key| job(channels[key % 10].uri(), key));
    let tcp = BareTcp::new(Duration::from_secs(60));
    let (mut ends, mut expired) = (BTreeMap::new(), 0);
    let mut settings = Settings::default();
    settings.in_flight = NonZero::new(4).unwrap();
    deliver(
        settings,
        jobs,
        |request| tcp.send(request),
        |event| match event {
            Event::Ended(ended) => assert_eq!(ends.insert(ended.payload.0, ended.end), None),
            Event::ChannelExpired(_) => expired += 1,
            event => panic!("{event:?}"),
        },
    )
    .unwrap();
    assert!((1..=3).contains(&expired));
    for key in 0..30 {
        let expected = if key % 10 == 3 { End::ChannelExpired } else { End::Accepted };
        assert_eq!(ends.remove(&key), Some(expected), "{key}");
    }
    for (number, channel) in channels.iter().enumerate() {
        assert_eq!(channel.deliveries().len(), if number == 3 { 0 } else { 3 });
    }
}

#[test]
fn a_function_is_a_transport() {
    let channel = "http://host/channel".parse().unwrap();
    let sends = AtomicUsize::new(0);
    let send = |_: &Request<Vec<u8>>| match sends.fetch_add(1, Ordering::SeqCst) {
        0 => Ok(Response::new(())),
        _ => Err(io::ErrorKind::ConnectionReset.into()),
    };
    let mut events = Vec::new();
    let jobs = (0..2).map(|key| job(&channel, key));
    deliver(Settings::default(), jobs, send, |event| match event {
        Event::Ended(ended) => events.push(format!("{} {}", ended.payload.0, ended.end)),
        Event::Held(held) => events.push(format!("held {}", held.hold.length.as_secs())),
        event => panic!("{event:?}"),
    })
    .unwrap();
    assert_eq!(events[0], "0 accepted");
    assert!(events[1].starts_with("held 2") && events.len() == 3, "{events:?}");
    assert_eq!(events[2], "1 may-have-been-delivered");
}
