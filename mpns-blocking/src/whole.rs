//! Requests that leave in one piece.

use std::fmt;

use http::{HeaderValue, Uri, uri::Authority};
use mpns_connect::ProxyServer;
use ureq::{
    Error,
    unversioned::transport::{Buffers, NextTimeout, Transport},
};

use crate::{
    connection::{Connection, sending},
    deadline::Deadline,
    tunnel::write_all,
};

/// A transport that holds what ureq writes until ureq waits for the answer, and then writes it at once.
///
/// ureq writes head and body apart: two packets, and where a server of TLS refuses the client, an error in the middle of the
/// request in place of the alert that explains it.
pub(crate) struct Whole {
    inner: Box<dyn Transport>,
    held: Vec<u8>,
    forward: Option<Forward>,
    connection: Connection,
}

/// What a proxy wants in the head of a request that it is to forward.
pub(crate) struct Forward {
    /// Scheme and authority, which stand in front of the path in absolute form.
    origin: String,
    authorization: Option<HeaderValue>,
}

impl Whole {
    pub(crate) fn new(
        inner: Box<dyn Transport>,
        forward: Option<Forward>,
        connection: Connection,
    ) -> Self {
        Self { inner, held: Vec::new(), forward, connection }
    }

    fn send(&mut self, deadline: Deadline) -> Result<(), Error> {
        if let Some(forward) = &self.forward {
            forward.rewrite(&mut self.held);
        }
        sending(self.connection);
        self.connection.reused = true;
        write_all(&mut *self.inner, &self.held, deadline)?;
        self.held.clear();
        Ok(())
    }
}

impl Transport for Whole {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        let output = self.inner.buffers().output().get(..amount).unwrap_or_default();
        self.held.extend_from_slice(output);
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let deadline = Deadline::of(timeout);
        if !self.held.is_empty() {
            self.send(deadline)?;
        }
        self.inner.await_input(deadline.left()?)
    }

    fn is_open(&mut self) -> bool {
        self.held.is_empty() && self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

impl fmt::Debug for Whole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Whole").field(&self.inner).finish()
    }
}

impl Forward {
    pub(crate) fn new(proxy: &ProxyServer, uri: &Uri) -> Self {
        let scheme = uri.scheme_str().unwrap_or("http");
        let authority = uri.authority().map_or("", Authority::as_str);
        Self {
            origin: format!("{scheme}://{authority}"),
            authorization: proxy.authorization().cloned(),
        }
    }

    /// Puts the origin in front of the path, and the authorization behind the request line.
    fn rewrite(&self, head: &mut Vec<u8>) {
        let end = head.windows(2).position(|pair| pair == b"\r\n");
        let path = head.iter().position(|byte| *byte == b' ');
        let (Some(end), Some(path)) = (end, path) else { return };
        if let Some(authorization) = &self.authorization {
            let line = [b"\r\nproxy-authorization: ", authorization.as_bytes()].concat();
            head.splice(end..end, line);
        }
        let path = path.saturating_add(1);
        head.splice(path..path, self.origin.bytes());
    }
}
