use crate::tls::client_auth::ClientAuth;
use crate::tls::failure::TlsFailure;
use crate::tls::session::TlsSession;
use crate::tls::version::TlsVersion;

/// Whether a server can still be about to check the client's certificate, so that its refusal of the client proves that it
/// has read no request.
///
/// The order of the protocol is the only proof: an alert alone proves nothing, as a server can send any at any time.
///
/// * **TLS 1.2**: the client sends a request when it has the server's `Finished`. The server sends that after it
///   has checked the client's certificate (RFC 5246, section 7.3). So a refusal after the handshake comes later than the
///   check, and the server may have read the request.
/// * **TLS 1.3**: the client sends a request right after its own certificate and `Finished`, and the server checks
///   these first: it may not read data before (RFC 8446, sections 2 and 4.4). The alerts that refuse a client
///   are about this certificate, or the lack of it, so they end the handshake before the request is read.
/// * **TLS 1.3, and the server did not ask for a certificate, or resumed a session**: then there is nothing to check, and
///   the alert is about something else.
/// * **TLS 1.3, and the server has sent something after the handshake**, data or a ticket for a session: with a request for
///   a certificate, it sends these when the check is over (section 4.6.1).
/// * A server can ask for a certificate after the handshake only if the client offers that (section 4.6.2). rustls does
///   not.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ClientCheck {
    pub(super) comes_first: bool,
    pub(super) is_over: bool,
}

impl ClientCheck {
    /// Of a connection that has carried nothing.
    pub(super) fn of(session: Option<TlsSession>) -> Self {
        let comes_first = session.is_some_and(|session| {
            let is_asked =
                session.client_auth().is_some_and(|done| done != ClientAuth::NotRequested);
            session.version() == TlsVersion::Tls13 && !session.is_resumed() && is_asked
        });
        Self { comes_first, is_over: false }
    }

    /// The server has sent something after the handshake.
    pub(super) fn server_went_on(&mut self) {
        self.is_over = true;
    }

    /// Whether the server has read no request if this failed.
    pub(super) fn proves_unread(self, failure: &TlsFailure) -> bool {
        self.comes_first && !self.is_over && failure.is_refusal_of_client()
    }
}
