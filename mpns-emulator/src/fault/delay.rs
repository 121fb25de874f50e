use std::fmt;
use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

/// How long a [fault](crate::Fault) delays an answer: at most 10 minutes.
///
/// In JSON it is a text such as `"5s"` or `"1m 30s"`.
///
/// ```
/// use std::time::Duration;
///
/// use mpns_emulator::FaultDelay;
///
/// let delay = FaultDelay::new(Duration::from_secs(90))?;
/// assert_eq!(delay.to_string(), "1m 30s");
/// assert!(FaultDelay::new(Duration::from_secs(3600)).is_err());
/// # Ok::<(), mpns_emulator::FaultDelayError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FaultDelay(Duration);

impl FaultDelay {
    /// The longest delay: 10 minutes.
    pub const MAX: Self = Self(Duration::from_secs(600));

    /// A delay.
    ///
    /// # Errors
    ///
    /// If it is longer than [`MAX`](Self::MAX).
    pub fn new(delay: Duration) -> Result<Self, FaultDelayError> {
        let delay = Self(delay);
        if delay > Self::MAX { Err(FaultDelayError { delay }) } else { Ok(delay) }
    }

    /// The delay as a duration.
    pub fn get(self) -> Duration {
        self.0
    }
}

impl fmt::Display for FaultDelay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        humantime::format_duration(self.0).fmt(f)
    }
}

impl Serialize for FaultDelay {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FaultDelay {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let delay = humantime::parse_duration(&text).map_err(D::Error::custom)?;
        Self::new(delay).map_err(D::Error::custom)
    }
}

/// Why a duration is not a delay.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{delay} is longer than {max}, the longest delay", max = FaultDelay::MAX)]
pub struct FaultDelayError {
    delay: FaultDelay,
}
