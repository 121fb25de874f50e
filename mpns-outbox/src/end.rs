use std::fmt;

use mpns_proto::Outcome;

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum End {
    /// The service accepted the notification.
    Accepted,
    /// The service refused it with this outcome, and would do so again.
    Refused(Outcome),
    /// The channel is gone. It was found out by this job, or by another before this one was sent.
    ChannelExpired,
    /// There was no reply, and there will be none until the request or the configuration is changed.
    Failed,
    /// There was no reply, the service may have accepted the notification, and the job does not allow to [show it
    /// twice](crate::Job::may_show_twice).
    MayHaveBeenDelivered,
    /// There were as many attempts as [allowed](crate::Job::attempts).
    AttemptsReached,
    /// Its [deadline](crate::Job::deadline) has passed, or would have passed before the next attempt.
    DeadlinePassed,
    /// A newer update of the same [tile](crate::Job::tile) took its place.
    Replaced,
    /// Its channel was [cancelled](crate::Outbox::cancel_channel).
    Cancelled,
}

impl End {
    /// The name in kebab case, such as `deadline-passed`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused(_) => "refused",
            Self::ChannelExpired => "channel-expired",
            Self::Failed => "failed",
            Self::MayHaveBeenDelivered => "may-have-been-delivered",
            Self::AttemptsReached => "attempts-reached",
            Self::DeadlinePassed => "deadline-passed",
            Self::Replaced => "replaced",
            Self::Cancelled => "cancelled",
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
