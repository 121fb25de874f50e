use mpns_outbox::{End, Failure, HoldReason, Ticket};
use mpns_proto::{Outcome, Reply};

use super::super::jobs::JobRecord;
use super::super::plan::Millis;
use super::channel::{Channel, INACTIVE, THROTTLED};

/// A reply or an error that has been handed in, and what has to follow from it at once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Landing {
    pub(super) ticket: Ticket,
    pub(super) key: u32,
    pub(super) channel: u32,
    pub(super) at: Millis,
    pub(super) follows: Follows,
    pub(super) has_ended: bool,
    pub(super) is_held: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    /// It ends so.
    End(End),
    /// The channel is held, so long at least and at most. The job ends if it has to.
    Hold { reason: HoldReason, between: [Millis; 2], has_to_end: bool },
}

impl Follows {
    /// What the rules say of this result. Also counts how often the channel has backed off.
    pub(super) fn of(
        result: &Result<Reply, Failure>,
        job: &JobRecord,
        channel: &mut Channel,
        retry_after: Millis,
    ) -> Self {
        let is_exhausted = job.most_attempts > 0 && job.attempts >= job.most_attempts.into();
        let mut has_to_end = is_exhausted || job.is_withdrawn;
        let (reason, rule) = match result {
            Err(failure) if failure.is_permanent => return Self::End(End::Failed),
            Err(failure) => {
                has_to_end |= failure.may_have_been_delivered && !job.may_show_twice;
                (HoldReason::NoReply, channel.back_off())
            }
            Ok(reply) => {
                let outcome = reply.outcome();
                let rule = match outcome {
                    Outcome::DeviceInactive => [INACTIVE; 2],
                    Outcome::Throttled => [THROTTLED; 2],
                    Outcome::QueueFull | Outcome::Unavailable => channel.back_off(),
                    Outcome::ChannelExpired => return Self::End(End::ChannelExpired),
                    Outcome::Received => return Self::accepted(channel, End::Accepted),
                    outcome => return Self::accepted(channel, End::Refused(outcome)),
                };
                if rule[0] >= THROTTLED {
                    channel.backoffs = 0;
                }
                (HoldReason::Reply(outcome), rule)
            }
        };
        let between = rule.map(|rule| rule.max(retry_after));
        Self::Hold { reason, between, has_to_end }
    }

    fn accepted(channel: &mut Channel, end: End) -> Self {
        channel.backoffs = 0;
        Self::End(end)
    }
}
