//! How far a batch is, on standard error.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};
use std::time::{Duration, Instant, SystemTime};

use super::counts::Counts;
use super::result_line::rfc3339;
use crate::failure::say;

/// A line that is replaced on a terminal, and a line now and then elsewhere.
pub(super) struct Progress {
    is_terminal: bool,
    begun: Instant,
    shown: Instant,
    sent_when_shown: u64,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    /// How many requests this run has sent.
    pub(super) sent: u64,
    pub(super) counts: Counts,
    pub(super) jobs: u64,
    /// How many channels are held, and when the first is due, in seconds since 1970.
    pub(super) held: (usize, Option<u64>),
}

impl Progress {
    pub(super) fn new() -> Self {
        let now = Instant::now();
        let is_terminal = io::stderr().is_terminal();
        Self { is_terminal, begun: now, shown: now, sent_when_shown: 0 }
    }

    /// Shows the state if it is time to.
    pub(super) fn show(&mut self, state: impl FnOnce() -> State) {
        let passed = self.shown.elapsed();
        if passed < if self.is_terminal { REDRAW } else { REPORT } {
            return;
        }
        let state = state();
        let rate = rate(state.sent.saturating_sub(self.sent_when_shown), passed);
        (self.shown, self.sent_when_shown) = (Instant::now(), state.sent);
        if self.is_terminal {
            // If standard error cannot be written, the batch goes on all the same.
            let _ = write!(io::stderr(), "\r{}\x1b[K", line(&state, rate));
        } else {
            say(format_args!("mpns: {}", line(&state, rate)));
        }
    }

    /// Shows the last state.
    pub(super) fn end(&self, state: &State) {
        self.clear();
        say(format_args!("mpns: {}", line(state, rate(state.sent, self.begun.elapsed()))));
    }

    /// Makes room for another line.
    pub(super) fn clear(&self) {
        if self.is_terminal {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

fn rate(sent: u64, time: Duration) -> u64 {
    let milliseconds = u128::from(sent).saturating_mul(1000);
    let rate = milliseconds.checked_div(time.as_millis()).unwrap_or_default();
    u64::try_from(rate).unwrap_or(u64::MAX)
}

fn line(state: &State, rate: u64) -> String {
    let Counts { accepted, refused, gave_up, invalid } = state.counts;
    let mut line = format!("{} sent, {rate} a second; {accepted} accepted", state.sent);
    for (count, what) in [(refused, "refused"), (gave_up, "given up"), (invalid, "invalid")] {
        if count > 0 {
            // Writing to a string cannot fail.
            let _ = write!(line, ", {count} {what}");
        }
    }
    if let (held @ 1.., Some(until)) = state.held {
        let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(until));
        let time = rfc3339(time.unwrap_or(SystemTime::UNIX_EPOCH));
        let time = time.get(11..19).unwrap_or_default();
        let _ = write!(line, ", {held} channels held, the first until {time} UTC");
    }
    let _ = write!(line, "; {} left", state.jobs.saturating_sub(state.counts.all()));
    line
}

const REDRAW: Duration = Duration::from_millis(250);
const REPORT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_what_there_is() {
        let counts = Counts { accepted: 7, refused: 1, gave_up: 0, invalid: 2 };
        let state = State { sent: 9, counts, jobs: 20, held: (3, Some(3661)) };
        assert_eq!(
            line(&state, rate(9, Duration::from_secs(2))),
            "9 sent, 4 a second; 7 accepted, 1 refused, 2 invalid, 3 channels held, the first until \
             01:01:01 UTC; 10 left"
        );
        assert_eq!(line(&State::default(), 0), "0 sent, 0 a second; 0 accepted; 0 left");
    }
}
