use std::fmt;

use http::HeaderName;

use crate::case::Case;

/// The result of one case.
#[derive(Clone, Debug)]
pub struct CaseResult {
    case: Case,
    verdict: Verdict,
    sends: usize,
    requests: usize,
    allowed_headers: Vec<HeaderName>,
}

impl CaseResult {
    pub(crate) fn new(case: Case, verdict: Verdict) -> Self {
        Self { case, verdict, sends: 0, requests: 0, allowed_headers: Vec::new() }
    }

    pub(crate) fn counting(mut self, sends: usize, requests: usize) -> Self {
        self.sends = sends;
        self.requests = requests;
        self
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

    /// How many requests were sent with the transport.
    pub fn sends(&self) -> usize {
        self.sends
    }

    /// How many requests the service saw. More than [`sends`](Self::sends): the transport sent something again.
    pub fn requests(&self) -> usize {
        self.requests
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

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The transport did what it has to do.
    Passed,
    /// The transport did something else; the text says what.
    Failed(String),
    /// This machine lacks what the case needs, so it says nothing about the transport.
    NotRunnable(String),
    /// The case was not run, because [`Suite::except`](crate::Suite::except) names it.
    Excepted,
}
