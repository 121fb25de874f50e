use std::sync::Arc;

use bytes::Bytes;

use super::seat::Seat;

/// A part of an answer, which counts as unread until it is written.
struct HeldBytes {
    bytes: Bytes,
    seat: Arc<Seat>,
}

/// Counts a part of an answer until it is written. Small parts do not count: a connection has only one of them.
pub(super) fn hold(bytes: Bytes, seat: &Arc<Seat>) -> Bytes {
    if bytes.len() < SMALL {
        return bytes;
    }
    seat.add_unread(bytes.len());
    Bytes::from_owner(HeldBytes { bytes, seat: Arc::clone(seat) })
}

impl AsRef<[u8]> for HeldBytes {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for HeldBytes {
    fn drop(&mut self) {
        self.seat.subtract_unread(self.bytes.len());
    }
}

const SMALL: usize = 4096;
