//! From a reply to the response.

use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Response};

use crate::{Reply, header};

/// The response of a reply, with an empty body.
///
/// A value that is not valid in a header is left out: a status or identifier with a control character,
/// a date before 1970 or after 9999. Nothing shows that the reply is [to a callback
/// registration](Reply::is_to_callback).
pub fn respond(reply: &Reply) -> Response<Vec<u8>> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = reply.status();
    let mut state = |name: HeaderName, value: Option<String>| {
        if let Some(value) = value.and_then(|value| HeaderValue::from_bytes(value.as_bytes()).ok())
        {
            response.headers_mut().append(name, value);
        }
    };
    state(header::NOTIFICATION_STATUS, reply.notification_status().map(ToString::to_string));
    state(
        header::DEVICE_CONNECTION_STATUS,
        reply.device_connection_status().map(ToString::to_string),
    );
    state(header::SUBSCRIPTION_STATUS, reply.subscription_status().map(ToString::to_string));
    state(header::MESSAGE_ID, reply.message_id().map(ToString::to_string));
    state(header::ACTIVITY_ID, reply.activity_id().map(ToString::to_string));
    for retry_after in reply.retry_after() {
        state(RETRY_AFTER, retry_after.to_header());
    }
    // A reply does not say which header of WNS there was. This one has a text for people.
    state(header::WNS_ERROR_DESCRIPTION, reply.is_from_wns().then(|| WNS.to_owned()));
    state(CONTENT_TYPE, reply.is_html().then(|| HTML.to_owned()));
    state(CONTENT_LENGTH, Some("0".to_owned()));
    response
}

const HTML: &str = "text/html";
const WNS: &str = "the channel belongs to WNS";
