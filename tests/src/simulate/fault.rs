use std::num::{NonZeroU8, NonZeroUsize};

use mpns_outbox::Settings;

use super::sender::Pushed;

/// What is wrong with an outbox.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Fault {
    AfterTheDeadline,
    BreakerIsShort,
    EndsTwice,
    FastClock,
    ForgetsBackoffs,
    ForgetsHolds,
    GrowsWithoutBound,
    HoldIsSilent,
    HostIsLast,
    HostIsSilent,
    IdleTooSoon,
    ImmediateWaits,
    InactiveForMinutes,
    KeepsOldTiles,
    LosesAJob,
    LosesAnAnswer,
    NoBreaker,
    NoBudget,
    NoLimitOfJobs,
    OutOfOrder,
    Oversleeps,
    RepeatsWhatMayBeDelivered,
    RetryAfterIsIgnored,
    SendsTwice,
    SlowClock,
    StarvesAHost,
    TakesLateAnswers,
    TooManyAttempts,
    TooManyInFlight,
    TooManyToAHost,
    WaitsForNothing,
    WrongChannel,
    WrongEnd,
}

impl Fault {
    /// The settings of an outbox that has it.
    pub(super) fn settings(self, mut settings: Settings) -> Settings {
        let twice =
            |number: NonZeroUsize| number.saturating_mul(NonZeroUsize::MIN.saturating_add(1));
        match self {
            Self::TooManyInFlight => settings.in_flight = twice(settings.in_flight),
            Self::TooManyToAHost => {
                settings.in_flight_per_host = twice(settings.in_flight_per_host)
            }
            Self::NoLimitOfJobs => settings.jobs = twice(settings.jobs),
            Self::NoBreaker => settings.breaker_failures = NonZeroU8::MAX,
            Self::NoBudget => settings.daily_budget = None,
            Self::BreakerIsShort => {
                settings.breaker_first /= 2;
                settings.breaker_longest /= 2;
            }
            _ => {}
        }
        settings
    }

    /// A job as it is pushed to such an outbox.
    pub(super) fn job(self, mut job: Pushed) -> Pushed {
        match self {
            Self::AfterTheDeadline => job.deadline = None,
            Self::TooManyAttempts => job.attempts = 0,
            Self::RepeatsWhatMayBeDelivered => job.may_show_twice = true,
            Self::ImmediateWaits => job.is_immediate = false,
            Self::KeepsOldTiles => job.tile = 0,
            _ => {}
        }
        job
    }
}
