//! What holds after any calls, in any order.

use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZero, NonZeroU16, NonZeroU32};
use std::time::{Duration, SystemTime};

use mpns_outbox::{
    Channel, Event, Failure, Hold, Job, Now, Outbox, Output, Saved, Settings, Ticket,
};
use mpns_proto::{BatchingInterval, Jitter, Outcome, RetryAfter};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::story::{expired, queue_full, status, uri};

#[derive(Clone, Debug)]
enum Call {
    Push {
        channel: u8,
        immediate: bool,
        deadline: Option<u16>,
        attempts: u8,
        twice: bool,
        tile: u8,
    },
    Poll(u8),
    Reply {
        which: u8,
        kind: u8,
        after: u16,
        jitter: u16,
    },
    Fail {
        which: u8,
        may_have_been_delivered: bool,
        is_permanent: bool,
    },
    Late(u8),
    Cancel(u8),
    Release(u8),
    Hold {
        channel: u8,
        seconds: u16,
    },
    Pass(u16),
    Jump(i32),
}

fn call() -> impl Strategy<Value = Call> {
    let channel = 0_u8..12;
    let push =
        (channel.clone(), any::<bool>(), any::<Option<u16>>(), 0_u8..4, any::<bool>(), 0_u8..3)
            .prop_map(|(channel, immediate, deadline, attempts, twice, tile)| Call::Push {
                channel,
                immediate,
                deadline,
                attempts,
                twice,
                tile,
            });
    let reply = (any::<u8>(), 0_u8..10, 0_u16..9000, any::<u16>())
        .prop_map(|(which, kind, after, jitter)| Call::Reply { which, kind, after, jitter });
    let fail = (any::<u8>(), any::<bool>(), prop::bool::weighted(0.1)).prop_map(
        |(which, may_have_been_delivered, is_permanent)| Call::Fail {
            which,
            may_have_been_delivered,
            is_permanent,
        },
    );
    prop_oneof![
        6 => push,
        8 => (1_u8..8).prop_map(Call::Poll),
        5 => reply,
        3 => fail,
        1 => any::<u8>().prop_map(Call::Late),
        1 => channel.clone().prop_map(Call::Cancel),
        1 => channel.clone().prop_map(Call::Release),
        1 => (channel, any::<u16>()).prop_map(|(channel, seconds)| Call::Hold { channel, seconds }),
        3 => (0_u16..9000).prop_map(Call::Pass),
        1 => any::<i32>().prop_map(Call::Jump),
    ]
}

/// An outbox, and what is known of it from outside.
struct Observed {
    outbox: Outbox<u32>,
    now: Now,
    pushed: u32,
    ended: BTreeSet<u32>,
    sent: Vec<(Ticket, String)>,
    /// What is not in flight any more, and since when.
    landed: Vec<(Ticket, Duration)>,
    /// Until when a channel may not be sent to, by the monotonic clock.
    held: BTreeMap<String, Duration>,
    /// How many requests had landed when a channel was released. What they led to holds it no longer.
    released: BTreeMap<String, usize>,
    /// When the day of a channel began, and how much was sent in it.
    days: BTreeMap<String, (Duration, u32)>,
    /// The latest number that was sent to a channel.
    latest: BTreeMap<String, u32>,
    deadlines: BTreeMap<u32, Duration>,
    /// The channels of the jobs that have not ended.
    jobs: BTreeMap<u32, String>,
    down: BTreeSet<String>,
    /// The hosts that were down when their last job ended: they are forgotten some time later.
    forgotten: BTreeSet<String>,
    /// The probe that is in flight, by host.
    probes: BTreeMap<String, Ticket>,
}

impl Observed {
    fn new() -> Self {
        let mut settings = Settings::default();
        let bounds = [5, 3, 40, 10].map(|bound| NonZero::new(bound).unwrap());
        [settings.in_flight, settings.in_flight_per_host, settings.jobs, settings.channels] =
            bounds;
        settings.breaker_failures = NonZero::new(2).unwrap();
        settings.daily_budget = NonZero::new(6);
        let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 32);
        Self {
            outbox: Outbox::new(settings, 3),
            now: Now { monotonic: Duration::from_millis(250), wall },
            pushed: 0,
            ended: BTreeSet::new(),
            sent: Vec::new(),
            landed: Vec::new(),
            held: BTreeMap::new(),
            released: BTreeMap::new(),
            days: BTreeMap::new(),
            latest: BTreeMap::new(),
            deadlines: BTreeMap::new(),
            jobs: BTreeMap::new(),
            down: BTreeSet::new(),
            forgotten: BTreeSet::new(),
            probes: BTreeMap::new(),
        }
    }

    fn call(&mut self, call: &Call) {
        match *call {
            Call::Push { channel, immediate, deadline, attempts, twice, tile } => {
                let mut job = Job::new(channel_uri(channel), self.pushed);
                if !immediate {
                    job.interval = BatchingInterval::Within450s;
                }
                job.deadline = deadline.map(|seconds| Duration::from_secs(seconds.into()));
                job.attempts = NonZeroU16::new(attempts.into());
                job.may_show_twice = twice;
                job.tile = NonZeroU32::new(tile.into());
                let deadline = job.deadline;
                let room = self.outbox.room();
                match self.outbox.push(job, self.now) {
                    Ok(()) => {
                        let deadline = deadline.map_or(Duration::MAX, |it| self.now.monotonic + it);
                        self.deadlines.insert(self.pushed, deadline);
                        self.jobs.insert(self.pushed, channel_uri(channel).expose());
                        self.pushed += 1;
                    }
                    Err(_) => assert!(room == 0 || self.outbox.channels() == 10),
                }
            }
            Call::Poll(times) => {
                for _ in 0..times {
                    self.poll();
                }
            }
            Call::Reply { which, kind, after, jitter } => {
                let Some((ticket, _)) = self.land(which) else { return };
                let reply = match kind {
                    0..=3 => status(200),
                    4 => queue_full(),
                    5 => expired(),
                    6 => status(406),
                    7 => status(503),
                    8 => status(400),
                    _ => status(412),
                };
                let after = RetryAfter::Delay(Duration::from_secs(after.into()));
                let reply = if jitter % 4 == 0 { reply.with_retry_after(after) } else { reply };
                self.outbox.handle_reply(ticket, &reply, self.now, Jitter::new(jitter));
            }
            Call::Fail { which, may_have_been_delivered, is_permanent } => {
                let Some((ticket, _)) = self.land(which) else { return };
                let failure = Failure { may_have_been_delivered, is_permanent };
                self.outbox.handle_error(ticket, failure, self.now, Jitter::NONE);
            }
            Call::Late(which) => {
                let Some(&(late, _)) = self.landed.get(usize::from(which)) else { return };
                let before = self.outbox.save(self.now);
                self.outbox.handle_reply(late, &expired(), self.now, Jitter::NONE);
                self.outbox.handle_error(late, Failure::default(), self.now, Jitter::NONE);
                assert!(before == self.outbox.save(self.now), "a late answer changed something");
            }
            Call::Cancel(channel) => {
                let channel = channel_uri(channel);
                self.outbox.cancel_channel(&channel, self.now);
                self.jobs.retain(|_, other| *other != channel.expose());
                self.forget_hosts();
            }
            Call::Release(channel) => {
                let channel = channel_uri(channel);
                self.outbox.release_channel(&channel, self.now);
                self.jobs.retain(|_, other| *other != channel.expose());
                self.forget_hosts();
                self.held.remove(&channel.expose());
                self.released.insert(channel.expose(), self.landed.len());
            }
            Call::Hold { channel, seconds } => {
                let length = Duration::from_secs(seconds.into());
                let hold = Hold { since: self.now.wall, length };
                let channel = channel_uri(channel);
                if self.outbox.restore_hold(&channel, hold, self.now).is_ok() {
                    self.note_hold(channel.expose(), self.now.monotonic + length);
                }
            }
            Call::Pass(seconds) => {
                // Polled first: what is in flight then was sent before.
                let passed = Duration::from_secs(seconds.into());
                self.now.monotonic += passed;
                self.now.wall += passed;
            }
            Call::Jump(seconds) => {
                let jump = Duration::from_secs(seconds.unsigned_abs().into());
                let wall = &mut self.now.wall;
                // Not to before 1970, which serde does not write.
                let least = SystemTime::UNIX_EPOCH;
                let back = wall.checked_sub(jump / 2).unwrap_or(least).max(least);
                *wall = if seconds < 0 { back } else { *wall + jump / 2 };
            }
        }
        self.check();
    }

    fn land(&mut self, which: u8) -> Option<(Ticket, String)> {
        let place = usize::from(which).checked_rem(self.sent.len())?;
        let landed = self.sent.swap_remove(place);
        self.probes.retain(|_, probe| *probe != landed.0);
        self.landed.push((landed.0, self.now.monotonic));
        Some(landed)
    }

    fn note_hold(&mut self, channel: String, until: Duration) {
        let held = self.held.entry(channel).or_default();
        *held = (*held).max(until);
    }

    /// Returns what the output was, as a text.
    fn poll(&mut self) -> String {
        match self.outbox.poll(self.now) {
            Output::Transmit(transmit) => {
                let channel = transmit.channel.expose().to_owned();
                let origin = transmit.channel.origin().to_owned();
                let (ticket, number) = (transmit.ticket, *transmit.payload);
                let text = format!("{ticket:?} {channel} {number} {}", transmit.attempt);
                assert_eq!(transmit.channel.uri().map(|uri| uri.expose()), Ok(channel.clone()));
                assert!(!self.is_busy(&channel), "two in flight: {channel}");
                let held = self.held.get(&channel).copied().unwrap_or_default();
                assert!(held <= self.now.monotonic, "{channel} is held until {held:?}");
                assert!(self.now.monotonic < self.deadlines[&number], "{number} is too late");
                let latest = self.latest.insert(channel.clone(), number);
                assert!(latest.is_none_or(|latest| latest <= number), "order of {channel}");
                self.spend(&channel);
                let to_host = self.sent.iter().filter(|(_, it)| it.starts_with(&origin)).count();
                assert!(to_host < 3, "{origin} is sent to too often");
                if self.down.contains(&origin) {
                    assert_eq!(self.probes.insert(origin, ticket), None, "one probe at a time");
                }
                self.sent.push((ticket, channel));
                text
            }
            Output::Event(event) => {
                let text = format!("{event:?}");
                self.note(event);
                text
            }
            Output::Wait(wait) => {
                assert!(!wait.is_zero());
                format!("{wait:?}")
            }
            Output::Full => {
                assert_eq!(self.sent.len(), 5);
                "full".into()
            }
            Output::Idle => "idle".into(),
        }
    }

    fn note(&mut self, event: Event<u32>) {
        match event {
            Event::Ended(ended) => {
                assert!(self.ended.insert(ended.payload), "{} ended twice", ended.payload);
                self.jobs.remove(&ended.payload);
                self.forget_hosts();
            }
            Event::Held(held) => {
                if let mpns_outbox::HoldReason::Reply(Outcome::DeviceInactive) = held.reason {
                    assert!(held.hold.length >= Duration::from_secs(61 * 60));
                }
                let channel = held.channel.expose().to_owned();
                let is_its = |(ticket, _): &(Ticket, _)| Some(*ticket) == held.ticket;
                let place = self.landed.iter().position(is_its);
                let released = self.released.get(&channel).copied().unwrap_or_default();
                if place.is_none_or(|place| place >= released) {
                    let since = place.map_or(self.now.monotonic, |place| self.landed[place].1);
                    self.note_hold(channel, since + held.hold.length);
                }
            }
            Event::ChannelExpired(channel) => self.note_expired(&channel),
            Event::HostDown { origin, .. } => {
                self.forgotten.remove(&origin);
                self.down.insert(origin);
            }
            Event::HostUp { origin } => {
                assert!(self.down.remove(&origin) || self.forgotten.remove(&origin));
            }
            event => panic!("{event:?}"),
        }
    }

    fn note_expired(&mut self, channel: &Channel) {
        assert!(!self.is_busy(channel.expose()));
        self.days.remove(channel.expose());
    }

    fn forget_hosts(&mut self) {
        let has_jobs = |origin: &String| self.jobs.values().any(|uri| uri.starts_with(origin));
        let unused: Vec<_> = self.down.iter().filter(|origin| !has_jobs(origin)).cloned().collect();
        for origin in unused {
            self.down.remove(&origin);
            self.forgotten.insert(origin);
        }
    }

    /// Six a day are allowed.
    fn spend(&mut self, channel: &str) {
        let day = self.days.entry(channel.to_owned()).or_insert((self.now.monotonic, 0));
        if self.now.monotonic >= day.0 + Duration::from_secs(24 * 60 * 60) {
            *day = (self.now.monotonic, 0);
        }
        day.1 += 1;
        assert!(day.1 <= 6, "{channel} gets too much in a day");
    }

    fn is_busy(&self, channel: &str) -> bool {
        self.sent.iter().any(|(_, sent)| sent == channel)
    }

    fn check(&self) {
        let ended = u32::try_from(self.ended.len()).unwrap();
        assert!(self.outbox.jobs() <= 40 && self.outbox.channels() <= 10);
        assert_eq!(self.outbox.in_flight(), self.sent.len());
        assert_eq!(usize::try_from(self.pushed - ended).unwrap(), self.outbox.jobs());
    }

    /// Answers everything until nothing is left.
    fn finish(&mut self) {
        for _ in 0..10_000 {
            while let Some((ticket, _)) = self.land(0) {
                self.outbox.handle_reply(ticket, &status(200), self.now, Jitter::NONE);
            }
            let text = self.poll();
            if self.outbox.jobs() == 0 && text == "idle" {
                break;
            }
            if text.ends_with('s') {
                self.now.monotonic += Duration::from_secs(60);
            }
        }
        assert_eq!(self.ended.len(), usize::try_from(self.pushed).unwrap(), "{:?}", self.outbox);
        self.now.monotonic += Duration::from_secs(100_000_000);
        while self.poll() != "idle" {}
        assert_eq!((self.outbox.channels(), self.outbox.hosts()), (0, 0), "{:?}", self.outbox);
    }
}

fn channel_uri(number: u8) -> mpns_proto::ChannelUri {
    uri(&format!("h{}/{number}", number % 3))
}

proptest! {
    #[test]
    fn the_rules_hold(calls in vec(call(), 0..200)) {
        let mut observed = Observed::new();
        for call in &calls {
            observed.call(call);
        }
        observed.finish();
    }

    #[test]
    fn saving_and_restoring_changes_nothing(calls in vec(call(), 0..120)) {
        let mut kept = Observed::new();
        let mut restored = Observed::new();
        prop_assert_eq!(kept.poll(), restored.poll());
        for call in &calls {
            if let Call::Poll(times) = call {
                for _ in 0..*times {
                    prop_assert_eq!(kept.poll(), restored.poll());
                }
            } else {
                kept.call(call);
                restored.call(call);
            }
            let saved = serde_json::to_string(&restored.outbox.save(restored.now)).unwrap();
            let saved: Saved<u32> = serde_json::from_str(&saved).unwrap();
            prop_assert!(saved == kept.outbox.save(kept.now));
            let settings = *restored.outbox.settings();
            restored.outbox = Outbox::restore(settings, 9, saved, restored.now);
        }
        kept.finish();
        restored.finish();
    }
}
