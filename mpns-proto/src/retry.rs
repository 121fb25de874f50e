use std::time::{Duration, SystemTime};

use http::HeaderValue;

/// Whether and when to send the same notification to the same channel again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Do not send it again: it was accepted, or would be refused again.
    Never,
    /// Send it again after this long, not sooner: sending more often may get the sender blocked.
    After(Duration),
    /// Send it again later, and wait longer each time.
    Backoff(Backoff),
}

impl Retry {
    /// How long to wait before the next try; `None` if there should be none.
    ///
    /// `tries` is the number of tries that had this outcome, so it is at least 1.
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

    /// The same with a lower bound, such as `Retry-After`.
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

    /// A jitter from a random number. The caller supplies it: this crate has no randomness.
    pub const fn new(random: u16) -> Self {
        Self(random)
    }

    fn of(self, wait: Duration) -> Duration {
        wait.saturating_mul(u32::from(self.0)).checked_div(JITTER_PARTS).unwrap_or_default()
    }
}

/// Waits that double: [`Backoff::FIRST`] after the first try, up to [`Backoff::LONGEST`].
///
/// Source: MSDN `ff941100` (exponential, in minutes).
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

/// The header `Retry-After`: how long to wait at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetryAfter {
    /// This long from now. A delay over [`RetryAfter::LONGEST`] is read as that.
    Delay(Duration),
    /// Until this time.
    Until(SystemTime),
}

impl RetryAfter {
    /// The longest delay: 100 years, which a caller can add to any clock.
    pub const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

    /// How long to wait from `now`; zero for a time that has passed.
    pub fn from_now(self, now: SystemTime) -> Duration {
        match self {
            Self::Delay(delay) => delay,
            Self::Until(time) => time.duration_since(now).unwrap_or_default().min(Self::LONGEST),
        }
    }

    pub(crate) fn from_header(value: &HeaderValue) -> Option<Self> {
        let text = value.to_str().ok()?.trim();
        if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            let seconds = text.parse().map_or(Self::LONGEST, Duration::from_secs);
            return Some(Self::Delay(seconds.min(Self::LONGEST)));
        }
        httpdate::parse_http_date(text).ok().map(Self::Until)
    }

    /// The same in whole seconds, as in the header: rounded up, and at most the longest delay.
    pub(crate) fn rounded_up(self) -> Self {
        match self {
            Self::Delay(delay) => Self::Delay(whole_seconds(delay).min(Self::LONGEST)),
            Self::Until(time) => {
                let since = time.duration_since(SystemTime::UNIX_EPOCH).map(whole_seconds).ok();
                let time = since.and_then(|since| SystemTime::UNIX_EPOCH.checked_add(since));
                time.map_or(self, Self::Until)
            }
        }
    }

    /// The value of the header; `None` for a date before 1970 or after 9999, which HTTP cannot express.
    #[cfg(any(feature = "serde", feature = "service"))]
    pub(crate) fn to_header(self) -> Option<String> {
        match self {
            Self::Delay(delay) => Some(delay.as_secs().to_string()),
            Self::Until(time) => {
                let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
                (since < END_OF_HTTP_DATES).then(|| httpdate::fmt_http_date(time))
            }
        }
    }
}

/// The time in whole seconds, rounded up.
pub(crate) fn whole_seconds(time: Duration) -> Duration {
    let fraction = u64::from(time.subsec_nanos() > 0);
    Duration::from_secs(time.as_secs().saturating_add(fraction))
}

/// The highest jitter divided by this is a quarter.
const JITTER_PARTS: u32 = u16::MAX as u32 * 4;
/// The first second of the year 10000.
#[cfg(any(feature = "serde", feature = "service"))]
const END_OF_HTTP_DATES: Duration = Duration::from_secs(253_402_300_800);

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn reads_seconds_and_dates() {
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        for (value, read) in [
            ("120", Some(RetryAfter::Delay(Duration::from_secs(120)))),
            (" 0 ", Some(RetryAfter::Delay(Duration::ZERO))),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(RetryAfter::Until(date))),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(RetryAfter::Until(date))),
            ("Sun Nov  6 08:49:37 1994", Some(RetryAfter::Until(date))),
            ("3153600001", Some(RetryAfter::Delay(Duration::from_secs(3_153_600_000)))),
            ("99999999999999999999999999", Some(RetryAfter::Delay(RetryAfter::LONGEST))),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(RetryAfter::from_header(&HeaderValue::from_static(value)), read, "{value}");
        }
        let now = date - Duration::from_secs(90);
        assert_eq!(RetryAfter::Until(date).from_now(now), Duration::from_secs(90));
        assert_eq!(RetryAfter::Until(now).from_now(date), Duration::ZERO);
        let far =
            RetryAfter::from_header(&HeaderValue::from_static("Fri, 31 Dec 9999 23:59:59 GMT"));
        assert_eq!(far.map(|far| far.from_now(now)), Some(RetryAfter::LONGEST));
    }
}
