use std::time::Duration;

/// Whether and when to send the same notification to the same channel again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Do not send it again: it was accepted, or would be refused again.
    Never,
    /// Send it again after this long, not sooner: a sender that tries more often may get blocked.
    After(Duration),
    /// Send it again later, with longer waits each time.
    Backoff(Backoff),
}

impl Retry {
    /// How long to wait before the next try; `None` if there should be none.
    ///
    /// `tries` is the number of tries so far that had this outcome, so it is at least 1.
    ///
    /// ```
    /// use std::time::Duration;
    /// use mpns_proto::{Jitter, Outcome};
    ///
    /// let retry = Outcome::QueueFull.retry();
    /// assert_eq!(retry.wait(1, Jitter::NONE), Some(Duration::from_secs(4 * 60)));
    /// assert_eq!(retry.wait(3, Jitter::NONE), Some(Duration::from_secs(16 * 60)));
    /// assert_eq!(retry.wait(9, Jitter::MAX), Some(Duration::from_secs(40 * 60)));
    /// assert_eq!(Outcome::BadRequest.retry().wait(1, Jitter::NONE), None);
    /// ```
    pub fn wait(self, tries: u32, jitter: Jitter) -> Option<Duration> {
        let wait = match self {
            Self::Never => return None,
            Self::After(wait) => wait,
            Self::Backoff(backoff) => backoff.wait(tries),
        };
        Some(wait.saturating_add(jitter.of(wait)))
    }

    /// The same rule with a lower bound, such as `Retry-After`.
    #[must_use]
    pub fn at_least(self, least: Duration) -> Self {
        match self {
            Self::Never => Self::Never,
            Self::After(wait) => Self::After(wait.max(least)),
            Self::Backoff(backoff) => Self::Backoff(Backoff { least: backoff.least.max(least) }),
        }
    }
}

/// How much longer a wait gets, so that many waiting notifications are not sent again at the same moment:
/// between nothing and a quarter of the wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Jitter(u16);

impl Jitter {
    /// The wait does not change.
    pub const NONE: Self = Self(0);
    /// The wait gets a quarter longer.
    pub const MAX: Self = Self(u16::MAX);

    /// A jitter from a random number, which you supply: this crate has no randomness.
    pub const fn new(random: u16) -> Self {
        Self(random)
    }

    fn of(self, wait: Duration) -> Duration {
        wait.saturating_mul(u32::from(self.0)).checked_div(JITTER_PARTS).unwrap_or_default()
    }
}

/// Waits that double: [`Backoff::FIRST`] after the first try, up to [`Backoff::LONGEST`].
///
/// Source: [`ff941100`](crate::protocol#ff941100) (exponential, in minutes).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Backoff {
    /// The least wait that the service asked for.
    least: Duration,
}

impl Backoff {
    /// The wait after the first try: 4 minutes.
    pub const FIRST: Duration = Duration::from_secs(4 * 60);
    /// The longest wait, unless the service asks for a longer one: 32 minutes.
    pub const LONGEST: Duration = Duration::from_secs(32 * 60);

    /// Doubling waits without a lower bound from the service.
    pub const fn new() -> Self {
        Self { least: Duration::ZERO }
    }

    /// The wait after this number of tries, without jitter.
    pub fn wait(self, tries: u32) -> Duration {
        let doublings = tries.saturating_sub(1);
        let factor = 1_u32.checked_shl(doublings).filter(|factor| *factor != 0).unwrap_or(u32::MAX);
        Self::FIRST.saturating_mul(factor).min(Self::LONGEST).max(self.least)
    }
}

/// The highest jitter divided by this is a quarter.
const JITTER_PARTS: u32 = u16::MAX as u32 * 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RetryAfter;

    #[test]
    fn waits_double_to_the_longest() {
        for (tries, minutes) in
            [(0, 4), (1, 4), (2, 8), (3, 16), (4, 32), (5, 32), (32, 32), (33, 32), (u32::MAX, 32)]
        {
            assert_eq!(Backoff::new().wait(tries).as_secs(), minutes * 60, "{tries}");
        }
    }

    #[test]
    fn jitter_adds_up_to_a_quarter() {
        let hour = Retry::After(Duration::from_secs(3600));
        for (jitter, seconds) in
            [(Jitter::NONE, 3600), (Jitter::new(u16::MAX / 3), 3900), (Jitter::MAX, 4500)]
        {
            assert_eq!(hour.wait(1, jitter), Some(Duration::from_secs(seconds)), "{jitter:?}");
        }
    }

    #[test]
    fn a_lower_bound_is_kept() {
        let hour = Duration::from_secs(3600);
        for (retry, least) in [
            (Retry::After(Duration::from_secs(60)), hour),
            (Retry::After(hour), Duration::from_secs(60)),
            (Retry::Backoff(Backoff::new()), hour),
            (Retry::Backoff(Backoff::new()), RetryAfter::LONGEST),
            (Retry::Backoff(Backoff::new()).at_least(hour), Duration::from_secs(60)),
            (Retry::Backoff(Backoff::new()).at_least(Duration::from_secs(60)), hour),
        ] {
            let bounded = retry.at_least(least);
            for (tries, jitter) in [(1, Jitter::NONE), (4, Jitter::new(1)), (u32::MAX, Jitter::MAX)]
            {
                let wait = bounded.wait(tries, jitter).expect("a wait");
                assert!(wait >= least && Some(wait) >= retry.wait(tries, jitter), "{wait:?}");
            }
        }
        assert_eq!(Retry::Never.at_least(hour), Retry::Never);
    }
}
