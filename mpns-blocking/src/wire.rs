use std::fmt;

use crate::buffers::ExchangeBuffers;
use crate::deadline::Deadline;
use crate::stream::Stream;

/// A stream to a host, or to a proxy, as one exchange after the other uses it.
pub(crate) struct Wire {
    pub(crate) stream: Stream,
    /// Scheme and authority, which a forwarding proxy wants before the path (absolute form).
    pub(crate) origin: Option<String>,
    /// They are empty between two exchanges, and kept for their memory.
    pub(crate) buffers: ExchangeBuffers,
    /// When the exchange has to be over.
    pub(crate) deadline: Deadline,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").finish_non_exhaustive()
    }
}
