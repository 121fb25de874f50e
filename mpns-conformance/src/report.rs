use std::fmt;

use crate::Case;

/// What a transport made of each case.
///
/// `Display` lists what failed and what could not be run here, and then counts.
#[derive(Clone, Debug)]
#[must_use = "a report says whether the transport passed"]
pub struct Report {
    results: Vec<CaseResult>,
}

impl Report {
    pub(crate) fn new(results: Vec<CaseResult>) -> Self {
        Self { results }
    }

    /// Every case that was run, in the order of [`cases`](crate::cases).
    pub fn results(&self) -> &[CaseResult] {
        &self.results
    }

    /// How many cases the transport passed.
    pub fn passed(&self) -> usize {
        self.results.iter().filter(|result| result.verdict == Verdict::Passed).count()
    }

    /// The cases that the transport failed.
    pub fn failures(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| matches!(result.verdict, Verdict::Failed(_)))
    }

    /// The cases that this machine cannot run, which say nothing of the transport.
    pub fn not_runnable(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| matches!(result.verdict, Verdict::NotRunnable(_)))
    }

    /// Whether cases were run and none failed.
    pub fn is_passed(&self) -> bool {
        self.passed() > 0 && self.failures().next().is_none()
    }

    /// For a test: the whole of what a transport has to show.
    ///
    /// # Panics
    ///
    /// Where a case failed, or none was run; the message lists the failures by name.
    #[expect(clippy::panic, reason = "it is an assertion")]
    #[track_caller]
    pub fn assert_passed(&self) {
        if !self.is_passed() {
            panic!("the transport does not conform\n{self}");
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for result in self.failures().chain(self.not_runnable()) {
            writeln!(f, "{result}")?;
        }
        let (failed, not_runnable) = (self.failures().count(), self.not_runnable().count());
        write!(f, "{} passed, {failed} failed, {not_runnable} not runnable here", self.passed())
    }
}

/// What a transport made of one case.
#[derive(Clone, Debug)]
pub struct CaseResult {
    case: Case,
    verdict: Verdict,
}

impl CaseResult {
    pub(crate) fn new(case: Case, verdict: Verdict) -> Self {
        Self { case, verdict }
    }

    /// The case.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// How it came out.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

impl fmt::Display for CaseResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.case.name();
        match &self.verdict {
            Verdict::Passed => write!(f, "passed {name}"),
            Verdict::Failed(failure) => {
                write!(f, "FAILED {name}: {failure} ({})", self.case.description())
            }
            Verdict::NotRunnable(reason) => write!(f, "not runnable {name}: {reason}"),
        }
    }
}

/// How a case came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The transport did what it has to.
    Passed,
    /// The transport did not, in this way.
    Failed(String),
    /// The machine lacks what the case needs, so that nothing was learnt of the transport.
    NotRunnable(String),
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn passes_where_something_passed_and_nothing_failed() {
        let passed = || Verdict::Passed;
        let failed = || Verdict::Failed("it did nothing".to_owned());
        let not_runnable = || Verdict::NotRunnable("this machine has no network".to_owned());
        for (verdicts, is_passed, text) in [
            (vec![], false, "0 passed, 0 failed, 0 not runnable here"),
            (vec![passed()], true, "1 passed, 0 failed, 0 not runnable here"),
            (
                vec![not_runnable()],
                false,
                "not runnable a/0: this machine has no network\n\
                 0 passed, 0 failed, 1 not runnable here",
            ),
            (
                vec![passed(), not_runnable()],
                true,
                "not runnable a/1: this machine has no network\n\
                 1 passed, 0 failed, 1 not runnable here",
            ),
            (
                vec![passed(), failed()],
                false,
                "FAILED a/1: it did nothing (do something)\n\
                 1 passed, 1 failed, 0 not runnable here",
            ),
        ] {
            let case = |number| Case::new(format!("a/{number}"), "do something");
            let results = verdicts.into_iter().enumerate();
            let results = results.map(|(number, verdict)| CaseResult::new(case(number), verdict));
            let report = Report::new(results.collect());
            assert_eq!(report.is_passed(), is_passed, "{report}");
            assert_eq!(report.to_string(), text);
            let asserted = catch_unwind(AssertUnwindSafe(|| report.assert_passed()));
            assert_eq!(asserted.is_ok(), is_passed, "{report}");
        }
    }
}
