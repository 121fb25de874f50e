use std::borrow::Cow;

use http::{Uri, Version};

use super::bounds::{MAX_HEAD, MAX_HEADERS};
use super::client_check::ClientCheck;
use super::error_kind::ErrorKind;
use super::failure::Failure;
use super::progress::{On, Progress};
use super::response_head::{HeadTooLong, ResponseHead};
use super::settings::Settings;
use super::verdict::Verdict;
use crate::tls::failure::TlsFailure;
use crate::tls::session::TlsSession;

/// One attempt to exchange a request for a response: how far it got, and what its failure means.
///
/// This is the only place that decides whether a request may be sent again on another connection, and whether it
/// may have been delivered. A transport reports what it observes; nothing here does I/O.
///
/// | connection | request | failure | verdict |
/// |---|---|---|---|
/// | none | unsent | [`Dial`](Failure::Dial) | the kind of the [`DialError`](super::dial_error::DialError): nothing was delivered |
/// | none | unsent | [`TimeLimit`](Failure::TimeLimit) | [`ErrorKind::ConnectTimeout`] |
/// | none | unsent | [`Broken`](Failure::Broken), [`Head`](Failure::Head), [`Stale`](Failure::Stale) | [`ErrorKind::Connect`] |
/// | any | unsent | [`Request`](Failure::Request) | [`ErrorKind::Request`] |
/// | kept | unsent | `Broken`, `Head`, `Stale` | [`Verdict::SendAgain`] |
/// | new | unsent | `Broken`, `Head`, `Stale` | [`ErrorKind::NotSent`] |
/// | new | any | any, and the server refused the client in TLS [before it read data](Self::in_tls) | [`ErrorKind::RefusedClient`] |
/// | new or kept | any | `TimeLimit` | [`ErrorKind::Timeout`]: the request may still be in the transport's hands |
/// | new or kept | written | `Head`, or any if the head [is too long](Self::received) | [`ErrorKind::Head`] |
/// | new or kept | written | `Stale` | [`ErrorKind::StaleResponse`] |
/// | new or kept | written | `Broken`, `Request` | [`ErrorKind::NoReply`] |
///
/// ```
/// use mpns_connect::transport::{Attempt, Failure, Settings, Verdict};
///
/// let settings = Settings::default();
/// let target = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAE".parse()?;
/// let mut attempt = Attempt::on_kept_connection();
/// assert!(matches!(attempt.judge(Failure::Broken(None), &settings, &target), Verdict::SendAgain));
/// attempt.written();
/// let Verdict::NoReply(error) = attempt.judge(Failure::Broken(None), &settings, &target) else {
///     panic!("sent again");
/// };
/// assert!(error.may_have_been_delivered());
/// # Ok::<(), http::uri::InvalidUri>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Attempt {
    on: On,
    request: Progress,
    head: ResponseHead,
    client_check: ClientCheck,
    tls_failure: Option<TlsFailure>,
}

impl Attempt {
    /// An attempt that has no connection yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// An attempt on a connection that has carried no exchange.
    #[must_use]
    pub fn on_new_connection() -> Self {
        Self { on: On::New, ..Self::default() }
    }

    /// The same attempt, in this TLS session. Only a server of TLS 1.3 that asked for a certificate in a full handshake
    /// can refuse it when a request is already under way, and it does so before it reads the request.
    #[must_use]
    pub fn in_tls(mut self, session: Option<TlsSession>) -> Self {
        self.client_check = ClientCheck::of(session);
        self
    }

    /// The server has sent something in TLS after its handshake, such as a ticket for a session: it has checked the client.
    pub fn server_went_on(&mut self) {
        self.client_check.server_went_on();
    }

    /// An attempt on a connection that an earlier exchange left open.
    #[must_use]
    pub fn on_kept_connection() -> Self {
        Self { on: On::Kept, ..Self::default() }
    }

    /// Begins another attempt on the connection of this one, which is a kept one by now. A failure in TLS since then
    /// counts.
    pub fn reuse_connection(&mut self) {
        self.on = On::Kept;
        self.request = Progress::Unsent;
        self.head = ResponseHead::default();
    }

    /// Part of the request is about to be given to the connection, or was.
    pub fn written(&mut self) {
        self.request = Progress::Written;
    }

    /// Everything that was given to the connection has been sent. If nothing was, this changes nothing.
    pub fn flushed(&mut self) {
        if self.request == Progress::Written {
            self.request = Progress::Flushed;
        }
    }

    /// Something was received. Returns what the HTTP library is to read: a head is held back until it is complete, and
    /// changed where HTTP libraries would differ, so every transport returns the same response.
    ///
    /// # Errors
    ///
    /// If a head exceeds [`MAX_HEAD`].
    pub fn received<'a>(&mut self, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, HeadTooLong> {
        self.server_went_on();
        self.head.receive(bytes)
    }

    /// The other end has closed the connection. Returns what is held back.
    pub fn ended(&mut self) -> Vec<u8> {
        self.head.end()
    }

    /// The version of the response, which the HTTP library does not know if it is HTTP/1.0.
    #[must_use]
    pub fn response_version(&self) -> Version {
        if self.head.is_http_10() { Version::HTTP_10 } else { Version::HTTP_11 }
    }

    /// Whether the head of the response leaves the connection to another exchange, if the HTTP library agrees.
    /// Otherwise its body is not read either.
    #[must_use]
    pub fn may_keep_connection(&self) -> bool {
        !self.head.is_last()
    }

    /// Reading or writing failed in TLS. The first failure is the cause of later ones.
    pub fn tls_failed(&mut self, failure: TlsFailure) {
        self.tls_failure.get_or_insert(failure);
    }

    /// Whether nothing of the request was written.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.request == Progress::Unsent
    }

    /// Whether everything that was written has been sent. Until then, a connection whose response was received early
    /// cannot carry another exchange.
    #[must_use]
    pub fn is_flushed(&self) -> bool {
        self.request == Progress::Flushed
    }

    /// Whether the connection has to be checked before anything is written: it was kept, and the other end may
    /// have closed it since. Anything that can be read from it means that it is over, as there is nothing to read
    /// between two exchanges.
    #[must_use]
    pub fn must_check_connection(&self) -> bool {
        self.on == On::Kept && self.is_unsent()
    }

    /// What a failure means.
    pub fn judge(&self, failure: Failure, settings: &Settings, target: &Uri) -> Verdict {
        let found = failure.cause().and_then(TlsFailure::find);
        let tls_failure = found.or_else(|| self.tls_failure.clone());
        let is_unread = |failure| self.client_check.proves_unread(failure);
        let is_refused_unread = tls_failure.as_ref().is_some_and(is_unread);
        let kind = match (self.on, self.request, &failure) {
            (On::New, ..) if is_refused_unread => ErrorKind::RefusedClient,
            (
                On::Kept,
                Progress::Unsent,
                Failure::Broken(_) | Failure::Head(_) | Failure::Stale,
            ) => return Verdict::SendAgain,
            (On::New, Progress::Unsent, Failure::Broken(_) | Failure::Head(_) | Failure::Stale) => {
                ErrorKind::NotSent
            }
            (_, Progress::Unsent, Failure::Request(_)) => ErrorKind::Request,
            (On::None, Progress::Unsent, failure) => {
                failure.before_connection(settings.connect_timeout())
            }
            (_, _, Failure::TimeLimit) => ErrorKind::Timeout { limit: settings.timeout() },
            (_, _, failure) if self.head.is_too_long() || matches!(failure, Failure::Head(_)) => {
                ErrorKind::Head { max_bytes: MAX_HEAD, max_headers: MAX_HEADERS }
            }
            (_, _, Failure::Stale) => ErrorKind::StaleResponse,
            _ => ErrorKind::NoReply,
        };
        Verdict::no_reply(settings.error(kind, target), failure, tls_failure)
    }
}

#[cfg(test)]
mod tests;
