use std::time::Duration;

use mpns_outbox::{Settings, Ticket};

use super::super::plan::{Millis, SECOND};
use super::check::{Check, ensure, whole_second};

/// What is known of the breaker of a host from outside.
#[derive(Clone, Debug, Default)]
pub(super) struct Breaker {
    state: State,
    /// Whether the outbox may have forgotten its failures, as it knew no channel of the host for a time.
    is_doubtful: bool,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Closed {
        failures: u8,
    },
    /// So often that the outbox has to say that it is down.
    Failed,
    Open {
        until: Millis,
        openings: u8,
    },
    Probing {
        ticket: Ticket,
        openings: u8,
    },
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

impl Breaker {
    /// Whether a request may be sent.
    pub(super) fn admits(&self, now: Millis) -> bool {
        match self.state {
            State::Closed { .. } => true,
            State::Open { until, .. } => until <= now,
            State::Failed | State::Probing { .. } => false,
        }
    }

    /// No channel of the host is known any more.
    pub(super) fn forget(&mut self) {
        self.is_doubtful = true;
        if let State::Closed { failures } = &mut self.state {
            *failures = 0;
        }
    }

    /// A request is sent.
    pub(super) fn send(&mut self, ticket: Ticket, now: Millis) -> Check {
        match self.state {
            State::Closed { .. } => {}
            State::Open { until, openings } => {
                ensure(until <= now, || format!("a request while it is down until {until}"))?;
                self.state = State::Probing { ticket, openings };
            }
            State::Probing { .. } => ensure(self.is_doubtful, || "a second probe".into())?,
            State::Failed => return Err("a request after it has failed".into()),
        }
        Ok(())
    }

    /// A request got a reply, or failed; `None` says nothing of the host.
    pub(super) fn land(
        &mut self,
        ticket: Ticket,
        success: Option<bool>,
        settings: &Settings,
        now: Millis,
    ) {
        let most = settings.breaker_failures.get();
        if let (State::Closed { .. }, Some(true)) = (self.state, success) {
            *self = Self::default();
        }
        self.state = match (self.state, success) {
            (State::Closed { failures }, Some(false)) if failures + 1 >= most => State::Failed,
            (State::Closed { failures }, Some(false)) => State::Closed { failures: failures + 1 },
            (State::Probing { ticket: probe, openings }, None) if probe == ticket => {
                State::Open { until: now, openings }
            }
            (state, _) => state,
        };
    }

    /// The outbox says that the host is down. Returns until when.
    pub(super) fn down(
        &mut self,
        length: Duration,
        settings: &Settings,
        now: Millis,
    ) -> Result<Millis, String> {
        let openings = match self.state {
            State::Closed { failures } => {
                ensure(self.is_doubtful, || format!("down after {failures} failures"))?;
                1
            }
            State::Failed => 1,
            State::Probing { openings, .. } => openings.saturating_add(1),
            State::Open { until, .. } => return Err(format!("down again, before {until}")),
        };
        let rule = |openings: u8| {
            let longer = settings.breaker_first * 2_u32.saturating_pow(u32::from(openings - 1));
            longer.min(settings.breaker_longest)
        };
        let is_right = |openings| (rule(openings)..=rule(openings) * 5 / 4).contains(&length);
        let least = if self.is_doubtful { 1 } else { openings };
        let openings = (least..=openings).find(|openings| is_right(*openings));
        let openings = openings.ok_or_else(|| format!("down for {length:?}"))?;
        let until = Millis::from(whole_second(now, length)) * SECOND;
        *self = Self { state: State::Open { until, openings }, is_doubtful: false };
        Ok(until)
    }

    /// The outbox says that the host is up again.
    pub(super) fn up(&mut self, landed: &[Ticket]) -> Check {
        let State::Probing { ticket, .. } = self.state else {
            return ensure(self.is_doubtful, || "up, and was not probed".into());
        };
        ensure(landed.contains(&ticket), || "up before its probe succeeded".into())?;
        *self = Self::default();
        Ok(())
    }

    /// After what has been said: it has not failed too often without being down, and no probe has landed in vain.
    pub(super) fn check(&self, landed: &[Ticket]) -> Check {
        match self.state {
            State::Failed => Err("it has failed too often, and is not down".into()),
            State::Probing { ticket, .. } => {
                let is_left = landed.contains(&ticket) && !self.is_doubtful;
                ensure(!is_left, || "its probe has changed nothing".into())
            }
            State::Closed { .. } | State::Open { .. } => Ok(()),
        }
    }
}
