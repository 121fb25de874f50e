//! The buffers that ureq reads from and writes to.

use ureq::unversioned::transport::Buffers;

use crate::observe::expected_row;

/// Buffers as large as their content. ureq's own are as large as the longest response from the start.
#[derive(Default)]
pub(crate) struct Exchanged {
    received: Vec<u8>,
    /// How many bytes of these ureq has taken.
    taken: usize,
    has_progressed: bool,
    output: Vec<u8>,
    /// How many bytes of these ureq has filled.
    held: usize,
}

impl Exchanged {
    pub(crate) fn receive(&mut self, bytes: &[u8]) {
        self.received.drain(..self.taken);
        self.taken = 0;
        self.received.extend_from_slice(bytes);
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
        // An idle connection does not keep the memory of a large body.
        self.output.truncate(KEPT);
        self.output.shrink_to(KEPT);
    }
}

impl Buffers for Exchanged {
    fn output(&mut self) -> &mut [u8] {
        let needed = self.held.saturating_add(ROOM.max(expected_row()));
        if self.output.len() < needed {
            self.output.resize(needed, 0);
        }
        self.output.get_mut(self.held..).unwrap_or_default()
    }

    fn input(&self) -> &[u8] {
        self.received.get(self.taken..).unwrap_or_default()
    }

    /// Empty: the transport receives by itself.
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

/// More than ureq needs at once for any notification: the request line, or a header.
const ROOM: usize = 16 * 1024;
/// The same, and room for a usual notification before it.
const KEPT: usize = 2 * ROOM;
