use std::fmt;

use http::HeaderValue;

use crate::Target;

/// How long the service may hold a notification back to deliver it with others.
///
/// ReLiveWP, the service that runs today, only knows the classes 1, 2 and 3, and treats every other class as
/// that of a toast: use [`Immediate`](Self::Immediate) and the default raw class with it.
///
/// Source: [`hh202945`](crate::protocol#hh202945), [`hh221551`](crate::protocol#hh221551).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BatchingInterval {
    /// Delivered at once.
    #[default]
    Immediate,
    /// Delivered within 450 seconds.
    Within450s,
    /// Delivered within 900 seconds.
    Within900s,
}

impl BatchingInterval {
    /// Every interval, shortest first.
    pub const ALL: &'static [Self] = &[Self::Immediate, Self::Within450s, Self::Within900s];

    /// The interval in seconds: 0, 450 or 900.
    pub const fn seconds(self) -> u16 {
        match self {
            Self::Immediate => 0,
            Self::Within450s => 450,
            Self::Within900s => 900,
        }
    }

    /// The interval with this number of seconds, if there is one.
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        Self::ALL.iter().copied().find(|interval| u64::from(interval.seconds()) == seconds)
    }
}

/// The number in the header `X-NotificationClass`: target and batching interval in one.
///
/// Only the numbers of the protocol are values. Each means one target and one interval:
///
/// | interval | tile | toast | raw |
/// | --- | --- | --- | --- |
/// | immediate | 1 | 2 | 3 to 10 |
/// | within 450 s | 11 | 12 | 13 to 20 |
/// | within 900 s | 21 | 22 | 23 to 31 |
///
/// Source: [`hh202945`](crate::protocol#hh202945) (the first of each range),
/// [`hh221551`](crate::protocol#hh221551) (the ranges).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NotificationClass(u8);

impl NotificationClass {
    /// The lowest number that is a class.
    pub(crate) const FIRST: u8 = 1;
    /// The highest number that is a class.
    pub(crate) const LAST: u8 = 31;

    /// The class of a target and an interval. For raw it is the first of the range.
    pub const fn new(target: Target, interval: BatchingInterval) -> Self {
        use BatchingInterval::{Immediate, Within450s, Within900s};
        Self(match (interval, target) {
            (Immediate, Target::Tile) => 1,
            (Immediate, Target::Toast) => 2,
            (Immediate, Target::Raw) => 3,
            (Within450s, Target::Tile) => 11,
            (Within450s, Target::Toast) => 12,
            (Within450s, Target::Raw) => 13,
            (Within900s, Target::Tile) => 21,
            (Within900s, Target::Toast) => 22,
            (Within900s, Target::Raw) => 23,
        })
    }

    /// The class with this number, if there is one.
    pub const fn from_number(number: u8) -> Option<Self> {
        match number {
            Self::FIRST..=Self::LAST => Some(Self(number)),
            _ => None,
        }
    }

    /// The number in the header.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The target that the class means.
    pub const fn target(self) -> Target {
        match self.0 {
            1 | 11 | 21 => Target::Tile,
            2 | 12 | 22 => Target::Toast,
            _ => Target::Raw,
        }
    }

    /// The batching interval that the class means.
    pub const fn interval(self) -> BatchingInterval {
        match self.0 {
            ..=10 => BatchingInterval::Immediate,
            11..=20 => BatchingInterval::Within450s,
            21.. => BatchingInterval::Within900s,
        }
    }

    pub(crate) fn header_value(self) -> HeaderValue {
        HeaderValue::from_static(NUMBERS.get(usize::from(self.0)).copied().unwrap_or_default())
    }
}

impl fmt::Display for NotificationClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

const NUMBERS: [&str; 32] = [
    "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
    "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30", "31",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_has_its_target_and_interval() {
        use BatchingInterval::{Immediate, Within450s, Within900s};
        let rows = [
            (1..=1, Target::Tile, Immediate),
            (11..=11, Target::Tile, Within450s),
            (21..=21, Target::Tile, Within900s),
            (2..=2, Target::Toast, Immediate),
            (12..=12, Target::Toast, Within450s),
            (22..=22, Target::Toast, Within900s),
            (3..=10, Target::Raw, Immediate),
            (13..=20, Target::Raw, Within450s),
            (23..=31, Target::Raw, Within900s),
        ];
        let mut assigned = 0;
        for (numbers, target, interval) in rows {
            assert_eq!(NotificationClass::new(target, interval).number(), *numbers.start());
            for number in numbers {
                let class = NotificationClass::from_number(number).expect("an assigned number");
                assert_eq!((class.target(), class.interval()), (target, interval), "{number}");
                assert_eq!(class.header_value(), number.to_string());
                assert_eq!(class.to_string(), number.to_string());
                assigned += 1;
            }
        }
        let all = (0..=u8::MAX).filter_map(NotificationClass::from_number).count();
        assert_eq!(all, assigned, "no number outside the table is a class");
    }

    #[test]
    fn an_interval_is_0_450_or_900_seconds() {
        for (seconds, interval) in [
            (0, Some(BatchingInterval::Immediate)),
            (450, Some(BatchingInterval::Within450s)),
            (900, Some(BatchingInterval::Within900s)),
            (1, None),
            (899, None),
            (450 + (1 << 16), None),
        ] {
            assert_eq!(BatchingInterval::from_seconds(seconds), interval, "{seconds}");
        }
    }
}
