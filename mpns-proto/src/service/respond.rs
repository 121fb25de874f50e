//! From a reply to the response.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, Response};

use crate::{DeviceConnectionStatus, NotificationStatus, Reply, SubscriptionStatus, header};

/// The response of a reply, with an empty body.
///
/// A value that is not valid in a header is left out: a status or identifier with a control character,
/// a date before 1970 or after 9999. Nothing shows that the reply is [to a callback
/// registration](Reply::is_to_callback).
pub fn respond(reply: &Reply) -> Response<Vec<u8>> {
    let mut headers = HeaderMap::with_capacity(USUAL_HEADERS);
    let mut state = |name: HeaderName, value: Option<&str>| {
        if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok())
        {
            headers.append(name, value);
        }
    };
    let [message_id, activity_id] =
        [reply.message_id(), reply.activity_id()].map(|id| id.map(ToString::to_string));
    let notification = reply.notification_status().map(NotificationStatus::as_str);
    let device = reply.device_connection_status().map(DeviceConnectionStatus::as_str);
    let subscription = reply.subscription_status().map(SubscriptionStatus::as_str);
    state(header::NOTIFICATION_STATUS, notification);
    state(header::DEVICE_CONNECTION_STATUS, device);
    state(header::SUBSCRIPTION_STATUS, subscription);
    state(header::MESSAGE_ID, message_id.as_deref());
    state(header::ACTIVITY_ID, activity_id.as_deref());
    for retry_after in reply.retry_after() {
        state(RETRY_AFTER, retry_after.to_header().as_deref());
    }
    // A reply does not say which header of WNS there was. This one has a text for people.
    state(header::WNS_ERROR_DESCRIPTION, reply.is_from_wns().then_some(WNS));
    state(CONTENT_TYPE, reply.is_html().then_some(HTML));
    state(CONTENT_LENGTH, Some("0"));
    let mut response = Response::new(Vec::new());
    *response.status_mut() = reply.status();
    *response.headers_mut() = headers;
    response
}

/// The statuses, the identifiers and the length, and two that a service adds.
const USUAL_HEADERS: usize = 8;
const HTML: &str = "text/html";
const WNS: &str = "the channel belongs to WNS";
