use super::plan::{DAY, HOUR, MINUTE, Millis};
use super::random::Random;

/// A phone with a channel: when it is in reach.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phone {
    /// It is in reach for the first part of each period.
    period: Millis,
    in_reach: Millis,
    phase: Millis,
    /// What the service answers when it is not.
    otherwise: PhoneState,
    expires: Millis,
}

/// What the service knows of a phone at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PhoneState {
    InReach,
    /// 412.
    Inactive,
    /// What waits for it is as much as the service keeps.
    QueueFull,
    /// Its channel is gone.
    Expired,
}

impl Phone {
    pub(super) fn of(seed: u64, channel: u32) -> Self {
        let mut random = Random::of(seed, &[PHONE, channel.into()]);
        let (period, share, otherwise) = match random.below(100) {
            0..=61 => (DAY, 100, PhoneState::Inactive),
            62..=86 => {
                (random.between(HOUR, 12 * HOUR), random.between(30, 95), PhoneState::Inactive)
            }
            87..=94 => {
                (random.between(2 * DAY, 4 * DAY), random.between(10, 60), PhoneState::Inactive)
            }
            _ => (
                random.between(30 * MINUTE, 6 * HOUR),
                random.between(40, 90),
                PhoneState::QueueFull,
            ),
        };
        let phase = random.below(period);
        let expires = if random.happens(30_000) { random.below(DAY) } else { Millis::MAX };
        Self { period, in_reach: period / 100 * share + period % 100, phase, otherwise, expires }
    }

    pub(super) fn state(&self, at: Millis) -> PhoneState {
        if at >= self.expires {
            PhoneState::Expired
        } else if (at + self.phase) % self.period < self.in_reach {
            PhoneState::InReach
        } else {
            self.otherwise
        }
    }

    /// The first moment from this one on at which it is in reach.
    pub(super) fn next_in_reach(&self, at: Millis) -> Option<Millis> {
        let since = (at + self.phase) % self.period;
        let next = if since < self.in_reach { at } else { at + self.period - since };
        Some(next).filter(|next| *next < self.expires)
    }
}

const PHONE: u64 = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_is_in_reach_from_the_moment_that_is_foretold() {
        for channel in 0..500 {
            let phone = Phone::of(1, channel);
            let mut at = 0;
            while at < 3 * DAY {
                let Some(next) = phone.next_in_reach(at) else { break };
                assert_eq!(phone.state(next), PhoneState::InReach, "{phone:?}");
                assert!(next == at || phone.state(next - 1) != PhoneState::InReach, "{phone:?}");
                at = next + 7 * MINUTE;
            }
        }
    }
}
