//! From the facts of a reply to what they mean.

use std::time::SystemTime;

use crate::{NotificationStatus, Outcome, Reply, Retry, SubscriptionStatus};

impl Reply {
    /// What the facts mean to the sender. An expired subscription overrules everything else, then a response
    /// of WNS; otherwise it is the status code with the notification status.
    ///
    /// Two kinds of response are not judged by their status code alone, because deleting a channel cannot be undone. A
    /// 2xx, 404 or 410 that [is HTML](Self::is_html) and has none of the [three statuses](Self::has_statuses) comes
    /// from a captive portal or a gateway, and is unrecognized. So is a 404 or 410 [to a callback
    /// registration](Self::is_to_callback): the service may not have that route, while the channel is healthy.
    pub fn outcome(&self) -> Outcome {
        if self.subscription_status() == Some(&SubscriptionStatus::Expired) {
            return Outcome::ChannelExpired;
        }
        if self.is_from_wns() {
            return Outcome::WrongService;
        }
        match self.status().as_u16() {
            200..=299 | 404 | 410 if self.is_html() && !self.has_statuses() => {
                Outcome::Unrecognized
            }
            404 | 410 if self.is_to_callback() => Outcome::Unrecognized,
            200..=299 => match self.notification_status() {
                None | Some(NotificationStatus::Received) => Outcome::Received,
                Some(NotificationStatus::QueueFull) => Outcome::QueueFull,
                Some(NotificationStatus::Suppressed) => Outcome::Suppressed,
                Some(NotificationStatus::Dropped) => Outcome::Dropped,
                Some(NotificationStatus::Other(_)) => Outcome::Unrecognized,
            },
            400 => Outcome::BadRequest,
            401 => Outcome::Unauthorized,
            403 => Outcome::Forbidden,
            404 | 410 => Outcome::ChannelExpired,
            405 => Outcome::MethodNotAllowed,
            406 | 429 => Outcome::Throttled,
            412 => Outcome::DeviceInactive,
            413 => Outcome::TooLarge,
            500 | 502 | 503 | 504 => Outcome::Unavailable,
            _ => Outcome::Unrecognized,
        }
    }

    /// Whether and when to send again: the outcome's rule, with `Retry-After` as a lower bound.
    ///
    /// `now` is the time when the response was received. It is needed if `Retry-After` is a date.
    pub fn retry(&self, now: SystemTime) -> Retry {
        self.retry_after()
            .fold(self.outcome().retry(), |retry, after| retry.at_least(after.from_now(now)))
    }
}
