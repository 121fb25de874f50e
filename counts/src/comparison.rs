use std::collections::BTreeSet;
use std::fmt;

use crate::{Change, Counts, Environment, Verdict};

/// The kept counts and the new ones.
///
/// A subject may be worse by [`Self::BOUND`] per cent. With another compiler, target, C library or processor, counts
/// differ for reasons that are not ours: the bound is [`Self::WIDE_BOUND`], and the report says so.
#[derive(Clone, Debug)]
pub struct Comparison {
    changes: Vec<Change>,
    kept: Environment,
    now: Environment,
}

impl Comparison {
    /// How many per cent do not matter.
    pub const BOUND: u64 = 3;
    /// How many do not if the environment has changed.
    pub const WIDE_BOUND: u64 = 10;

    /// Compares the counts of every subject in either.
    pub fn new(kept: &Counts, now: &Counts) -> Self {
        let measures = kept.measures().into_iter().zip(now.measures());
        let changes = measures.flat_map(|((measure, kept), (_, now))| {
            let subjects: BTreeSet<_> = kept.keys().chain(now.keys()).collect();
            subjects.into_iter().map(move |subject| Change {
                measure,
                subject: subject.clone(),
                kept: kept.get(subject).copied(),
                now: now.get(subject).copied(),
            })
        });
        let changes = changes.collect();
        Self { changes, kept: kept.environment.clone(), now: now.environment.clone() }
    }

    /// Whether something was counted, and nothing is worse or missing.
    pub fn passes(&self) -> bool {
        !self.changes.is_empty() && !self.verdicts().any(Verdict::fails)
    }

    fn verdicts(&self) -> impl Iterator<Item = Verdict> {
        self.changes.iter().map(|change| change.verdict(self.bound()))
    }

    fn bound(&self) -> u64 {
        if self.kept == self.now { Self::BOUND } else { Self::WIDE_BOUND }
    }
}

/// A table of all subjects.
impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "measure         | subject                    |      kept |       now |   change"
        )?;
        for change in &self.changes {
            let row = format!("{change} | {}", change.verdict(self.bound()));
            writeln!(f, "{}", row.trim_end_matches([' ', '|']))?;
        }
        if self.kept != self.now {
            writeln!(f, "kept:  {}\nnow:   {}", self.kept, self.now)?;
            writeln!(
                f,
                "These are not the same, and counts differ for that alone: the bound is {} %, not {} %.",
                Self::WIDE_BOUND,
                Self::BOUND
            )?;
        }
        let failed = self.verdicts().filter(|verdict| verdict.fails()).count();
        write!(f, "{} counts, {failed} failed (bound: {} %)", self.changes.len(), self.bound())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn counts(rustc: &str, build: &[(&str, u64)], allocations: u64) -> Counts {
        let build = build.iter().map(|(subject, count)| ((*subject).to_owned(), *count));
        Counts {
            environment: Environment { rustc: rustc.to_owned(), ..Environment::default() },
            instructions: build.collect(),
            allocations: BTreeMap::from([("toast".to_owned(), allocations)]),
            allocated_bytes: BTreeMap::new(),
        }
    }

    #[test]
    fn what_passes() {
        let kept = counts("1.95.0", &[("toast", 1_000), ("tile", 2_000)], 1);
        for (name, rustc, build, allocations, passes) in [
            ("the same", "1.95.0", &[("toast", 1_000), ("tile", 2_000)][..], 1, true),
            ("worse by 2.9 %", "1.95.0", &[("toast", 1_029), ("tile", 2_000)], 1, true),
            ("worse by 3.1 %", "1.95.0", &[("toast", 1_031), ("tile", 2_000)], 1, false),
            ("better", "1.95.0", &[("toast", 500), ("tile", 2_000)], 1, true),
            ("an allocation more", "1.95.0", &[("toast", 1_000), ("tile", 2_000)], 2, false),
            ("missing subject", "1.95.0", &[("toast", 1_000)], 1, false),
            (
                "unknown subject",
                "1.95.0",
                &[("toast", 1_000), ("tile", 2_000), ("raw", 1)],
                1,
                false,
            ),
            ("nothing counted", "1.95.0", &[], 1, false),
            ("other compiler, 9.9 %", "1.96.0", &[("toast", 1_099), ("tile", 2_000)], 1, true),
            ("other compiler, 10.1 %", "1.96.0", &[("toast", 1_101), ("tile", 2_000)], 1, false),
            (
                "other compiler, an allocation more",
                "1.96.0",
                &[("toast", 1_000), ("tile", 2_000)],
                2,
                false,
            ),
            ("other compiler, missing subject", "1.96.0", &[("tile", 2_000)], 1, false),
        ] {
            let comparison = Comparison::new(&kept, &counts(rustc, build, allocations));
            assert_eq!(comparison.passes(), passes, "{name}\n{comparison}");
            assert_eq!(
                comparison.to_string().contains("These are not the same"),
                rustc != "1.95.0"
            );
        }
        assert!(!Comparison::new(&Counts::default(), &Counts::default()).passes());
    }

    #[test]
    fn the_report_has_the_numbers() {
        let kept = counts("1.95.0", &[("toast", 1_000), ("tile", 2_000)], 1);
        let now = counts("1.96.0", &[("toast", 1_200), ("raw", 5)], 1);
        let expected = "\
measure         | subject                    |      kept |       now |   change
instructions    | raw                        |         - |         5 |        - | NOT KEPT: update the file
instructions    | tile                       |      2000 |         - |        - | NOT COUNTED
instructions    | toast                      |      1000 |      1200 |  +20.0 % | WORSE
allocations     | toast                      |         1 |         1 |    0.0 %
kept:  rustc 1.95.0, , , 
now:   rustc 1.96.0, , , 
These are not the same, and counts differ for that alone: the bound is 10 %, not 3 %.
4 counts, 3 failed (bound: 10 %)";
        assert_eq!(Comparison::new(&kept, &now).to_string(), expected);
    }
}
