//! The three statuses of a response, each a header.

use std::fmt;

use http::HeaderValue;

use crate::text;

/// What became of the notification: the header `X-NotificationStatus`.
///
/// Read without regard to case and blanks. Ordered by how little was achieved.
///
/// Source: MSDN `ff941100`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NotificationStatus {
    /// Taken and queued for the device; no proof of delivery.
    Received,
    /// The channel suppresses notifications of this class.
    Suppressed,
    /// Not taken: the subscription is gone, the device is out of reach, or a limit is passed.
    Dropped,
    /// The queue of the device is full.
    QueueFull,
    /// A value that the protocol does not name, as it came.
    Other(Box<str>),
}

/// Whether the phone can be reached: the header `X-DeviceConnectionStatus`.
///
/// Read without regard to case and blanks. Ordered by how far away the phone is.
///
/// Source: MSDN `ff941100`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DeviceConnectionStatus {
    /// The phone is connected.
    Connected,
    /// The phone is out of reach for now, and the service queues.
    TempDisconnected,
    /// The phone is out of reach.
    Disconnected,
    /// The phone is out of reach; the older word.
    Inactive,
    /// A value that the protocol does not name, as it came.
    Other(Box<str>),
}

/// Whether the channel still exists: the header `X-SubscriptionStatus`.
///
/// Read without regard to case and blanks. Ordered so that `Expired` is the gravest.
///
/// Source: MSDN `ff941100`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SubscriptionStatus {
    /// The channel exists.
    Active,
    /// A value that the protocol does not name, as it came.
    Other(Box<str>),
    /// The channel is gone for good.
    Expired,
}

/// Gives a status its words: the spellings that were seen, the one to write first.
macro_rules! words {
    ($status:ident: $($word:literal => $variant:ident),+ $(,)?) => {
        impl $status {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$variant)),+];

            /// The word in the header.
            pub fn as_str(&self) -> &str {
                if let Self::Other(text) = self {
                    return text;
                }
                let known = Self::WORDS.iter().find(|(_, status)| status == self);
                known.map_or("", |(word, _)| word)
            }

            /// Reads the value of the header; blank and `N/A` are the same as absent.
            pub(crate) fn from_header(value: &HeaderValue) -> Option<Self> {
                Self::read(value.as_bytes())
            }

            /// The status as it would be read from a header, if it states anything.
            pub(crate) fn read_again(self) -> Option<Self> {
                match self {
                    Self::Other(text) => Self::read(text.as_bytes()),
                    known => Some(known),
                }
            }

            fn read(value: &[u8]) -> Option<Self> {
                let value = text::present(value)?;
                let known = Self::WORDS.iter().find(|(word, _)| text::same(value, word));
                Some(known.map_or_else(|| Self::Other(text::lossy(value)), |(_, s)| s.clone()))
            }
        }

        impl From<&str> for $status {
            fn from(text: &str) -> Self {
                let known = Self::WORDS.iter().find(|(word, _)| text::same(text.as_bytes(), word));
                known.map_or_else(|| Self::Other(text.into()), |(_, status)| status.clone())
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
