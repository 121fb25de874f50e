use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::{Backoff, Retry, text};

/// What a reply means to the sender.
///
/// It follows from a [`Reply`](crate::Reply) by this table, with exceptions that overrule it, in this order:
///
/// * An `X-SubscriptionStatus` of `Expired` means [`ChannelExpired`](Self::ChannelExpired) for any status code.
/// * A response with `X-WNS-` headers means [`WrongService`](Self::WrongService), even with 404.
/// * A 2xx, 404 or 410 that is HTML and has none of the three statuses, and a 404 or 410 to a callback registration,
///   is [`Unrecognized`](Self::Unrecognized): see [`Reply::outcome`](crate::Reply::outcome).
///
/// | status code | notification status | outcome |
/// | --- | --- | --- |
/// | 2xx | `Received`, or none | [`Received`](Self::Received) |
/// | 2xx | `QueueFull` | [`QueueFull`](Self::QueueFull) |
/// | 2xx | `Suppressed` | [`Suppressed`](Self::Suppressed) |
/// | 2xx | `Dropped` | [`Dropped`](Self::Dropped) |
/// | 400 | any | [`BadRequest`](Self::BadRequest) |
/// | 401 | any | [`Unauthorized`](Self::Unauthorized) |
/// | 403 | any | [`Forbidden`](Self::Forbidden) |
/// | 404, 410 | any | [`ChannelExpired`](Self::ChannelExpired) |
/// | 405 | any | [`MethodNotAllowed`](Self::MethodNotAllowed) |
/// | 406, 429 | any | [`Throttled`](Self::Throttled) |
/// | 412 | any | [`DeviceInactive`](Self::DeviceInactive) |
/// | 413 | any | [`TooLarge`](Self::TooLarge) |
/// | 500, 502, 503, 504 | any | [`Unavailable`](Self::Unavailable) |
/// | anything else | any | [`Unrecognized`](Self::Unrecognized) |
///
/// Source: [`ff941100`](crate::protocol#ff941100).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The service accepted the notification and queued it for the phone. This does not prove delivery.
    Received,
    /// The queue of the phone is full.
    QueueFull,
    /// The channel suppresses notifications of this class. Known causes: the app has not bound its channel to toasts
    /// or to tiles, the tile is not pinned to the start screen, or the battery of the phone is low.
    Suppressed,
    /// The phone does not accept it now. Known causes: its app may not run in the background, or the battery saver is on.
    Dropped,
    /// The document, the URI or the size is wrong. The channel is still valid.
    BadRequest,
    /// The certificate and the channel do not belong together.
    Unauthorized,
    /// The certificate is refused.
    Forbidden,
    /// The subscription is gone: delete the channel.
    ChannelExpired,
    /// The method was not POST.
    MethodNotAllowed,
    /// The notification is too large.
    TooLarge,
    /// The daily limit of an unauthenticated channel is reached, or there were too many notifications a
    /// second.
    Throttled,
    /// The phone is out of reach.
    DeviceInactive,
    /// The service cannot process the notification now.
    Unavailable,
    /// The channel belongs to WNS, the successor of MPNS.
    WrongService,
    /// The response is not one of the protocol. What answers may not be the push service: the channel is kept.
    Unrecognized,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: &'static [Self] = &[
        Self::Received,
        Self::QueueFull,
        Self::Suppressed,
        Self::Dropped,
        Self::BadRequest,
        Self::Unauthorized,
        Self::Forbidden,
        Self::ChannelExpired,
        Self::MethodNotAllowed,
        Self::TooLarge,
        Self::Throttled,
        Self::DeviceInactive,
        Self::Unavailable,
        Self::WrongService,
        Self::Unrecognized,
    ];

    /// The name in kebab case, such as `channel-expired`.
    pub const fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Whether the service accepted the notification for the phone.
    pub const fn is_accepted(self) -> bool {
        matches!(self, Self::Received)
    }

    /// Whether the channel is gone. Delete its URI from every store.
    pub const fn is_channel_gone(self) -> bool {
        matches!(self, Self::ChannelExpired)
    }

    /// Whether and when to send again, before any wait that the service asks for: see
    /// [`Reply::retry`](crate::Reply::retry).
    pub const fn retry(self) -> Retry {
        self.row().retry
    }

    /// What the sender should do, in a few words.
    pub const fn advice(self) -> &'static str {
        self.row().advice
    }

    const fn row(self) -> Row {
        match self {
            Self::Received => Row::new("received", Retry::Never, "nothing to do"),
            Self::QueueFull => Row::new("queue-full", BACKOFF, LATER),
            Self::Suppressed => Row::new("suppressed", Retry::Never, SUPPRESSED),
            Self::Dropped => Row::new("dropped", Retry::Never, DROPPED),
            Self::BadRequest => {
                Row::new("bad-request", Retry::Never, "fix the notification, keep the channel")
            }
            Self::Unauthorized => Row::new(
                "unauthorized",
                Retry::Never,
                "stop for this channel, fix the certificate that it is sent with",
            ),
            Self::Forbidden => Row::new("forbidden", Retry::Never, "fix the certificate"),
            Self::ChannelExpired => Row::new("channel-expired", Retry::Never, "delete the channel"),
            Self::MethodNotAllowed => {
                Row::new("method-not-allowed", Retry::Never, "send with POST")
            }
            Self::TooLarge => Row::new("too-large", Retry::Never, "make the notification smaller"),
            Self::Throttled => {
                Row::new("throttled", Retry::After(THROTTLED), "try at most once an hour")
            }
            Self::DeviceInactive => Row::new(
                "device-inactive",
                Retry::After(DEVICE_INACTIVE),
                "try at most once an hour",
            ),
            Self::Unavailable => Row::new("unavailable", BACKOFF, LATER),
            Self::WrongService => {
                Row::new("wrong-service", Retry::Never, "the channel is one of WNS: send it there")
            }
            Self::Unrecognized => {
                Row::new("unrecognized", Retry::Never, "find out what answers at this address")
            }
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Outcome {
    type Err = OutcomeError;

    /// Reads the name in kebab case, such as `channel-expired`.
    fn from_str(name: &str) -> Result<Self, OutcomeError> {
        Self::ALL.iter().copied().find(|outcome| outcome.as_str() == name).ok_or(OutcomeError)
    }
}

/// A text is not the [name](Outcome::as_str) of any outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an outcome is {}", text::any_of(Outcome::ALL))]
#[non_exhaustive]
pub struct OutcomeError;

struct Row {
    name: &'static str,
    retry: Retry,
    advice: &'static str,
}

impl Row {
    const fn new(name: &'static str, retry: Retry, advice: &'static str) -> Self {
        Self { name, retry, advice }
    }
}

const LATER: &str = "send again later, with waits that double";
const SUPPRESSED: &str = "do not send it again: the app has not bound its channel to toasts or to tiles, \
    the tile is not pinned, or the battery is low";
const DROPPED: &str =
    "do not send it again: the app may not run in the background, or the battery saver is on";
const BACKOFF: Retry = Retry::Backoff(Backoff::new());
/// Once the daily limit is reached, one try an hour is allowed.
const THROTTLED: Duration = Duration::from_secs(60 * 60);
/// One try an hour is allowed; a minute more makes sure.
const DEVICE_INACTIVE: Duration = Duration::from_secs(61 * 60);
