use std::collections::BTreeMap;
use std::fmt;

use http::HeaderName;

use crate::Case;

/// The results of a transport.
///
/// `Display` lists the cases that failed, those that this machine cannot run, and the exceptions, and then
/// counts.
#[derive(Clone, Debug)]
#[must_use = "a report says whether the transport passed"]
pub struct Report {
    results: Vec<CaseResult>,
}

impl Report {
    pub(crate) fn new(results: Vec<CaseResult>) -> Self {
        Self { results }
    }

    /// The results of all chosen cases, in the order of [`cases`](crate::cases).
    pub fn results(&self) -> &[CaseResult] {
        &self.results
    }

    /// How many cases the transport passed.
    pub fn passed_count(&self) -> usize {
        self.results.iter().filter(|result| result.verdict == Verdict::Passed).count()
    }

    /// The cases that the transport failed.
    pub fn failures(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| matches!(result.verdict, Verdict::Failed(_)))
    }

    /// The cases that this machine cannot run, which say nothing about the transport.
    pub fn not_runnable(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| matches!(result.verdict, Verdict::NotRunnable(_)))
    }

    /// The cases that were not run because [`Suite::except`](crate::Suite::except) names them.
    pub fn excepted(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| result.verdict == Verdict::Excepted)
    }

    /// Whether at least one case passed and none failed. Exceptions do not count either way.
    pub fn is_passed(&self) -> bool {
        self.passed_count() > 0 && self.failures().next().is_none()
    }

    /// Panics unless the transport [passed](Self::is_passed). This is all that a test needs.
    ///
    /// # Panics
    ///
    /// If a case failed, or none passed; the message is the report.
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
        for result in self.failures().chain(self.not_runnable()).chain(self.excepted()) {
            writeln!(f, "{result}")?;
        }
        let mut allowed = BTreeMap::<&str, usize>::new();
        for name in self.results.iter().flat_map(|result| &result.allowed_headers) {
            let cases = allowed.entry(name.as_str()).or_default();
            *cases = cases.saturating_add(1);
        }
        for (name, cases) in allowed {
            writeln!(f, "allowed the header {name}, which was added in {cases} cases")?;
        }
        write!(
            f,
            "{} passed, {} failed, {} not runnable here, {} excepted",
            self.passed_count(),
            self.failures().count(),
            self.not_runnable().count(),
            self.excepted().count()
        )
    }
}

/// The result of one case.
#[derive(Clone, Debug)]
pub struct CaseResult {
    case: Case,
    verdict: Verdict,
    allowed_headers: Vec<HeaderName>,
}

impl CaseResult {
    pub(crate) fn new(case: Case, verdict: Verdict) -> Self {
        Self { case, verdict, allowed_headers: Vec::new() }
    }

    pub(crate) fn allowing(mut self, headers: Vec<HeaderName>) -> Self {
        self.allowed_headers = headers;
        self
    }

    /// The case.
    pub fn case(&self) -> &Case {
        &self.case
    }

    /// Whether the transport passed it, or why not.
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// The headers that the transport added, and that the case would have failed for without
    /// [`Suite::allow_header`](crate::Suite::allow_header).
    pub fn allowed_headers(&self) -> &[HeaderName] {
        &self.allowed_headers
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
            Verdict::Excepted => write!(f, "excepted {name} ({})", self.case.description()),
        }
    }
}

/// What became of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The transport did what it has to do.
    Passed,
    /// The transport did something else; the text says what.
    Failed(String),
    /// This machine lacks what the case needs, so nothing was learnt about the transport.
    NotRunnable(String),
    /// The case was not run, because [`Suite::except`](crate::Suite::except) names it.
    Excepted,
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use super::*;

    #[test]
    fn passes_if_something_passed_and_nothing_failed() {
        let passed = || Verdict::Passed;
        let failed = || Verdict::Failed("it did nothing".to_owned());
        let not_runnable = || Verdict::NotRunnable("this machine has no network".to_owned());
        let excepted = || Verdict::Excepted;
        for (verdicts, is_passed, text) in [
            (vec![], false, "0 passed, 0 failed, 0 not runnable here, 0 excepted"),
            (vec![passed()], true, "1 passed, 0 failed, 0 not runnable here, 0 excepted"),
            (
                vec![not_runnable()],
                false,
                "not runnable a/0: this machine has no network\n\
                 0 passed, 0 failed, 1 not runnable here, 0 excepted",
            ),
            (
                vec![passed(), not_runnable()],
                true,
                "not runnable a/1: this machine has no network\n\
                 1 passed, 0 failed, 1 not runnable here, 0 excepted",
            ),
            (
                vec![passed(), failed()],
                false,
                "FAILED a/1: it did nothing (do something)\n\
                 1 passed, 1 failed, 0 not runnable here, 0 excepted",
            ),
            (
                vec![excepted()],
                false,
                "excepted a/0 (do something)\n0 passed, 0 failed, 0 not runnable here, 1 excepted",
            ),
            (
                vec![excepted(), passed()],
                true,
                "excepted a/0 (do something)\n1 passed, 0 failed, 0 not runnable here, 1 excepted",
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
