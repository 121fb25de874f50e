//! The lines of the file of holds.

use std::time::{Duration, SystemTime};

use mpns_outbox::Hold;
use serde::{Deserialize, Serialize};

/// A line of the file of holds. There is no channel in it, which is a secret: the line of the job has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Note {
    /// Which jobs these are: the first line, and again after the file of the jobs has grown.
    Jobs(JobsNote),
    /// A job was not accepted, and nothing is sent to its channel for a while.
    Held(HeldNote),
}

/// Which jobs these are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct JobsNote {
    /// When the batch began, in seconds since 1970.
    pub(super) started_at: u64,
    /// How many lines the file of the jobs has, and the hash of them.
    pub(super) lines: u64,
    pub(super) hash: u64,
    /// The hash of the content that all have in common.
    pub(super) content: Option<u64>,
}

/// A hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct HeldNote {
    /// The job whose reply, or lack of one, is the reason.
    pub(super) line: u64,
    /// How often it was sent.
    pub(super) attempts: u16,
    /// How many waits in a row were longer each time.
    pub(super) backoffs: u8,
    /// In seconds since 1970, rounded up.
    pub(super) held_at: u64,
    pub(super) held_seconds: u64,
}

impl HeldNote {
    /// When the hold is over, in seconds since 1970; 0 if it is.
    pub(super) fn until(&self, now: SystemTime) -> u64 {
        let since = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(self.held_at));
        let hold =
            since.map(|since| Hold { since, length: Duration::from_secs(self.held_seconds) });
        let remaining = hold.map(|hold| hold.remaining(now)).unwrap_or_default();
        if remaining.is_zero() { 0 } else { seconds(now).saturating_add(whole(remaining)) }
    }
}

/// The seconds since 1970, rounded up.
pub(super) fn seconds(time: SystemTime) -> u64 {
    whole(time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default())
}

/// The seconds, rounded up.
pub(super) fn whole(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hold_is_over_after_its_length_and_never_later() {
        let note = HeldNote { line: 1, attempts: 1, backoffs: 0, held_at: 1000, held_seconds: 60 };
        for (now, until) in [(0, 60), (999, 1059), (1000, 1060), (1059, 1060), (1060, 0), (9999, 0)]
        {
            let wall = SystemTime::UNIX_EPOCH + Duration::from_secs(now);
            assert_eq!(note.until(wall), until, "{now}");
        }
    }

    #[test]
    fn a_note_is_read_as_it_was_written() {
        let jobs = JobsNote { started_at: 1, lines: 2, hash: 3, content: None };
        let held = HeldNote { line: 1, attempts: 2, backoffs: 3, held_at: 4, held_seconds: 5 };
        for note in [Note::Jobs(jobs), Note::Held(held)] {
            let text = serde_json::to_string(&note).expect("JSON");
            assert_eq!(serde_json::from_str::<Note>(&text).ok(), Some(note), "{text}");
        }
    }
}
