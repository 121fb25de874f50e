//! The buffers that ureq reads from and writes to.

use std::io;

use http::Request;
use ureq::unversioned::transport::Buffers;

/// Buffers as large as their content. ureq's own are as large as the longest response from the start.
#[derive(Default)]
pub(crate) struct ExchangeBuffers {
    received: Vec<u8>,
    /// How many bytes of these ureq has taken.
    taken: usize,
    has_progressed: bool,
    output: Vec<u8>,
    /// How many bytes of these ureq has filled.
    held: usize,
    /// How many of these the request has at most.
    room: usize,
}

impl ExchangeBuffers {
    pub(crate) fn make_room(&mut self, room: usize) {
        self.room = room;
    }

    /// Adds what `receive` adds. Returns whether that is anything.
    pub(crate) fn receive(
        &mut self,
        receive: impl FnOnce(&mut Vec<u8>) -> io::Result<()>,
    ) -> io::Result<bool> {
        self.received.drain(..self.taken);
        self.taken = 0;
        let before = self.received.len();
        receive(&mut self.received)?;
        Ok(self.received.len() > before)
    }

    /// Holds what ureq wrote to [`Buffers::output`].
    pub(crate) fn hold(&mut self, amount: usize) {
        self.held = self.held.saturating_add(amount).min(self.output.len());
    }

    pub(crate) fn is_holding(&self) -> bool {
        self.held > 0
    }

    pub(crate) fn held(&self) -> &[u8] {
        self.output.get(..self.held).unwrap_or_default()
    }

    /// Drops what was held.
    pub(crate) fn release(&mut self) {
        self.held = 0;
    }

    /// Gives up the memory of a large body or a long response: an idle connection does not keep it.
    pub(crate) fn shrink(&mut self) {
        self.output.truncate(KEPT);
        self.output.shrink_to(KEPT);
        self.received.shrink_to(KEPT);
    }
}

impl Buffers for ExchangeBuffers {
    fn output(&mut self) -> &mut [u8] {
        let needed = self.room.max(self.held.saturating_add(SPARE));
        if self.output.len() < needed {
            self.output.resize(needed, 0);
        }
        self.output.get_mut(self.held..).unwrap_or_default()
    }

    fn input(&self) -> &[u8] {
        self.received.get(self.taken..).unwrap_or_default()
    }

    /// Empty: the connection receives by itself.
    fn input_append_buf(&mut self) -> &mut [u8] {
        &mut []
    }

    fn input_appended(&mut self, _: usize) {}

    fn input_consume(&mut self, amount: usize) {
        self.has_progressed = amount > 0;
        self.taken = self.taken.saturating_add(amount).min(self.received.len());
    }

    /// No room for a chunked body, as there is none.
    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        (&mut [], self.output())
    }

    fn can_use_input(&self) -> bool {
        self.has_progressed && !self.input().is_empty()
    }
}

/// How many bytes a request has at most, head and body.
pub(crate) fn longest(request: &Request<&[u8]>) -> usize {
    let uri = request.uri();
    let path = uri.path_and_query().map_or(0, |path| path.as_str().len());
    let line = [request.method().as_str().len(), path, AROUND];
    let headers = request.headers().iter();
    let headers = headers.flat_map(|(name, value)| [name.as_str().len(), value.len(), AROUND]);
    line.into_iter().chain(headers).fold(request.body().len(), usize::saturating_add)
}

/// More than a line of a head has besides its parts: spaces, the version, the line end.
const AROUND: usize = 16;
/// More than ureq adds at once to a request beyond that.
const SPARE: usize = 1024;
/// Room for a usual notification.
const KEPT: usize = 16 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_held_whole_however_long_it_is() {
        let mut buffers = ExchangeBuffers::default();
        let (head, body) = (vec![b'h'; 10], vec![b'b'; 3 * KEPT]);
        for room in [0, head.len(), head.len() + body.len()] {
            buffers.make_room(room);
            for mut bytes in [&head[..], &body] {
                while !bytes.is_empty() {
                    let output = buffers.output();
                    let (now, later) = bytes.split_at(output.len().min(bytes.len()));
                    output[..now.len()].copy_from_slice(now);
                    buffers.hold(now.len());
                    bytes = later;
                }
            }
            assert_eq!(buffers.held(), [&head[..], &body].concat(), "{room}");
            buffers.release();
            buffers.shrink();
            assert!(!buffers.is_holding() && buffers.output.capacity() <= KEPT, "{room}");
        }
    }
}
