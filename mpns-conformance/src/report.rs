use std::collections::BTreeMap;
use std::fmt;

use crate::case_result::{CaseResult, Verdict};

/// The results of a transport.
///
/// `Display` lists the cases that failed, those that this machine cannot run, and the exceptions, and then
/// counts.
#[derive(Clone, Debug)]
#[must_use = "a report says whether the transport passed"]
pub struct Report {
    results: Vec<CaseResult>,
    refused: Vec<String>,
}

impl Report {
    pub(crate) fn new(results: Vec<CaseResult>) -> Self {
        Self { results, refused: Vec::new() }
    }

    /// Nothing was run, for these exceptions.
    pub(crate) fn refused(refused: Vec<String>) -> Self {
        Self { results: Vec::new(), refused }
    }

    /// The results of all chosen cases, in the order of [`cases`](crate::cases).
    pub fn results(&self) -> &[CaseResult] {
        &self.results
    }

    /// How many cases the transport passed.
    pub fn passed_count(&self) -> usize {
        self.results.iter().filter(|result| *result.verdict() == Verdict::Passed).count()
    }

    /// The cases that the transport failed.
    pub fn failures(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| matches!(result.verdict(), Verdict::Failed(_)))
    }

    /// The cases that this machine cannot run, which say nothing about the transport.
    pub fn not_runnable(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| matches!(result.verdict(), Verdict::NotRunnable(_)))
    }

    /// The cases that were not run because [`Suite::except`](crate::Suite::except) names them.
    pub fn excepted(&self) -> impl Iterator<Item = &CaseResult> {
        self.results.iter().filter(|result| *result.verdict() == Verdict::Excepted)
    }

    /// The stated exceptions that cannot be, such as one for a case that does not exist. If there are any, no
    /// case is run.
    pub fn refused_exceptions(&self) -> &[String] {
        &self.refused
    }

    /// Whether at least one case passed and none failed. Exceptions do not count either way.
    pub fn is_passed(&self) -> bool {
        self.passed_count() > 0 && self.failures().next().is_none()
    }

    /// In how many cases something was sent again, and the most requests that one send can have become.
    fn sent_again(&self) -> Option<(usize, usize)> {
        let more =
            self.results.iter().map(|result| result.requests().saturating_sub(result.sends()));
        let more: Vec<usize> = more.filter(|more| *more > 0).collect();
        more.iter().max().map(|most| (more.len(), most.saturating_add(1)))
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
        for refused in &self.refused {
            writeln!(f, "REFUSED {refused}")?;
        }
        for result in self.failures().chain(self.not_runnable()).chain(self.excepted()) {
            writeln!(f, "{result}")?;
        }
        let mut allowed = BTreeMap::<&str, usize>::new();
        for name in self.results.iter().flat_map(CaseResult::allowed_headers) {
            let cases = allowed.entry(name.as_str()).or_default();
            *cases = cases.saturating_add(1);
        }
        for (name, cases) in allowed {
            writeln!(f, "allowed the header {name}, which was added in {cases} cases")?;
        }
        if let Some((cases, most)) = self.sent_again() {
            let cases = if cases == 1 { "1 case".to_owned() } else { format!("{cases} cases") };
            writeln!(f, "more requests than sends in {cases}, up to {most} requests for one send")?;
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

#[cfg(test)]
mod tests;
