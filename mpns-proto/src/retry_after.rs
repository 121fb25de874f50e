use std::time::{Duration, SystemTime};

use http::HeaderValue;

/// The header `Retry-After`: how long to wait at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RetryAfter {
    /// This long from now. A longer delay than [`RetryAfter::LONGEST`] is read as that.
    Delay(Duration),
    /// Until this time.
    Until(SystemTime),
}

impl RetryAfter {
    /// The longest delay: 100 years, which can be added to the time of any clock.
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

/// The first second of the year 10000.
#[cfg(any(feature = "serde", feature = "service"))]
const END_OF_HTTP_DATES: Duration = Duration::from_secs(253_402_300_800);

#[cfg(test)]
mod tests {
    use super::*;

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
