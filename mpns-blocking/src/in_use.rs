//! What ureq sees of a connection during an exchange.

use std::fmt;
use std::io;
use std::mem;

use ureq::Error;
use ureq::unversioned::transport::{Buffers, NextTimeout, Transport};

use crate::buffers::ExchangeBuffers;
use crate::observed::Observed;
use crate::stream::Stream;
use crate::tcp::TimeLimit;
use crate::wire::Wire;

/// A connection as ureq uses it for one exchange.
///
/// It holds what ureq writes until ureq waits for the response, and then writes it in one piece. ureq writes head and
/// body separately: that makes two packets, and if a TLS server refuses the client, an error in the middle of the
/// request instead of the alert that explains it.
pub(crate) struct InUse {
    /// None once the exchange is over.
    wire: Option<Wire>,
    buffers: ExchangeBuffers,
    observed: Observed,
}

impl InUse {
    pub(crate) fn new(mut wire: Wire, observed: Observed) -> Self {
        let buffers = mem::take(&mut wire.buffers);
        Self { wire: Some(wire), buffers, observed }
    }

    fn exchange(&mut self, timeout: NextTimeout) -> io::Result<bool> {
        let Some(Wire { stream, origin, deadline, .. }) = &mut self.wire else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        stream.set_deadline(deadline.within(timeout));
        if self.buffers.is_holding() {
            let request = self.buffers.held();
            let is_begin = self.observed.with(|report| {
                let is_begin = report.attempt.is_unsent();
                if report.attempt.must_check_connection() && stream.has_input() {
                    return Err(io::Error::from(io::ErrorKind::NotConnected));
                }
                report.attempt.written();
                Ok(is_begin)
            })?;
            match origin {
                // After `Expect: 100-continue`, the body is written by itself.
                Some(origin) if is_begin => stream.write_all(&to_absolute_form(request, origin))?,
                _ => stream.write_all(request)?,
            }
            self.buffers.release();
            self.observed.with(|report| report.attempt.flushed());
        }
        let observed = &self.observed;
        self.buffers.receive(|shown| {
            let before = shown.len();
            while shown.len() == before {
                let mut buffer = [0; BUFFER];
                let read = stream.read(&mut buffer)?;
                let bytes = buffer.get(..read).unwrap_or_default();
                if bytes.is_empty() {
                    shown.append(&mut observed.with(|report| report.attempt.ended()));
                    break;
                }
                shown.extend_from_slice(&observed.with(|report| report.attempt.received(bytes))?);
            }
            Ok(())
        })
    }
}

impl Transport for InUse {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
        self.buffers.hold(amount);
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.exchange(timeout).map_err(|error| {
            if self.wire.as_ref().is_some_and(|used| used.stream.has_gone_on()) {
                self.observed.with(|report| report.attempt.server_went_on());
            }
            if TimeLimit::is_reason_of(&error) {
                Error::Timeout(timeout.reason)
            } else {
                Error::Io(error)
            }
        })
    }

    /// ureq asks when the exchange is over and the connection can be used again. It is kept by the exchange, which has yet
    /// to look at the response, and not by ureq.
    fn is_open(&mut self) -> bool {
        if !self.buffers.is_holding()
            && self.observed.with(|report| report.attempt.may_keep_connection())
            && let Some(mut wire) = self.wire.take()
        {
            self.buffers.shrink();
            wire.buffers = mem::take(&mut self.buffers);
            self.observed.with(|report| report.unused = Some(wire));
        }
        false
    }

    fn is_tls(&self) -> bool {
        matches!(&self.wire, Some(Wire { stream: Stream::Tls(_), .. }))
    }
}

/// ureq logs it. It shows no request, as the path is a secret.
impl fmt::Debug for InUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("InUse").field(&self.wire).finish()
    }
}

fn to_absolute_form(request: &[u8], origin: &str) -> Vec<u8> {
    let method = request.iter().take_while(|byte| **byte != b' ').count();
    let path = method.saturating_add(1).min(request.len());
    let (method, path) = request.split_at(path);
    [method, origin.as_bytes(), path].concat()
}

/// More than the head of any usual response.
const BUFFER: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_absolute_form_has_the_origin_before_the_path() {
        for (request, expected) in [
            ("POST /?q HTTP/1.1\r\n\r\na b", "POST http://h:81/?q HTTP/1.1\r\n\r\na b"),
            ("POST", "POSThttp://h:81"),
        ] {
            let absolute = to_absolute_form(request.as_bytes(), "http://h:81");
            assert_eq!(String::from_utf8(absolute).unwrap(), expected);
        }
    }
}
