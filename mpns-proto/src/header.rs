//! The names of the headers that MPNS adds to HTTP.
//!
//! Names are case-insensitive on the wire; `http` keeps them in lower case.

use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use crate::{Limits, Origin, Warning};

/// `X-MessageID`: a UUID chosen by the sender, echoed in the response.
pub const MESSAGE_ID: HeaderName = HeaderName::from_static("x-messageid");
/// `X-NotificationClass`: target and batching interval as a number. See
/// [`NotificationClass`](crate::NotificationClass).
pub const NOTIFICATION_CLASS: HeaderName = HeaderName::from_static("x-notificationclass");
/// `X-WindowsPhone-Target`: `toast` or `token`. See [`Target`](crate::Target).
pub const TARGET: HeaderName = HeaderName::from_static("x-windowsphone-target");
/// `X-CallbackURI`: where the service calls back. See
/// [`CallbackRegistration`](crate::CallbackRegistration).
pub const CALLBACK_URI: HeaderName = HeaderName::from_static("x-callbackuri");
/// `X-NotificationStatus`. See [`NotificationStatus`](crate::NotificationStatus).
pub const NOTIFICATION_STATUS: HeaderName = HeaderName::from_static("x-notificationstatus");
/// `X-DeviceConnectionStatus`. See [`DeviceConnectionStatus`](crate::DeviceConnectionStatus).
pub const DEVICE_CONNECTION_STATUS: HeaderName =
    HeaderName::from_static("x-deviceconnectionstatus");
/// `X-SubscriptionStatus`. See [`SubscriptionStatus`](crate::SubscriptionStatus).
pub const SUBSCRIPTION_STATUS: HeaderName = HeaderName::from_static("x-subscriptionstatus");
/// `ActivityId`: the service's identifier for the exchange, useful in a log.
pub const ACTIVITY_ID: HeaderName = HeaderName::from_static("activityid");
/// `X-WNS-Error-Description`: one of the headers that only WNS, the successor of MPNS, sends.
#[cfg(feature = "service")]
pub(crate) const WNS_ERROR_DESCRIPTION: HeaderName =
    HeaderName::from_static("x-wns-error-description");

/// `Host` of a request to this URI: empty if the URI leads nowhere (RFC 9112, section 3.2).
pub(crate) fn host(uri: &Uri) -> HeaderValue {
    let host = Origin::of(uri).map(|origin| origin.host_header().to_string()).unwrap_or_default();
    HeaderValue::try_from(host).unwrap_or(HeaderValue::from_static(""))
}

/// The size of headers on the wire in bytes: names, values, and the `: ` and line end of each.
pub(crate) fn size(headers: &HeaderMap) -> usize {
    let line = |name: &HeaderName, value: usize| {
        name.as_str().len().saturating_add(value).saturating_add(4)
    };
    headers.iter().map(|(name, value)| line(name, value.len())).fold(0, usize::saturating_add)
}

/// The warning about headers that are too long together.
pub(crate) fn warning(headers: &HeaderMap, limits: &Limits) -> Option<Warning> {
    let (size, limit) = (size(headers), limits.header_bytes);
    (size > limit).then_some(Warning::HeadersTooLarge { size, limit })
}
