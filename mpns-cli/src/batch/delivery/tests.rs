//! Batches in virtual time.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, reason = "tests may panic")]

use std::collections::BTreeMap;

use mpns_proto::http::StatusCode;
use mpns_proto::{DeviceConnectionStatus, NoReply, NotificationStatus, Reply, SubscriptionStatus};

use story::{Request, Story};

mod story;

#[test]
fn a_host_that_is_down_lets_the_others_go_on_and_gets_its_jobs_when_it_is_back() {
    let uri = |line| match line % 100 {
        99 => format!("http://up.example/{line}"),
        _ => format!("http://down.example/{}", line % 90),
    };
    let mut story = Story::new((0..3000).map(uri));
    let mut service = |request: &Request| {
        let is_down = request.uri.contains("down") && request.second < 3 * 60 * 60;
        if is_down { Err(NoReply::new("refused", "connection refused")) } else { Ok(status(200)) }
    };
    while !story.is_over() {
        story.step(&mut service);
    }
    assert_eq!(story.counts(), BTreeMap::from([("accepted", 3000)]));
    let of_up = story.sent.iter().filter(|request| request.uri.contains("up.example"));
    assert_eq!(of_up.map(|request| request.second).collect::<Vec<_>>(), [0; 30]);
    // What was in flight when it went down, and a probe after 1, 3, 7, 15, 31, 63, 95, 127 and 159 minutes.
    let failed = story.sent.len() - 3000;
    assert!((5 + 9..=5 + 3 + 9).contains(&failed), "{failed}");
}

#[test]
fn phones_out_of_reach_leave_their_places_to_the_others() {
    let uri = |line| format!("http://h.example/{}{line}", if line < 900 { "away" } else { "" });
    let mut story = Story::new((0..1000).map(uri));
    let mut service = |request: &Request| {
        let is_away = request.uri.contains("away") && request.second < 2 * 60 * 60;
        Ok(if is_away { away() } else { status(200) })
    };
    while !story.is_over() {
        story.step(&mut service);
    }
    assert_eq!(story.counts(), BTreeMap::from([("accepted", 1000)]));
    let near = story.sent.iter().filter(|request| !request.uri.contains("away"));
    assert_eq!(near.map(|request| request.second).collect::<Vec<_>>(), [0; 100]);
    // At once, and after 61 and 122 minutes.
    assert_eq!(story.sent.len(), 100 + 3 * 900);
}

/// The story checks that no job with a result is sent, no channel while it is held, and none out of order.
#[test]
fn a_batch_that_is_killed_at_any_step_goes_on_as_its_files_say() {
    for seed in 0..8 {
        let mut random = Random(seed);
        let uri = |_| format!("http://{}.example/{}", random.below(3), random.below(150));
        let mut story = Story::new((0..600).map(uri).collect::<Vec<_>>());
        let mut random = Random(seed + 1000);
        let mut accepted: BTreeMap<u64, usize> = BTreeMap::new();
        let mut of_service = Random(seed + 2000);
        let mut service = |request: &Request| {
            let hour = request.second / 3600;
            let result = match of_service.below(100) {
                _ if request.uri.contains("2.example") && hour < 5 => {
                    Err(NoReply::new("refused", "connection refused"))
                }
                0..=5 => Ok(away()),
                6..=8 => Ok(status(200).with_notification_status(NotificationStatus::QueueFull)),
                9 => Ok(status(404).with_subscription_status(SubscriptionStatus::Expired)),
                10 => Ok(status(401)),
                11..=12 => Ok(status(503)),
                13 => Ok(status(406)),
                14 => Err(unknown()),
                _ => Ok(status(200)),
            };
            if result.as_ref().is_ok_and(|reply| reply.outcome().is_accepted()) {
                *accepted.entry(request.line).or_default() += 1;
            }
            result
        };
        while !story.is_over() {
            story.step(&mut service);
            if random.below(40) == 0 {
                story.kill();
            }
        }
        let twice: usize = accepted.values().map(|count| count - 1).sum();
        assert!(twice <= story.unknown, "{seed}: {twice} of {}", story.unknown);
        for (line, result) in &story.results {
            let is_accepted = result["result"] == "accepted";
            assert!(!is_accepted || accepted.contains_key(line), "{seed}: {line} was not sent");
        }
        let counts = story.counts();
        assert!(counts["accepted"] > 300, "{seed}: {counts:?}");
    }
}

fn status(code: u16) -> Reply {
    Reply::new(StatusCode::from_u16(code).expect("a status"))
}

/// The reply for a phone out of reach.
fn away() -> Reply {
    let reply = status(412).with_device_connection_status(DeviceConnectionStatus::Inactive);
    reply.with_notification_status(NotificationStatus::Dropped)
}

fn unknown() -> NoReply {
    let mut error = NoReply::new("timeout", "no reply in time");
    error.may_have_been_delivered = true;
    error
}

/// Numbers that look random, the same for the same seed.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb) % bound
    }
}
