use http::StatusCode;
use mpns_proto::{NotificationStatus, Reply, SubscriptionStatus};
use serde::{Deserialize, Serialize, Serializer};

use crate::{Answer, DeviceConnection};

/// How the service judged a request: a row of the response table, or why there is none.
///
/// Source: [`ff941100`](mpns_proto::protocol#ff941100).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Verdict {
    /// 200: the notification was accepted.
    Received,
    /// 200: as many notifications wait as can.
    QueueFull,
    /// 200: the channel suppresses the notification class.
    Suppressed,
    /// 200: the phone saves its battery.
    Dropped,
    /// 200: a callback was registered.
    Registered,
    /// 400: the request is broken, or is odd and the channel is strict.
    Refused,
    /// 401: the client certificate is not that of the service, or an unauthenticated channel takes no callback.
    Unauthorized,
    /// 403: there is no client certificate that can be trusted.
    Forbidden,
    /// 404: the subscription is expired.
    Expired,
    /// 404: no channel has this URI.
    Unknown,
    /// 405: the method is not POST.
    MethodNotAllowed,
    /// 406: the daily limit of an unauthenticated channel is reached.
    Throttled,
    /// 412: the phone is disconnected or inactive.
    OutOfReach,
    /// 503: the service cannot process the request.
    Unavailable,
    /// The answer was [given exactly](Answer::Exactly).
    Forced,
    /// The request was not read, because of a [fault](Answer::Fault).
    Unread,
}

impl Verdict {
    /// The name in JSON, such as `queueFull`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::QueueFull => "queueFull",
            Self::Suppressed => "suppressed",
            Self::Dropped => "dropped",
            Self::Registered => "registered",
            Self::Refused => "refused",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::Expired => "expired",
            Self::Unknown => "unknown",
            Self::MethodNotAllowed => "methodNotAllowed",
            Self::Throttled => "throttled",
            Self::OutOfReach => "outOfReach",
            Self::Unavailable => "unavailable",
            Self::Forced => "forced",
            Self::Unread => "unread",
        }
    }

    /// The verdict that an answer forces, regardless of the state.
    pub(crate) fn forced(answer: &Answer) -> Option<Self> {
        Some(match answer {
            Answer::QueueFull => Self::QueueFull,
            Answer::Suppressed => Self::Suppressed,
            Answer::Dropped => Self::Dropped,
            Answer::Unauthorized => Self::Unauthorized,
            Answer::Forbidden => Self::Forbidden,
            Answer::Throttled => Self::Throttled,
            Answer::Unavailable => Self::Unavailable,
            Answer::Exactly(_) => Self::Forced,
            Answer::Normal | Answer::Routed | Answer::Fault(_) => return None,
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
            Self::Registered => {
                return Reply::new(StatusCode::OK)
                    .with_device_connection_status(device.into())
                    .with_subscription_status(Active);
            }
            Self::Expired | Self::Unknown => {
                (StatusCode::NOT_FOUND, Some(N::Dropped), Some(Expired))
            }
            Self::Throttled => (StatusCode::NOT_ACCEPTABLE, Some(N::Dropped), Some(Active)),
            Self::OutOfReach => (StatusCode::PRECONDITION_FAILED, Some(N::Dropped), None),
            Self::Refused => (StatusCode::BAD_REQUEST, None, None),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, None, None),
            Self::Forbidden => (StatusCode::FORBIDDEN, None, None),
            Self::MethodNotAllowed => (StatusCode::METHOD_NOT_ALLOWED, None, None),
            Self::Unavailable | Self::Forced | Self::Unread => {
                (StatusCode::SERVICE_UNAVAILABLE, None, None)
            }
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
            (Self::Expired | Self::Unknown, Inactive) => Disconnected,
            (_, device) => device,
        }
    }
}

impl Serialize for Verdict {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}
