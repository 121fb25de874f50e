use std::num::{NonZero, NonZeroU8, NonZeroU16, NonZeroUsize};
use std::time::Duration;

/// The bounds of an outbox, and the rules that are a matter of choice.
///
/// The rules of the protocol are not: see the [crate's documentation](crate). No bound can be zero, since an outbox that
/// may take or send nothing would wait for ever.
///
/// ```
/// use std::num::NonZero;
/// use mpns_outbox::Settings;
///
/// let mut settings = Settings::default();
/// settings.in_flight = NonZero::new(256).expect("not zero");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Settings {
    /// How many requests are in flight at most: 64.
    pub in_flight: NonZeroUsize,
    /// How many requests to one host are in flight at most: 32.
    pub in_flight_per_host: NonZeroUsize,
    /// How many jobs are in the outbox at most, with those in flight: 100,000.
    pub jobs: NonZeroUsize,
    /// How many channels are known at most: 200,000. A channel without a job is known as long as it is held.
    pub channels: NonZeroUsize,
    /// How many notifications a day an unauthenticated (`http`) channel gets at most. More are held back until a day
    /// after the first of them. Without a limit, the default, a channel is tried until the service answers 406.
    ///
    /// The service's own limit is [`SERVICE_DAILY_LIMIT`](Self::SERVICE_DAILY_LIMIT).
    pub daily_budget: Option<NonZeroU16>,
    /// How many requests to a host have to fail in a row to open its breaker: 5.
    pub breaker_failures: NonZeroU8,
    /// How long a breaker is open the first time: a minute. Each time that the probe fails, it is twice as long.
    pub breaker_first: Duration,
    /// How long a breaker is open at most, without jitter: 32 minutes.
    pub breaker_longest: Duration,
}

impl Settings {
    /// How many notifications a day the service accepts for an unauthenticated channel: 500.
    ///
    /// Source: [`ff941099`](mpns_proto::protocol#ff941099).
    pub const SERVICE_DAILY_LIMIT: NonZeroU16 = NonZeroU16::new(500).expect("not zero");
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            in_flight: const { NonZero::new(64).expect("not zero") },
            in_flight_per_host: const { NonZero::new(32).expect("not zero") },
            jobs: const { NonZero::new(100_000).expect("not zero") },
            channels: const { NonZero::new(200_000).expect("not zero") },
            daily_budget: None,
            breaker_failures: const { NonZero::new(5).expect("not zero") },
            breaker_first: Duration::from_secs(60),
            breaker_longest: Duration::from_secs(32 * 60),
        }
    }
}
