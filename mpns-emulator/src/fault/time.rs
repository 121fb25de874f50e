use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// How long a fault lasts, such as the delay of an [answer](crate::Fault): at most 10 minutes.
///
/// In JSON it is a text such as `"5s"` or `"1m 30s"`.
///
/// ```
/// use std::time::Duration;
///
/// use mpns_emulator::FaultTime;
///
/// let time = FaultTime::new(Duration::from_secs(90))?;
/// assert_eq!(time.to_string(), "1m 30s");
/// assert!(FaultTime::new(Duration::from_secs(3600)).is_err());
/// # Ok::<(), mpns_emulator::FaultTimeError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FaultTime(Duration);

impl FaultTime {
    /// The longest time: 10 minutes.
    pub const MAX: Self = Self(Duration::from_secs(600));

    /// A time.
    ///
    /// # Errors
    ///
    /// If it is longer than [`MAX`](Self::MAX).
    pub fn new(time: Duration) -> Result<Self, FaultTimeError> {
        let time = Self(time);
        if time > Self::MAX { Err(FaultTimeError { time }) } else { Ok(time) }
    }

    /// The time as a duration.
    pub fn get(self) -> Duration {
        self.0
    }
}

impl fmt::Display for FaultTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}

impl Serialize for FaultTime {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FaultTime {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let time = humantime::parse_duration(&text).map_err(D::Error::custom)?;
        Self::new(time).map_err(D::Error::custom)
    }
}

/// Why a fault does not last so long.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{time} is longer than {max}, the most that a fault lasts", max = FaultTime::MAX)]
pub struct FaultTimeError {
    time: FaultTime,
}
