use std::num::{NonZero, NonZeroU16, NonZeroU32};
use std::time::{Duration, SystemTime};

use arbitrary::{Result, Unstructured};
use mpns_outbox::{Failure, Hold, Job, Now, Outbox, Settings, Ticket};
use mpns_proto::http::StatusCode;
use mpns_proto::{
    BatchingInterval, Jitter, NotificationStatus, Reply, RetryAfter, SubscriptionStatus,
};

use crate::outbox_model::Model;

/// Calls of an outbox in any order: its outputs are those that the rules allow, by a model that is slow and obvious.
pub fn outbox(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let mut both = Both::new();
    while !input.is_empty() && both.step(&mut input).is_ok() {
        assert_eq!(both.outbox.jobs(), both.model.jobs());
    }
}

/// The outbox and its model.
struct Both {
    outbox: Outbox<u32>,
    model: Model,
    now: Now,
    pushed: u32,
    /// Every ticket there has been, in flight or not.
    tickets: Vec<Ticket>,
}

impl Both {
    fn new() -> Self {
        let mut settings = Settings::default();
        let bounds = [4, 2, 20].map(|bound| NonZero::new(bound).expect("a bound"));
        [settings.in_flight, settings.in_flight_per_host, settings.jobs] = bounds;
        settings.breaker_failures = NonZero::new(2).expect("a bound");
        settings.daily_budget = NonZero::new(3);
        let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
        let now = Now { monotonic: Duration::from_millis(400), wall };
        let mut both = Self {
            outbox: Outbox::new(settings, 0),
            model: Model::new(settings),
            now,
            pushed: 0,
            tickets: Vec::new(),
        };
        // A channel that is held for ever keeps each host from being forgotten, with the failures in a row.
        for host in ["http://h0", "http://h1", "https://h1"] {
            both.hold(&format!("{host}/anchor"), RetryAfter::LONGEST);
        }
        both
    }

    fn step(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        match input.int_in_range(0..=12)? {
            0..=2 => self.push(input),
            3..=6 => {
                self.poll();
                Ok(())
            }
            7..=8 => self.reply(input),
            9 => self.fail(input),
            10 => self.pass(input),
            11 => {
                let (channel, seconds) = (channel(input)?, input.arbitrary::<u16>()?);
                self.hold(&channel, Duration::from_secs(seconds.into()));
                Ok(())
            }
            _ => {
                let channel = channel(input)?;
                self.outbox.cancel_channel(&channel.parse().expect("a channel URI"), self.now);
                self.model.cancel(&channel, self.now);
                Ok(())
            }
        }
    }

    fn push(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let channel = channel(input)?;
        let mut job = Job::new(channel.parse().expect("a channel URI"), self.pushed);
        if input.ratio(1, 3)? {
            job.interval = BatchingInterval::Within450s;
        }
        let deadline: Option<u16> = input.arbitrary()?;
        job.deadline = deadline.map(|millis| Duration::from_millis(u64::from(millis) * 1_500));
        job.attempts = NonZeroU16::new(input.int_in_range(0..=3)?);
        job.may_show_twice = input.arbitrary()?;
        job.tile = NonZeroU32::new(input.int_in_range(0..=2)?);
        let copy = job.clone();
        let is_pushed = self.outbox.push(job, self.now).is_ok();
        assert_eq!(is_pushed, self.model.push(&channel, &copy, self.now), "room");
        self.pushed += u32::from(is_pushed);
        Ok(())
    }

    fn poll(&mut self) {
        let output = self.outbox.poll(self.now);
        if let mpns_outbox::Output::Transmit(transmit) = &output {
            self.tickets.push(transmit.ticket);
        }
        self.model.check(&output, self.now);
    }

    fn reply(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let status = *input.choose(&[200, 200, 202, 400, 404, 406, 412, 500, 503])?;
        let mut reply = Reply::new(StatusCode::from_u16(status).expect("a status"));
        match input.int_in_range(0..=7)? {
            0 => reply = reply.with_notification_status(NotificationStatus::QueueFull),
            1 => reply = reply.with_subscription_status(SubscriptionStatus::Expired),
            2 => {
                let seconds: u16 = input.arbitrary()?;
                let after = RetryAfter::Delay(Duration::from_secs(seconds.into()));
                reply = reply.with_retry_after(after);
            }
            _ => {}
        }
        let jitter = input.arbitrary()?;
        if let Some(ticket) = self.ticket(input)? {
            self.outbox.handle_reply(ticket, &reply, self.now, Jitter::new(jitter));
            self.model.reply(ticket, &reply, self.now, jitter);
        }
        Ok(())
    }

    fn fail(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let failure = Failure {
            may_have_been_delivered: input.arbitrary()?,
            is_permanent: input.ratio(1, 8)?,
        };
        let jitter = input.arbitrary()?;
        if let Some(ticket) = self.ticket(input)? {
            self.outbox.handle_error(ticket, failure, self.now, Jitter::new(jitter));
            self.model.fail(ticket, failure, self.now, jitter);
        }
        Ok(())
    }

    fn pass(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let millis: u32 = input.arbitrary()?;
        let passed = Duration::from_millis(u64::from(millis >> input.int_in_range(8..=31)?));
        self.now.monotonic += passed;
        let jump = Duration::from_secs(input.arbitrary::<u32>()?.into());
        self.now.wall = match input.int_in_range(0..=9)? {
            0 => self.now.wall - jump,
            1 => self.now.wall + jump,
            _ => self.now.wall + passed,
        };
        Ok(())
    }

    fn hold(&mut self, channel: &str, length: Duration) {
        let hold = Hold { since: self.now.wall, length };
        let uri = channel.parse().expect("a channel URI");
        self.outbox.restore_hold(&uri, hold, self.now).expect("room for a channel");
        self.model.hold(channel, length, self.now);
    }

    /// One of the latest, mostly one that is in flight.
    fn ticket(&self, input: &mut Unstructured<'_>) -> Result<Option<Ticket>> {
        let back = input.int_in_range(1..=5)?;
        Ok(self.tickets.len().checked_sub(back).and_then(|place| self.tickets.get(place)).copied())
    }
}

fn channel(input: &mut Unstructured<'_>) -> Result<String> {
    let number = input.int_in_range(0..=7)?;
    let scheme = if number == 7 { "https" } else { "http" };
    Ok(format!("{scheme}://h{}/{number}", number % HOSTS))
}

const HOSTS: u32 = 2;
