use std::fmt;

/// A count, then and now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is counted.
    pub measure: &'static str,
    /// Of what.
    pub subject: String,
    /// The kept count, if there is one.
    pub kept: Option<u64>,
    /// The new count, if there is one.
    pub now: Option<u64>,
}

/// What a change means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Within the bound.
    Same,
    /// Less by more than the bound.
    Better,
    /// More by more than the bound.
    Worse,
    /// The file does not know the subject.
    NotKept,
    /// The file knows a subject that was not counted.
    NotCounted,
}

impl Change {
    /// What it means if so many per cent do not matter. They are rounded down, so that small counts are exact.
    pub fn verdict(&self, percent: u64) -> Verdict {
        let (Some(kept), now) = (self.kept, self.now) else { return Verdict::NotKept };
        let Some(now) = now else { return Verdict::NotCounted };
        let bound = kept * percent / 100;
        if now > kept + bound {
            Verdict::Worse
        } else if now < kept - bound {
            Verdict::Better
        } else {
            Verdict::Same
        }
    }
}

/// A row of the table: measure, subject, kept, now, change.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |count: Option<u64>| count.map_or("-".into(), |count| count.to_string());
        let change = match (self.kept, self.now) {
            (Some(kept), Some(now)) if kept == now => "0.0 %".into(),
            (Some(kept), Some(now)) => {
                format!("{:+.1} %", (now as f64 / kept as f64 - 1.0) * 100.0)
            }
            _ => "-".into(),
        };
        let (kept, now) = (count(self.kept), count(self.now));
        write!(f, "{:15} | {:26} | {kept:>9} | {now:>9} | {change:>8}", self.measure, self.subject)
    }
}

impl Verdict {
    /// Whether the gate fails.
    pub fn fails(self) -> bool {
        !matches!(self, Self::Same | Self::Better)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Same => "",
            Self::Better => "better: update the file",
            Self::Worse => "WORSE",
            Self::NotKept => "NOT KEPT: update the file",
            Self::NotCounted => "NOT COUNTED",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_change_means() {
        for (kept, now, percent, verdict) in [
            (Some(1_000), Some(1_000), 3, Verdict::Same),
            (Some(1_000), Some(1_029), 3, Verdict::Same),
            (Some(1_000), Some(1_030), 3, Verdict::Same),
            (Some(1_000), Some(1_031), 3, Verdict::Worse),
            (Some(1_000), Some(1_031), 10, Verdict::Same),
            (Some(1_000), Some(1_101), 10, Verdict::Worse),
            (Some(1_000), Some(970), 3, Verdict::Same),
            (Some(1_000), Some(969), 3, Verdict::Better),
            (Some(1_000), Some(0), 3, Verdict::Better),
            // Small counts are exact.
            (Some(33), Some(33), 3, Verdict::Same),
            (Some(33), Some(34), 3, Verdict::Worse),
            (Some(33), Some(32), 3, Verdict::Better),
            (Some(34), Some(35), 3, Verdict::Same),
            (Some(1), Some(2), 3, Verdict::Worse),
            (Some(0), Some(0), 3, Verdict::Same),
            (Some(0), Some(1), 10, Verdict::Worse),
            (None, Some(1), 3, Verdict::NotKept),
            (Some(1), None, 3, Verdict::NotCounted),
        ] {
            let change = Change { measure: "instructions", subject: "build".into(), kept, now };
            assert_eq!(change.verdict(percent), verdict, "{change}");
        }
    }

    #[test]
    fn a_row_has_the_numbers() {
        for (kept, now, expected) in [
            (
                Some(1_000),
                Some(1_031),
                "instructions    | build.toast                |      1000 |      1031 |   +3.1 %",
            ),
            (
                Some(0),
                Some(0),
                "instructions    | build.toast                |         0 |         0 |    0.0 %",
            ),
            (
                None,
                Some(7),
                "instructions    | build.toast                |         - |         7 |        -",
            ),
        ] {
            let change =
                Change { measure: "instructions", subject: "build.toast".into(), kept, now };
            assert_eq!(change.to_string(), expected);
        }
    }
}
