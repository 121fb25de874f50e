//! The three statuses of a response, each a header.

use std::fmt;

use http::HeaderValue;

use crate::{UnknownValue, text};

/// What the service did with the notification: the header `X-NotificationStatus`.
///
/// Case and whitespace do not matter. If the header is repeated, the greatest value counts: values are
/// ordered from the best news to the worst.
///
/// Source: [`ff941100`](crate::protocol#ff941100).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationStatus {
    /// Accepted and queued for the phone. This does not prove delivery.
    Received,
    /// The channel suppresses notifications of this class.
    Suppressed,
    /// Not accepted: the subscription is gone, the phone is out of reach, or a limit is exceeded.
    Dropped,
    /// The queue of the phone is full.
    QueueFull,
    /// A value that the protocol does not name.
    Other(UnknownValue),
}

/// Whether the phone can be reached: the header `X-DeviceConnectionStatus`.
///
/// Case and whitespace do not matter. If the header is repeated, the greatest value counts: values are
/// ordered from the best news to the worst.
///
/// Source: [`ff941100`](crate::protocol#ff941100).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceConnectionStatus {
    /// The phone is connected.
    Connected,
    /// The phone is out of reach for now, and the service queues notifications.
    TempDisconnected,
    /// The phone is out of reach.
    Disconnected,
    /// The phone is out of reach: the word of Windows Phone 7.
    Inactive,
    /// A value that the protocol does not name.
    Other(UnknownValue),
}

/// Whether the channel still exists: the header `X-SubscriptionStatus`.
///
/// Case and whitespace do not matter. If the header is repeated, the greatest value counts: values are
/// ordered from the best news to the worst.
///
/// Source: [`ff941100`](crate::protocol#ff941100).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubscriptionStatus {
    /// The channel exists.
    Active,
    /// A value that the protocol does not name.
    Other(UnknownValue),
    /// The channel is gone for good.
    Expired,
}

/// The spellings of a status that were seen. If there are several, the first one is written.
macro_rules! words {
    ($status:ident: $($word:literal => $variant:ident),+ $(,)?) => {
        impl $status {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),+];

            /// The word in the header.
            pub fn as_str(&self) -> &str {
                if let Self::Other(value) = self {
                    return value.as_str();
                }
                let known = Self::WORDS.iter().find(|(_, status)| status == self);
                known.map_or("", |(word, _)| word)
            }

            /// Reads the value of the header: `None` if it is empty, whitespace or `N/A`, which
            /// all mean absent.
            pub fn read(value: &str) -> Option<Self> {
                Self::read_bytes(value.as_bytes())
            }

            pub(crate) fn from_header(value: &HeaderValue) -> Option<Self> {
                Self::read_bytes(value.as_bytes())
            }

            fn read_bytes(value: &[u8]) -> Option<Self> {
                // First as it is written here, which is the rule and costs least.
                $(if value == $word.as_bytes() {
                    return Some(Self::$variant);
                })+
                let value = text::present(value)?;
                let known = Self::WORDS.iter().find(|(word, _)| text::same(value, word));
                let other = || Self::Other(UnknownValue::new(value));
                Some(known.map_or_else(other, |(_, status)| status.clone()))
            }
        }

        impl fmt::Display for $status {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

words!(NotificationStatus:
    "Received" => Received,
    "QueueFull" => QueueFull,
    "Suppressed" => Suppressed,
    "Dropped" => Dropped,
);

words!(DeviceConnectionStatus:
    "Connected" => Connected,
    "TempDisconnected" => TempDisconnected,
    "TemporarilyDisconnected" => TempDisconnected,
    "Disconnected" => Disconnected,
    "Inactive" => Inactive,
);

words!(SubscriptionStatus:
    "Active" => Active,
    "Expired" => Expired,
);
