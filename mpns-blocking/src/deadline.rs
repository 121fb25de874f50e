//! One time limit for several steps.

use std::time::{Duration, Instant};

use ureq::unversioned::transport::{NextTimeout, time};

/// The moment at which the time for several steps is over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    at: Option<Instant>,
    limit: NextTimeout,
}

impl Deadline {
    pub(crate) fn of(limit: NextTimeout) -> Self {
        let at = match limit.after {
            time::Duration::Exact(after) => Instant::now().checked_add(after),
            time::Duration::NotHappening => None,
        };
        Self { at, limit }
    }

    /// The sooner of this deadline and `after` from now.
    pub(crate) fn at_most(self, after: Duration) -> Self {
        let near = Instant::now().checked_add(after);
        Self { at: [self.at, near].into_iter().flatten().min(), limit: self.limit }
    }

    /// The time left for the next step.
    ///
    /// # Errors
    ///
    /// If none is left.
    pub(crate) fn left(&self) -> Result<NextTimeout, ureq::Error> {
        self.share(1)
    }

    /// The time left for the next step if `steps` steps share it equally.
    ///
    /// # Errors
    ///
    /// If none is left.
    pub(crate) fn share(&self, steps: u32) -> Result<NextTimeout, ureq::Error> {
        let after = match self.at {
            None => time::Duration::NotHappening,
            Some(at) => {
                let left = at.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(ureq::Error::Timeout(self.limit.reason));
                }
                left.checked_div(steps).unwrap_or(left).max(SHORTEST).into()
            }
        };
        Ok(NextTimeout { after, ..self.limit })
    }
}

/// A socket refuses a time limit of zero.
const SHORTEST: Duration = Duration::from_millis(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_takes_the_sooner_end() {
        let (soon, late) = (Duration::from_secs(100), Duration::from_secs(900));
        for (limit, after) in [(Some(soon), late), (Some(late), soon), (None, soon)] {
            let after_limit = limit.map_or(time::Duration::NotHappening, Into::into);
            let limit = NextTimeout { after: after_limit, ..NextTimeout::default() };
            let left = Deadline::of(limit).at_most(after).left().unwrap().after;
            assert!(matches!(left, time::Duration::Exact(left) if left <= soon && left > soon / 2));
        }
    }
}
