//! Requests that leave in one piece.

use std::fmt;

use mpns_connect::Connection;
use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use crate::buffers::Exchanged;
use crate::deadline::Deadline;
use crate::observe::sending;
use crate::tunnel::write_all;

/// A transport that holds what ureq writes until ureq waits for the response, and then writes it in one piece.
///
/// ureq writes head and body separately. That makes two packets, and if a TLS server refuses the client, an
/// error in the middle of the request instead of the alert that explains it.
pub(crate) struct Whole {
    inner: Box<dyn Transport>,
    buffers: Exchanged,
    /// Scheme and authority, which a forwarding proxy wants before the path (absolute form).
    origin: Option<String>,
    connection: Connection,
}

impl Whole {
    pub(crate) fn new(
        inner: Box<dyn Transport>,
        origin: Option<String>,
        connection: Connection,
    ) -> Self {
        Self { inner, buffers: Exchanged::default(), origin, connection }
    }

    fn send(&mut self, deadline: Deadline) -> Result<(), Error> {
        sending(self.connection);
        self.connection = self.connection.reused();
        let request = self.buffers.held();
        match &self.origin {
            None => write_all(&mut *self.inner, request, deadline)?,
            Some(origin) => {
                write_all(&mut *self.inner, &to_absolute_form(request, origin), deadline)?;
            }
        }
        self.buffers.release();
        Ok(())
    }
}

impl Transport for Whole {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        self.buffers.hold(amount);
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let deadline = Deadline::of(timeout);
        if self.buffers.is_holding() {
            self.send(deadline)?;
        }
        let is_more = self.inner.await_input(deadline.left()?)?;
        let received = self.inner.buffers();
        self.buffers.receive(received.input());
        received.input_consume(received.input().len());
        Ok(is_more)
    }

    fn is_open(&mut self) -> bool {
        !self.buffers.is_holding() && self.inner.is_open()
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

fn to_absolute_form(request: &[u8], origin: &str) -> Vec<u8> {
    let method = request.iter().take_while(|byte| **byte != b' ').count();
    let path = method.saturating_add(1).min(request.len());
    let (method, path) = request.split_at(path);
    [method, origin.as_bytes(), path].concat()
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use ureq::unversioned::transport::LazyBuffers;

    use super::*;
    use crate::observe::observe;

    /// Records each write by itself.
    #[derive(Debug)]
    struct Recorder {
        buffers: LazyBuffers,
        writes: Arc<Mutex<Vec<Vec<u8>>>>,
    }

    impl Transport for Recorder {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }

        fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
            self.writes.lock().unwrap().push(self.buffers.output()[..amount].to_vec());
            Ok(())
        }

        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            Ok(false)
        }

        fn is_open(&mut self) -> bool {
            true
        }
    }

    #[test]
    fn what_was_held_leaves_in_one_write_when_the_answer_is_waited_for() {
        const BUFFER: usize = 64;
        let large = "x".repeat(2 * BUFFER);
        let halves = || Vec::from(<[&str; 2]>::from(large.split_at(BUFFER)));
        for (origin, pieces, expected) in [
            (
                None,
                vec!["POST / HTTP/1.1\r\n", "\r\n", "body"],
                vec!["POST / HTTP/1.1\r\n\r\nbody"],
            ),
            (None, vec!["POST / HTTP/1.1\r\n\r\n"], vec!["POST / HTTP/1.1\r\n\r\n"]),
            (
                Some("http://h:81"),
                vec!["POST /?q HTTP/1.1\r\n\r\n", "a b"],
                vec!["POST http://h:81/?q HTTP/1.1\r\n\r\na b"],
            ),
            (None, halves(), halves()),
        ] {
            let writes = Arc::default();
            let recorder =
                Recorder { buffers: LazyBuffers::new(BUFFER, BUFFER), writes: Arc::clone(&writes) };
            let peer = "127.0.0.1:1".parse().unwrap();
            let connection = Connection::new(peer, None);
            let origin = origin.map(str::to_owned);
            let mut whole = Whole::new(Box::new(recorder), origin, connection);
            for reused in [false, true] {
                let ((), sent) = observe(0, || {
                    for piece in &pieces {
                        whole.buffers().output()[..piece.len()].copy_from_slice(piece.as_bytes());
                        whole.transmit_output(piece.len(), NextTimeout::default()).unwrap();
                    }
                });
                assert_eq!(sent, None, "{pieces:?}");
                assert!(writes.lock().unwrap().is_empty(), "{pieces:?}");
                assert!(!whole.is_open(), "{pieces:?}");
                let (_, sent) = observe(0, || whole.await_input(NextTimeout::default()));
                assert_eq!(sent.map(|connection| connection.is_reused()), Some(reused));
                let written = std::mem::take(&mut *writes.lock().unwrap());
                assert_eq!(
                    written,
                    expected.iter().map(|text| text.as_bytes()).collect::<Vec<_>>()
                );
                assert!(whole.is_open(), "{pieces:?}");
            }
        }
    }
}
