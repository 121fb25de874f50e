//! From a response to the facts of a reply.

use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::response::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use crate::{
    DeviceConnectionStatus, Identifier, NotificationStatus, Reply, RetryAfter, SubscriptionStatus,
    header,
};

impl Reply {
    /// The facts of a response. The body is not read.
    pub fn from_response<B>(response: &Response<B>) -> Self {
        Self::read(response.status(), response.headers())
    }

    /// The facts of a response without its body.
    pub fn from_parts(parts: &Parts) -> Self {
        Self::read(parts.status, &parts.headers)
    }

    fn read(status: StatusCode, headers: &HeaderMap) -> Self {
        let mut reply = Self::new(status);
        for (name, value) in headers {
            if *name == header::NOTIFICATION_STATUS {
                keep_worse(&mut reply.notification_status, NotificationStatus::from_header(value));
            } else if *name == header::DEVICE_CONNECTION_STATUS {
                let status = DeviceConnectionStatus::from_header(value);
                keep_worse(&mut reply.device_connection_status, status);
            } else if *name == header::SUBSCRIPTION_STATUS {
                keep_worse(&mut reply.subscription_status, SubscriptionStatus::from_header(value));
            } else if *name == header::MESSAGE_ID {
                keep_worse(&mut reply.message_id, Identifier::from_header(value));
            } else if *name == header::ACTIVITY_ID {
                keep_worse(&mut reply.activity_id, Identifier::from_header(value));
            } else if *name == RETRY_AFTER {
                if let Some(retry_after) = RetryAfter::from_header(value) {
                    reply = reply.with_retry_after(retry_after);
                }
            } else if *name == CONTENT_TYPE {
                reply.is_html |= is_html(value);
            } else if is_wns(name) {
                reply.is_from_wns = true;
            }
        }
        reply
    }
}

fn keep_worse<T: Ord>(known: &mut Option<T>, read: Option<T>) {
    if read > *known {
        *known = read;
    }
}

/// Whether a content type is HTML, in either syntax, with any parameters.
fn is_html(value: &HeaderValue) -> bool {
    let is_end = |byte: &u8| matches!(byte, b';' | b',') || byte.is_ascii_whitespace();
    let media_type = value.as_bytes().trim_ascii_start().split(is_end).next().unwrap_or_default();
    HTML.iter().any(|html| media_type.eq_ignore_ascii_case(html.as_bytes()))
}

fn is_wns(name: &HeaderName) -> bool {
    name.as_str().starts_with("x-wns-")
}

const HTML: [&str; 2] = ["text/html", "application/xhtml+xml"];
