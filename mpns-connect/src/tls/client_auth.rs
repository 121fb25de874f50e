//! Whether a server asks for the client certificate.

use std::cell::Cell;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::ServerName;
use rustls::sign::CertifiedKey;

/// What a TLS handshake did about the client certificate.
///
/// It does not say what the server thinks of the certificate: a server can end the connection later, or answer with a
/// 401 or 403.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientAuth {
    /// The server did not ask for one: nothing was presented.
    NotRequested,
    /// The server asked for one, and no identity is configured.
    NoIdentity,
    /// The server asked for one, and takes no signature of the identity's kind of key: nothing was presented.
    Unsuitable,
    /// The server asked for one, and the identity was presented.
    Presented,
}

impl fmt::Display for ClientAuth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotRequested => "no client certificate asked for",
            Self::NoIdentity => "client certificate asked for, none configured",
            Self::Unsuitable => "client certificate asked for, not of this kind of key",
            Self::Presented => "client certificate presented",
        })
    }
}

/// Presents the one client certificate, or none, and notes that it was asked to.
pub(super) struct Presenter(pub(super) Option<Arc<CertifiedKey>>);

impl ResolvesClientCert for Presenter {
    fn resolve(
        &self,
        _authorities: &[&[u8]],
        schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        NOTED.set(Some(match &self.0 {
            None => ClientAuth::NoIdentity,
            Some(key) if key.key.choose_scheme(schemes).is_none() => ClientAuth::Unsuitable,
            Some(_) => ClientAuth::Presented,
        }));
        self.0.clone()
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}

impl fmt::Debug for Presenter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Presenter").field(&self.0.is_some()).finish()
    }
}

/// Runs a step of a handshake on this thread, and returns what the server asked for during it.
pub(super) fn during<T>(step: impl FnOnce() -> T) -> (T, Option<ClientAuth>) {
    NOTED.set(None);
    let done = step();
    (done, NOTED.take())
}

thread_local! {
    // All connections share one configuration, as sessions are resumed only with the same one. So what is noted
    // belongs to the connection whose handshake runs on this thread just then.
    static NOTED: Cell<Option<ClientAuth>> = const { Cell::new(None) };
}

/// What the last full handshake with each server did: one that resumes its session skips the question.
#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<HashMap<ServerName<'static>, ClientAuth>>);

impl Memory {
    pub(super) fn put(&self, server: &ServerName<'static>, done: ClientAuth) {
        let mut servers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if servers.len() >= MAX_SERVERS && !servers.contains_key(server) {
            servers.clear();
        }
        servers.insert(server.clone(), done);
    }

    pub(super) fn get(&self, server: &ServerName<'static>) -> Option<ClientAuth> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(server).copied()
    }
}

/// As many servers as rustls keeps sessions of.
const MAX_SERVERS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_memory_has_a_limit() {
        let memory = Memory::default();
        for number in 0..=MAX_SERVERS {
            let server = ServerName::try_from(format!("h{number}.example")).unwrap();
            memory.put(&server, ClientAuth::Presented);
            assert_eq!(memory.get(&server), Some(ClientAuth::Presented));
            assert!(memory.0.lock().unwrap().len() <= MAX_SERVERS);
        }
    }
}
