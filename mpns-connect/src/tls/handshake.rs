use rustls::CommonState;
use rustls::pki_types::ServerName;

use super::client_auth::{ClientAuth, during};
use super::session::TlsSession;
use super::tls::Tls;

/// Watches the TLS handshake of one connection, to know whether the server asked for the client certificate.
///
/// A transport runs each step of the handshake in [`step`](Self::step): a call that reads, writes or polls it. Without
/// that, [`TlsSession::client_auth`] is unknown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Handshake(Option<ClientAuth>);

impl Handshake {
    /// Runs a step of the handshake on this thread.
    pub fn step<T>(&mut self, step: impl FnOnce() -> T) -> T {
        let (done, noted) = during(step);
        self.0 = noted.or(self.0);
        done
    }

    /// The session, once the handshake with this server is over. See also [`TlsSession::of`].
    #[must_use]
    pub fn session(
        &self,
        tls: &Tls,
        server: &ServerName<'static>,
        connection: &CommonState,
    ) -> Option<TlsSession> {
        let session = TlsSession::of(connection)?;
        if session.is_resumed() {
            return Some(session.with_client_auth(tls.memory().get(server)));
        }
        let done = self.0.unwrap_or(ClientAuth::NotRequested);
        tls.memory().put(server, done);
        Some(session.with_client_auth(Some(done)))
    }
}
