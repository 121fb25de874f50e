use std::num::{NonZeroU8, NonZeroU16, NonZeroUsize};
use std::time::Duration;

use mpns_outbox::Settings;

use super::random::Random;

/// The time since the start, in milliseconds.
pub(super) type Millis = u64;

/// What is simulated. All else follows from the seed.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// The seed: equal plans have equal days.
    pub seed: u64,
    /// How many channels there are.
    pub channels: u32,
    /// Over how many hosts they are spread.
    pub hosts: u16,
    /// What the outbox is made with.
    pub settings: Settings,
    /// How many notifications a day the service accepts for an unauthenticated channel.
    pub service_limit: u16,
    /// How often a day the outbox is saved and restored.
    pub restores: u32,
    /// How many of a million hosts are slow.
    pub slow_hosts: u64,
    /// How often a day each campaign takes place, of a hundred times.
    pub percent: u64,
}

impl Plan {
    /// A day of so many channels, with bounds that fit them.
    pub fn large(channels: u32, seed: u64) -> Self {
        let mut settings = Settings::default();
        settings.in_flight = at_least_1(4_096);
        settings.in_flight_per_host = at_least_1(256);
        settings.jobs = at_least_1(channels as usize * 2);
        settings.channels = at_least_1(channels as usize * 2);
        settings.daily_budget = Some(Settings::SERVICE_DAILY_LIMIT);
        let service_limit = Settings::SERVICE_DAILY_LIMIT.get();
        Self {
            seed,
            channels,
            hosts: 200,
            settings,
            service_limit,
            restores: 4,
            slow_hosts: 10_000,
            percent: 100,
        }
    }

    /// A day of few channels, with bounds that are different for each seed, and so small that they are reached.
    pub fn small(channels: u32, seed: u64) -> Self {
        let mut random = Random::of(seed, &[PLAN]);
        let mut settings = Settings::default();
        settings.in_flight = at_least_1(random.between(2, 40) as usize);
        settings.in_flight_per_host = at_least_1(random.between(1, 12) as usize);
        settings.jobs = at_least_1(channels as usize * random.between(1, 6) as usize / 2);
        settings.channels = at_least_1(channels as usize * random.between(8, 14) as usize / 10);
        settings.daily_budget = NonZeroU16::new(random.between(0, 2) as u16 * 12);
        settings.breaker_failures = NonZeroU8::MIN.saturating_add(random.below(6) as u8);
        let hosts = random.between(1, 12) as u16;
        // So short at times that what was sent before the breaker opened lands while the probe is in flight.
        let first = if random.happens(300_000) { 1 } else { 60 };
        settings.breaker_first = Duration::from_secs(first);
        Self {
            seed,
            channels,
            hosts,
            settings,
            service_limit: 24,
            restores: 8,
            slow_hosts: 300_000,
            percent: 25,
        }
    }
}

fn at_least_1(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN)
}

const PLAN: u64 = 1;
pub(super) const SECOND: Millis = 1_000;
pub(super) const MINUTE: Millis = 60 * SECOND;
pub(super) const HOUR: Millis = 60 * MINUTE;
pub(super) const DAY: Millis = 24 * HOUR;
