//! TLS with the configuration that all transports share, over any of ureq's transports.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use mpns_connect::TlsFailure;
use mpns_connect::transport::{DialError, TlsSession, server_name};
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};

use crate::deadline::Deadline;
use crate::dialer::step;

/// A TLS transport after its handshake.
pub(crate) struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl TlsTransport {
    pub(crate) fn connect(
        transport: Box<dyn Transport>,
        config: &Arc<ClientConfig>,
        details: &ConnectionDetails<'_>,
        deadline: Deadline,
    ) -> Result<Self, DialError> {
        let connection = ClientConnection::new(Arc::clone(config), server_name(details.uri)?)
            .map_err(|error| DialError::Tls(io::Error::other(error)))?;
        let adapter = TransportAdapter::new(transport, details.current_time.clone());
        let buffers = LazyBuffers::new(
            details.config.input_buffer_size(),
            details.config.output_buffer_size(),
        );
        let mut tls = Self { buffers, stream: StreamOwned::new(connection, adapter) };
        tls.shake_hands(deadline).map_err(|error| step(error, None, DialError::Tls))?;
        Ok(tls)
    }

    pub(crate) fn session(&self) -> Option<TlsSession> {
        TlsSession::of(&self.stream.conn)
    }

    fn shake_hands(&mut self, deadline: Deadline) -> Result<(), Error> {
        self.stream.sock.set_timeout(deadline.left()?);
        while self.stream.conn.is_handshaking() {
            if let Err(error) = self.stream.conn.complete_io(&mut self.stream.sock) {
                return Err(self.alert_behind(error, deadline).into());
            }
        }
        Ok(())
    }

    /// The server's alert instead of the error, if there is one that explains it.
    ///
    /// A TLS 1.3 server refuses a client certificate when the request is already on its way. The request then
    /// hits a closed connection, while the reason is still unread.
    fn alert_behind(&mut self, error: io::Error, deadline: Deadline) -> io::Error {
        let is_timeout = error
            .get_ref()
            .is_some_and(|inner| matches!(inner.downcast_ref(), Some(Error::Timeout(_))));
        if is_timeout || TlsFailure::find(&error).is_some() {
            return error;
        }
        let deadline = deadline.at_most(ALERT_WAIT);
        for _ in 0..ALERT_READS {
            let Ok(left) = deadline.left() else { break };
            self.stream.sock.set_timeout(left);
            match self.stream.conn.read_tls(&mut self.stream.sock) {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
            if let Err(alert) = self.stream.conn.process_new_packets() {
                return io::Error::other(alert);
            }
        }
        error
    }
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.sock.set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        let written = self.stream.write_all(output).and_then(|()| self.stream.flush());
        written.map_err(|error| self.alert_behind(error, Deadline::of(timeout)).into())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.sock.set_timeout(timeout);
        match self.stream.read(self.buffers.input_append_buf()) {
            Ok(amount) => {
                self.buffers.input_appended(amount);
                Ok(amount > 0)
            }
            Err(error) => Err(self.alert_behind(error, Deadline::of(timeout)).into()),
        }
    }

    fn is_open(&mut self) -> bool {
        // A server may have sent `close_notify` together with its response, and close the socket later.
        let quiet =
            self.stream.conn.process_new_packets().is_ok_and(|state| {
                !state.peer_has_closed() && state.plaintext_bytes_to_read() == 0
            });
        quiet && self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TlsTransport").field(self.stream.sock.inner()).finish()
    }
}

/// An alert that explains a broken connection has mostly arrived already: it was sent before the connection
/// broke.
const ALERT_WAIT: Duration = Duration::from_millis(100);
/// More reads than an alert and anything before it take.
const ALERT_READS: usize = 8;
