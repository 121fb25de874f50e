use http::StatusCode;
use mpns_proto::{NotificationStatus, Reply, SubscriptionStatus};

use crate::{Answer, DeviceConnection};

/// How the service judges a notification that it could read: a row of the response table.
///
/// Source: [`ff941100`](mpns_proto::protocol#ff941100).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Received,
    QueueFull,
    Suppressed,
    Dropped,
    Unauthorized,
    Forbidden,
    Expired,
    Throttled,
    OutOfReach,
    Unavailable,
}

impl Verdict {
    /// The verdict that an answer forces, regardless of the state; `None` for an exact answer.
    pub(crate) fn forced(answer: &Answer) -> Option<Self> {
        Some(match answer {
            Answer::QueueFull => Self::QueueFull,
            Answer::Suppressed => Self::Suppressed,
            Answer::Dropped => Self::Dropped,
            Answer::Unauthorized => Self::Unauthorized,
            Answer::Forbidden => Self::Forbidden,
            Answer::Throttled => Self::Throttled,
            Answer::Unavailable => Self::Unavailable,
            Answer::Exactly(_) => return None,
        })
    }

    /// The row of the table: status code, notification status, subscription status.
    ///
    /// `device` fills the column of the device connection status, in the rows that have one. If the table
    /// does not have it for this verdict, the reply has the nearest one that it does have.
    pub(crate) fn reply(self, device: DeviceConnection) -> Reply {
        use NotificationStatus as N;
        use SubscriptionStatus::{Active, Expired};
        let (status, notification, subscription) = match self {
            Self::Received => (StatusCode::OK, Some(N::Received), Some(Active)),
            Self::QueueFull => (StatusCode::OK, Some(N::QueueFull), Some(Active)),
            Self::Suppressed => (StatusCode::OK, Some(N::Suppressed), Some(Active)),
            Self::Dropped => (StatusCode::OK, Some(N::Dropped), Some(Active)),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, None, None),
            Self::Forbidden => (StatusCode::FORBIDDEN, None, None),
            Self::Expired => (StatusCode::NOT_FOUND, Some(N::Dropped), Some(Expired)),
            Self::Throttled => (StatusCode::NOT_ACCEPTABLE, Some(N::Dropped), Some(Active)),
            Self::OutOfReach => (StatusCode::PRECONDITION_FAILED, Some(N::Dropped), None),
            Self::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, None, None),
        };
        let mut reply = Reply::new(status);
        if let Some(notification) = notification {
            reply = reply
                .with_notification_status(notification)
                .with_device_connection_status(self.in_table(device).into());
        }
        match subscription {
            Some(subscription) => reply.with_subscription_status(subscription),
            None => reply,
        }
    }

    /// The device connection status nearest to `device` among those that the table has for the verdict.
    fn in_table(self, device: DeviceConnection) -> DeviceConnection {
        use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
        match (self, device) {
            (Self::Dropped, _) => Connected,
            (Self::QueueFull | Self::Suppressed | Self::Throttled, Disconnected | Inactive) => {
                TempDisconnected
            }
            (Self::Expired, Inactive) => Disconnected,
            (_, device) => device,
        }
    }
}
