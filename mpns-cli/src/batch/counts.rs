use serde::{Deserialize, Serialize};

/// What a job ended with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    Accepted,
    Refused,
    GaveUp,
    Invalid,
}

/// How many jobs ended with what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) accepted: u64,
    pub(super) refused: u64,
    pub(super) gave_up: u64,
    pub(super) invalid: u64,
}

impl Counts {
    pub(super) fn add(&mut self, verdict: Verdict) {
        let count = match verdict {
            Verdict::Accepted => &mut self.accepted,
            Verdict::Refused => &mut self.refused,
            Verdict::GaveUp => &mut self.gave_up,
            Verdict::Invalid => &mut self.invalid,
        };
        *count = count.saturating_add(1);
    }

    pub(super) fn all(&self) -> u64 {
        [self.accepted, self.refused, self.gave_up, self.invalid]
            .into_iter()
            .fold(0, u64::saturating_add)
    }
}
