use std::time::Duration;

use crate::Now;

/// A second of the outbox's own time, which begins with the first call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(crate) struct Tick(u32);

impl Tick {
    pub(crate) const START: Self = Self(0);
    pub(crate) const NEVER: Self = Self(u32::MAX);

    /// Before [`NEVER`](Self::NEVER), however far it is.
    fn from_secs(seconds: u64) -> Self {
        u32::try_from(seconds).map_or(Self::LAST, |seconds| Self(seconds).min(Self::LAST))
    }

    const LAST: Self = Self(u32::MAX - 1);
}

/// The outbox's own time: it never goes backwards.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    elapsed: Duration,
    seen: Option<Duration>,
}

impl Clock {
    #[cfg(feature = "serde")]
    /// A clock on which this much has passed.
    pub(crate) fn at(elapsed: Duration) -> Self {
        Self { elapsed, seen: None }
    }

    /// How much has passed at this time.
    #[cfg(feature = "serde")]
    pub(crate) fn elapsed_at(mut self, now: Now) -> Duration {
        self.advance(now);
        self.elapsed
    }

    pub(crate) fn advance(&mut self, now: Now) {
        let passed = self.seen.map_or(Duration::ZERO, |seen| now.monotonic.saturating_sub(seen));
        self.elapsed = self.elapsed.saturating_add(passed);
        self.seen = Some(now.monotonic);
    }

    /// The second that has begun.
    pub(crate) fn tick(&self) -> Tick {
        Tick::from_secs(self.elapsed.as_secs())
    }

    /// The first second that begins after this wait or with its end.
    pub(crate) fn after(&self, wait: Duration) -> Tick {
        let end = self.elapsed.saturating_add(wait);
        Tick::from_secs(end.as_secs().saturating_add(u64::from(end.subsec_nanos() > 0)))
    }

    /// The last second that begins before this wait has ended or with its end.
    pub(crate) fn within(&self, wait: Duration) -> Tick {
        Tick::from_secs(self.elapsed.saturating_add(wait).as_secs())
    }

    /// How long it is until this second begins.
    pub(crate) fn until(&self, tick: Tick) -> Duration {
        Duration::from_secs(tick.0.into()).saturating_sub(self.elapsed)
    }
}
