use std::time::{Duration, SystemTime};

use http::StatusCode;

use crate::{
    DeviceConnectionStatus, Identifier, NotificationStatus, RetryAfter, SubscriptionStatus,
};

/// The facts of a response: its status code, and what its headers say.
///
/// Every response is a reply: reading it cannot fail. A value that the protocol does not name is kept as
/// received. If a header is repeated, its worst value counts, in any order. Values that the protocol names
/// are not allocated. What the facts mean is the [outcome](Self::outcome).
///
/// Source: [`ff941100`](crate::protocol#ff941100).
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use mpns_proto::{Outcome, Reply, Retry};
///
/// let response = http::Response::builder()
///     .status(412)
///     .header("X-NotificationStatus", "Dropped")
///     .header("X-DeviceConnectionStatus", "Inactive")
///     .body(())?;
/// let reply = Reply::from_response(&response);
/// assert_eq!(reply.outcome(), Outcome::DeviceInactive);
/// assert_eq!(reply.retry(SystemTime::now()), Retry::After(Duration::from_secs(61 * 60)));
/// # Ok::<(), http::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "a refusal is a reply too: only its outcome says whether the notification was accepted"]
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) notification_status: Option<NotificationStatus>,
    pub(crate) device_connection_status: Option<DeviceConnectionStatus>,
    pub(crate) subscription_status: Option<SubscriptionStatus>,
    pub(crate) message_id: Option<Identifier>,
    pub(crate) activity_id: Option<Identifier>,
    /// The longest delay that was asked for.
    pub(crate) retry_delay: Option<Duration>,
    /// The latest date that was asked for. Which of the two is later depends on the time of the response.
    pub(crate) retry_date: Option<SystemTime>,
    pub(crate) is_from_wns: bool,
    pub(crate) is_html: bool,
    is_to_callback: bool,
}

impl Reply {
    /// A reply with only a status code, to which a service adds the rest.
    pub const fn new(status: StatusCode) -> Self {
        Self {
            status,
            notification_status: None,
            device_connection_status: None,
            subscription_status: None,
            message_id: None,
            activity_id: None,
            retry_delay: None,
            retry_date: None,
            is_from_wns: false,
            is_html: false,
            is_to_callback: false,
        }
    }

    /// Sets what the service did with the notification.
    pub fn with_notification_status(mut self, status: NotificationStatus) -> Self {
        self.notification_status = Some(status);
        self
    }

    /// Sets whether the phone can be reached.
    pub fn with_device_connection_status(mut self, status: DeviceConnectionStatus) -> Self {
        self.device_connection_status = Some(status);
        self
    }

    /// Sets whether the channel exists.
    pub fn with_subscription_status(mut self, status: SubscriptionStatus) -> Self {
        self.subscription_status = Some(status);
        self
    }

    /// Sets the message ID, which echoes that of the request.
    pub fn with_message_id(mut self, id: Identifier) -> Self {
        self.message_id = Some(id);
        self
    }

    /// Sets the service's identifier for the exchange.
    pub fn with_activity_id(mut self, id: Identifier) -> Self {
        self.activity_id = Some(id);
        self
    }

    /// Adds how long the sender has to wait, in whole seconds, rounded up. If there are several, the longest
    /// counts.
    pub fn with_retry_after(mut self, retry_after: RetryAfter) -> Self {
        match retry_after.rounded_up() {
            RetryAfter::Delay(delay) => self.retry_delay = self.retry_delay.max(Some(delay)),
            RetryAfter::Until(date) => self.retry_date = self.retry_date.max(Some(date)),
        }
        self
    }

    /// Marks the reply as one of WNS: see [`is_from_wns`](Self::is_from_wns).
    pub fn with_wns(mut self) -> Self {
        self.is_from_wns = true;
        self
    }

    /// Marks the reply as a page for people: see [`is_html`](Self::is_html).
    pub fn with_html(mut self) -> Self {
        self.is_html = true;
        self
    }

    /// Marks the reply as the one to a callback registration: see [`is_to_callback`](Self::is_to_callback).
    pub fn with_callback(mut self) -> Self {
        self.is_to_callback = true;
        self
    }

    /// The HTTP status code.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// What the service did with the notification: `X-NotificationStatus`.
    pub fn notification_status(&self) -> Option<&NotificationStatus> {
        self.notification_status.as_ref()
    }

    /// Whether the phone can be reached: `X-DeviceConnectionStatus`.
    pub fn device_connection_status(&self) -> Option<&DeviceConnectionStatus> {
        self.device_connection_status.as_ref()
    }

    /// Whether the channel exists: `X-SubscriptionStatus`.
    pub fn subscription_status(&self) -> Option<&SubscriptionStatus> {
        self.subscription_status.as_ref()
    }

    /// The message ID of the request, or the nil UUID: `X-MessageID`.
    pub fn message_id(&self) -> Option<&Identifier> {
        self.message_id.as_ref()
    }

    /// The service's identifier for the exchange, useful in a log: `ActivityId`.
    pub fn activity_id(&self) -> Option<&Identifier> {
        self.activity_id.as_ref()
    }

    /// The least time to wait that the service asks for: `Retry-After`. If there is a delay and a date, both
    /// count.
    pub fn retry_after(&self) -> impl Iterator<Item = RetryAfter> + use<> {
        let delay = self.retry_delay.map(RetryAfter::Delay);
        delay.into_iter().chain(self.retry_date.map(RetryAfter::Until))
    }

    /// Whether the response has `X-WNS-` headers: WNS, the successor of MPNS, sent it.
    pub fn is_from_wns(&self) -> bool {
        self.is_from_wns
    }

    /// Whether the response has at least one of the three statuses, which MPNS alone sends.
    ///
    /// [ReLiveWP](crate::protocol#relivewp) sends none. The message ID and `ActivityId` do not count: any gateway may
    /// echo or add an identifier.
    pub fn has_statuses(&self) -> bool {
        self.notification_status.is_some()
            || self.device_connection_status.is_some()
            || self.subscription_status.is_some()
    }

    /// Whether its `Content-Type` is that of a page for people: `text/html` or `application/xhtml+xml`. Without any
    /// [status](Self::has_statuses), it is sent by a captive portal or a gateway, and not by a push service.
    pub fn is_html(&self) -> bool {
        self.is_html
    }

    /// Whether it is the reply to a callback registration, which means of the channel only what its headers say.
    /// [`CallbackRegistration::reply`](crate::CallbackRegistration::reply) creates such a reply.
    pub fn is_to_callback(&self) -> bool {
        self.is_to_callback
    }
}
