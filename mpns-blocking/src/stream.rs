//! TCP, or TLS over it.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::time::Duration;

use mpns_connect::transport::{Handshake, TlsSession, client_config};
use mpns_connect::{Tls, TlsFailure};
use rustls::pki_types::ServerName;
use rustls::{ClientConnection, StreamOwned};

use crate::deadline::Deadline;
use crate::tcp::{Tcp, TimeLimit};

/// What requests and responses go over.
pub(crate) enum Stream {
    Plain(Tcp),
    Tls(Box<StreamOwned<ClientConnection, Tcp>>),
}

impl Stream {
    /// TLS after its handshake, and what that agreed on.
    pub(crate) fn shake_hands(
        tcp: Tcp,
        tls: &Tls,
        name: &ServerName<'static>,
    ) -> io::Result<(Self, Option<TlsSession>)> {
        let config = Arc::clone(client_config(tls));
        let connection = ClientConnection::new(config, name.clone()).map_err(io::Error::other)?;
        let mut stream = StreamOwned::new(connection, tcp);
        let mut handshake = Handshake::default();
        while stream.conn.is_handshaking() {
            let step = handshake.step(|| stream.conn.complete_io(&mut stream.sock));
            if let Err(error) = step {
                return Err(alert_behind(&mut stream, error));
            }
        }
        let session = handshake.session(tls, name, &stream.conn);
        Ok((Self::Tls(Box::new(stream)), session))
    }

    /// For the reads and writes from now on.
    pub(crate) fn set_deadline(&mut self, deadline: Deadline) {
        match self {
            Self::Plain(tcp) => tcp.set_deadline(deadline),
            Self::Tls(tls) => tls.sock.set_deadline(deadline),
        }
    }

    /// Whether there is anything to read, or an end or an error.
    pub(crate) fn has_input(&mut self) -> bool {
        match self {
            Self::Plain(tcp) => tcp.has_input(),
            Self::Tls(tls) => {
                // A server may have sent `close_notify` together with its response, and close the socket later.
                let is_quiet = tls.conn.process_new_packets().is_ok_and(|state| {
                    !state.peer_has_closed() && state.plaintext_bytes_to_read() == 0
                });
                !is_quiet || tls.sock.has_input()
            }
        }
    }

    /// Whether the server has sent anything in TLS after its handshake: a ticket for a session, data, or its end.
    pub(crate) fn has_gone_on(&self) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Tls(tls) => tls.conn.tls13_tickets_received() > 0 || !tls.conn.wants_read(),
        }
    }

    pub(crate) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(tcp) => tcp.write_all(bytes),
            Self::Tls(tls) => {
                let written = tls.write_all(bytes).and_then(|()| tls.flush());
                written.map_err(|error| alert_behind(tls, error))
            }
        }
    }

    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(tcp) => tcp.read(buffer),
            Self::Tls(tls) => tls.read(buffer).map_err(|error| alert_behind(tls, error)),
        }
    }
}

/// The server's alert instead of the error, if there is one that explains it.
///
/// A TLS 1.3 server refuses a client certificate when the request is already on its way. The request then
/// hits a closed connection, while the reason is still unread.
fn alert_behind(tls: &mut StreamOwned<ClientConnection, Tcp>, error: io::Error) -> io::Error {
    if TimeLimit::is_reason_of(&error) || TlsFailure::find(&error).is_some() {
        return error;
    }
    let deadline = tls.sock.deadline();
    tls.sock.set_deadline(deadline.at_most(ALERT_WAIT));
    let alert = (0..ALERT_READS).find_map(|_| match tls.conn.read_tls(&mut tls.sock) {
        Ok(0) | Err(_) => Some(None),
        Ok(_) => tls.conn.process_new_packets().err().map(Some),
    });
    tls.sock.set_deadline(deadline);
    alert.flatten().map_or(error, io::Error::other)
}

/// An alert that explains a broken connection has mostly arrived already: it was sent before the connection
/// broke.
const ALERT_WAIT: Duration = Duration::from_millis(100);
/// More reads than an alert and anything before it take.
const ALERT_READS: usize = 8;
