//! One time limit for several steps.

use std::time::{Duration, Instant};

use ureq::unversioned::transport::{NextTimeout, time};

/// The moment at which the time for several steps is over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    pub(crate) const NONE: Self = Self(None);

    /// `after` from now.
    pub(crate) fn after(after: Duration) -> Self {
        Self::NONE.at_most(after)
    }

    /// The sooner of this deadline and that of one step of ureq's, if it has one.
    pub(crate) fn within(self, step: NextTimeout) -> Self {
        match step.after {
            time::Duration::Exact(after) => self.at_most(after),
            time::Duration::NotHappening => self,
        }
    }

    /// The sooner of this deadline and `after` from now.
    pub(crate) fn at_most(self, after: Duration) -> Self {
        let near = Instant::now().checked_add(after);
        Self([self.0, near].into_iter().flatten().min())
    }

    /// The deadline of the first of `steps` steps that share the time that is left.
    pub(crate) fn share(self, steps: u32) -> Self {
        match self.left() {
            Some(left) => self.at_most(left.checked_div(steps).unwrap_or(left)),
            None => self,
        }
    }

    /// When it is; `None` if there is no limit.
    pub(crate) fn end(self) -> Option<Instant> {
        self.0
    }

    /// The time that is left; `None` if there is no limit.
    pub(crate) fn left(self) -> Option<Duration> {
        Some(self.0?.saturating_duration_since(Instant::now()))
    }

    pub(crate) fn is_over(self) -> bool {
        self.left().is_some_and(|left| left.is_zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_the_sooner_one_or_a_share_of_it() {
        let seconds = Duration::from_secs;
        let hundred = Deadline::after(seconds(100));
        for (deadline, longest) in [
            (hundred, 100),
            (hundred.at_most(seconds(900)), 100),
            (hundred.at_most(seconds(10)), 10),
            (hundred.share(4), 25),
            (hundred.share(0), 100),
        ] {
            let left = deadline.left().unwrap();
            assert!(left <= seconds(longest) && left > seconds(longest) / 2, "{left:?}");
        }
        assert!(Deadline::NONE.share(2).left().is_none() && !Deadline::NONE.is_over());
        assert!(Deadline::after(Duration::ZERO).is_over());
    }
}
