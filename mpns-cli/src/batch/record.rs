//! What the files of a batch say of it: which jobs have ended, and what is held.

use std::collections::BTreeMap;
use std::time::SystemTime;

use serde::Deserialize;

use super::bits::Bits;
use super::counts::{Counts, Verdict};
use super::note::{HeldNote, JobsNote, Note};

/// What is known of the jobs of a batch, by the numbers of their lines.
#[derive(Default)]
pub(super) struct Record {
    ended: Bits,
    pub(super) counts: Counts,
    /// The notes that still matter, until the line of the job is read, which has the channel.
    notes: BTreeMap<u64, Restored>,
    pub(super) jobs: Option<JobsNote>,
}

/// What is known of the channel of a job from before a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Restored {
    /// It is held until this second since 1970.
    Held { until: u64, attempts: u16, backoffs: u8 },
    /// It is gone.
    Gone,
}

impl Record {
    /// Takes a line of the results, which come before the notes.
    pub(super) fn read_result(&mut self, text: &[u8]) -> Result<(), String> {
        let result: ResultLine =
            serde_json::from_slice(text).map_err(|error| format!("not a result: {error}"))?;
        if !self.end(result.line, result.result) {
            return Err(format!("a second result of line {}", result.line));
        }
        if result.delete_channel {
            self.notes.insert(result.line, Restored::Gone);
        }
        Ok(())
    }

    /// Takes a line of the holds.
    pub(super) fn read_note(&mut self, text: &[u8], now: SystemTime) -> Result<(), String> {
        let note = serde_json::from_slice(text).map_err(|_| "not a hold".to_owned())?;
        match note {
            Note::Jobs(jobs) => self.jobs = Some(jobs),
            Note::Held(held) => self.restore(&held, now),
        }
        Ok(())
    }

    fn restore(&mut self, held: &HeldNote, now: SystemTime) {
        let until = held.until(now);
        if self.notes.get(&held.line) == Some(&Restored::Gone) {
            return;
        }
        if until == 0 && self.has_ended(held.line) {
            self.notes.remove(&held.line);
            return;
        }
        let HeldNote { attempts, backoffs, .. } = *held;
        self.notes.insert(held.line, Restored::Held { until, attempts, backoffs });
    }

    /// What is known of the channel of this line, once.
    pub(super) fn take_restored(&mut self, line: u64) -> Option<Restored> {
        if self.notes.is_empty() { None } else { self.notes.remove(&line) }
    }

    pub(super) fn has_ended(&self, line: u64) -> bool {
        self.ended.has(line)
    }

    /// Notes that a job has ended: whether it had not before.
    pub(super) fn end(&mut self, line: u64, verdict: Verdict) -> bool {
        let is_new = self.ended.insert(line);
        if is_new {
            self.counts.add(verdict);
        }
        is_new
    }
}

/// What matters of a line of the results.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResultLine {
    line: u64,
    result: Verdict,
    #[serde(default)]
    delete_channel: bool,
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn results_and_holds_are_what_is_known_after_a_restart() {
        let mut record = Record::default();
        for line in [
            r#"{"line":1,"result":"accepted","deleteChannel":false}"#,
            r#"{"line":3,"key":null,"result":"refused","deleteChannel":true}"#,
            r#"{"line":4,"result":"gave-up"}"#,
            r#"{"line":5,"result":"gave-up"}"#,
        ] {
            assert_eq!(record.read_result(line.as_bytes()), Ok(()), "{line}");
        }
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let mut note = |line: u64, attempts, held_at| {
            let note = HeldNote { line, attempts, backoffs: 0, held_at, held_seconds: 60 };
            let text = serde_json::to_vec(&Note::Held(note)).expect("JSON");
            assert_eq!(record.read_note(&text, now), Ok(()));
        };
        for (line, attempts, held_at) in
            [(2, 1, 100), (2, 2, 990), (3, 1, 990), (4, 1, 100), (5, 1, 990), (6, 1, 100)]
        {
            note(line, attempts, held_at);
        }
        assert_eq!(record.counts, Counts { accepted: 1, refused: 1, gave_up: 2, invalid: 0 });
        let held = |until, attempts| Some(Restored::Held { until, attempts, backoffs: 0 });
        for (line, ended, restored) in [
            (1, true, None),
            (2, false, held(1050, 2)),
            (3, true, Some(Restored::Gone)),
            (4, true, None),
            (5, true, held(1050, 1)),
            (6, false, held(0, 1)),
            (7, false, None),
        ] {
            assert_eq!(record.has_ended(line), ended, "{line}");
            assert_eq!(record.take_restored(line), restored, "{line}");
            assert_eq!(record.take_restored(line), None, "{line}");
        }
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        let mut record = Record::default();
        for line in ["", "x", "{}", "{\"line\":1}", r#"{"line":1,"result":"eaten"}"#, "\0\0"] {
            assert!(record.read_result(line.as_bytes()).is_err(), "{line}");
            assert!(record.read_note(line.as_bytes(), SystemTime::now()).is_err(), "{line}");
        }
        let line = br#"{"line":1,"result":"accepted"}"#;
        assert_eq!(record.read_result(line), Ok(()));
        assert_eq!(record.read_result(line), Err("a second result of line 1".to_owned()));
    }
}
