use std::collections::{BTreeMap, BTreeSet};
use std::num::{NonZero, NonZeroU16, NonZeroU32};
use std::time::{Duration, SystemTime};

use mpns_outbox::{Failure, Hold, Job, Now, Outbox, Settings, Ticket};
use mpns_proto::{BatchingInterval, Jitter, RetryAfter};

use super::calls::Call;
use crate::story::{expired, queue_full, status, uri};

/// An outbox, and what is known of it from outside.
pub(super) struct Observed {
    pub(super) outbox: Outbox<u32>,
    pub(super) now: Now,
    pub(super) pushed: u32,
    pub(super) ended: BTreeSet<u32>,
    pub(super) sent: Vec<(Ticket, String)>,
    /// What is not in flight any more, and since when.
    pub(super) landed: Vec<(Ticket, Duration)>,
    /// Until when a channel may not be sent to, by the monotonic clock.
    pub(super) held: BTreeMap<String, Duration>,
    /// How many requests had landed when a channel was released. What they led to holds it no longer.
    pub(super) released: BTreeMap<String, usize>,
    /// When the day of a channel began, and how much was sent in it.
    pub(super) days: BTreeMap<String, (Duration, u32)>,
    /// The latest number that was sent to a channel.
    pub(super) latest: BTreeMap<String, u32>,
    pub(super) deadlines: BTreeMap<u32, Duration>,
    /// The channels of the jobs that have not ended.
    pub(super) jobs: BTreeMap<u32, String>,
    pub(super) down: BTreeSet<String>,
    /// The hosts that were down when their last job ended: they are forgotten some time later.
    pub(super) forgotten: BTreeSet<String>,
    /// The probe that is in flight, by host.
    pub(super) probes: BTreeMap<String, Ticket>,
}

impl Observed {
    pub(super) fn new() -> Self {
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

    pub(super) fn call(&mut self, call: &Call) {
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

    pub(super) fn note_hold(&mut self, channel: String, until: Duration) {
        let held = self.held.entry(channel).or_default();
        *held = (*held).max(until);
    }

    fn check(&self) {
        let ended = u32::try_from(self.ended.len()).unwrap();
        assert!(self.outbox.jobs() <= 40 && self.outbox.channels() <= 10);
        assert_eq!(self.outbox.in_flight(), self.sent.len());
        assert_eq!(usize::try_from(self.pushed - ended).unwrap(), self.outbox.jobs());
    }

    /// Answers everything until nothing is left.
    pub(super) fn finish(&mut self) {
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
