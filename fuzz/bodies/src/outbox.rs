use std::num::NonZero;
use std::time::{Duration, SystemTime};

use arbitrary::{Result, Unstructured};
use mpns_outbox::{Hold, Now, Outbox, Settings, Ticket};
use mpns_proto::{ChannelUri, Jitter, RetryAfter};

use crate::outbox_model::Model;

mod draw;

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
        for host in draw::HOSTS {
            both.hold(&anchor(host), RetryAfter::LONGEST);
        }
        both
    }

    fn step(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        match input.int_in_range(0..=18)? {
            0..=2 => self.push(input),
            3..=6 => {
                self.poll();
                Ok(())
            }
            7..=8 => self.reply(input),
            9 => self.fail(input),
            10 => self.pass(input),
            11 => {
                let ((channel, _), seconds) = (draw::channel(input)?, input.arbitrary::<u16>()?);
                self.hold(&channel, Duration::from_secs(seconds.into()));
                Ok(())
            }
            12 => {
                let (channel, uri) = draw::channel(input)?;
                self.outbox.cancel_channel(&uri, self.now);
                self.model.cancel(&channel, self.now);
                Ok(())
            }
            13 => self.lose(input),
            14 => {
                let (channel, uri) = draw::channel(input)?;
                self.outbox.release_channel(&uri, self.now);
                self.model.release(&channel, self.now);
                Ok(())
            }
            15 => {
                let (channel, uri) = draw::channel(input)?;
                let backoffs = input.arbitrary()?;
                self.outbox.restore_backoffs(&uri, backoffs);
                self.model.restore_backoffs(&channel, backoffs);
                Ok(())
            }
            16 => {
                let (host, openings) = (*input.choose(&draw::HOSTS)?, input.arbitrary()?);
                self.outbox.restore_breaker(&uri(&anchor(host)), openings);
                self.model.restore_breaker(host, openings);
                Ok(())
            }
            17 => {
                self.drain(input.arbitrary()?);
                Ok(())
            }
            _ => {
                self.restart();
                Ok(())
            }
        }
    }

    fn push(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let (channel, uri) = draw::channel(input)?;
        let job = draw::job(input, uri, self.pushed)?;
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
        let reply = draw::reply(input)?;
        let jitter = input.arbitrary()?;
        if let Some(ticket) = self.ticket(input)? {
            self.outbox.handle_reply(ticket, &reply, self.now, Jitter::new(jitter));
            self.model.reply(ticket, &reply, self.now, jitter);
        }
        Ok(())
    }

    fn fail(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let failure = draw::failure(input)?;
        let jitter = input.arbitrary()?;
        if let Some(ticket) = self.ticket(input)? {
            self.outbox.handle_error(ticket, failure, self.now, Jitter::new(jitter));
            self.model.fail(ticket, failure, self.now, jitter);
        }
        Ok(())
    }

    fn lose(&mut self, input: &mut Unstructured<'_>) -> Result<()> {
        let jitter = input.arbitrary()?;
        if let Some(ticket) = self.ticket(input)? {
            self.outbox.lose(ticket, self.now, Jitter::new(jitter));
            self.model.lose(ticket, self.now, jitter);
        }
        Ok(())
    }

    fn drain(&mut self, is_draining: bool) {
        if is_draining {
            self.outbox.drain();
        } else {
            self.outbox.resume();
        }
        self.model.is_draining = is_draining;
    }

    /// What is restored goes on as what was saved would have.
    fn restart(&mut self) {
        let saved = self.outbox.save(self.now);
        self.outbox = Outbox::restore(*self.outbox.settings(), 1, saved, self.now);
        self.drain(self.model.is_draining);
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
        self.outbox.restore_hold(&uri(channel), hold, self.now).expect("room for a channel");
        self.model.hold(channel, length, self.now);
    }

    /// One of the latest, mostly one that is in flight.
    fn ticket(&self, input: &mut Unstructured<'_>) -> Result<Option<Ticket>> {
        let back = input.int_in_range(1..=5)?;
        Ok(self.tickets.len().checked_sub(back).and_then(|place| self.tickets.get(place)).copied())
    }
}

fn anchor(host: &str) -> String {
    format!("{host}/anchor")
}

fn uri(channel: &str) -> ChannelUri {
    channel.parse().expect("a channel URI")
}
