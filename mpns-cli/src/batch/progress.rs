//! How far a batch is, on standard error.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::time::{Duration, Instant, SystemTime};

use super::counts::Counts;
use crate::failure::say;
use crate::rfc3339::rfc3339;

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
    pub(super) fn new(is_terminal: bool, now: Instant) -> Self {
        Self { is_terminal, begun: now, shown: now, sent_when_shown: 0 }
    }

    /// Shows the state if it is time to.
    pub(super) fn show(&mut self, now: Instant, state: impl FnOnce() -> State) {
        if let Some(text) = self.text(now, state) {
            write(&text);
        }
    }

    /// Shows the last state.
    pub(super) fn end(&self, now: Instant, state: &State) {
        let rate = rate(state.sent, now.saturating_duration_since(self.begun));
        self.clear();
        say(format_args!("mpns: {}", line(state, rate)));
    }

    /// Makes room for another line.
    pub(super) fn clear(&self) {
        if self.is_terminal {
            write(CLEARED);
        }
    }

    /// What to write now, if it is time to.
    fn text(&mut self, now: Instant, state: impl FnOnce() -> State) -> Option<String> {
        let passed = now.saturating_duration_since(self.shown);
        if passed < if self.is_terminal { REDRAW } else { REPORT } {
            return None;
        }
        let state = state();
        let line = line(&state, rate(state.sent.saturating_sub(self.sent_when_shown), passed));
        (self.shown, self.sent_when_shown) = (now, state.sent);
        Some(if self.is_terminal { [CLEARED, &line].concat() } else { format!("mpns: {line}\n") })
    }
}

/// If standard error cannot be written, the batch goes on all the same.
fn write(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
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

/// Goes back to the beginning of the line, and clears it.
const CLEARED: &str = "\r\x1b[K";
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

    #[test]
    fn a_terminal_shows_one_line_and_a_log_gets_one_every_ten_seconds() {
        for (is_terminal, milliseconds, shown) in [
            (true, 249, None),
            (true, 250, Some("\r\x1b[K30 sent, 120 a second; 0 accepted; 0 left")),
            (false, 9999, None),
            (false, 10_000, Some("mpns: 30 sent, 3 a second; 0 accepted; 0 left\n")),
        ] {
            let begun = Instant::now();
            let mut progress = Progress::new(is_terminal, begun);
            let state = || State { sent: 30, ..State::default() };
            let now = begun.checked_add(Duration::from_millis(milliseconds)).expect("a time");
            assert_eq!(progress.text(now, state).as_deref(), shown, "{milliseconds}");
            // Only what was sent since then counts for the rate.
            let text = now.checked_add(REPORT).and_then(|later| progress.text(later, state));
            let is_known = text.is_some_and(|text| text.contains("30 sent, 0 a second"));
            assert_eq!(is_known, shown.is_some(), "{milliseconds}");
        }
    }
}
