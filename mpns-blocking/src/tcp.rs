//! Sockets with a deadline.

use std::io::{self, Read, Write};
#[cfg(unix)]
use std::mem::MaybeUninit;
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

#[cfg(unix)]
use socket2::SockRef;

use crate::deadline::Deadline;

/// A TCP connection whose reads and writes end at a deadline, with a [`TimeLimit`].
#[derive(Debug)]
pub(crate) struct Tcp {
    stream: TcpStream,
    deadline: Deadline,
    /// The time limit that the socket has now.
    limit: Option<Duration>,
}

/// The deadline was reached. A kernel that gives up on a connection has another error for it.
#[derive(Debug, thiserror::Error)]
#[error("the time limit was reached")]
pub(crate) struct TimeLimit;

impl TimeLimit {
    pub(crate) fn is_reason_of(error: &io::Error) -> bool {
        error.get_ref().is_some_and(|inner| inner.is::<Self>())
    }
}

impl From<TimeLimit> for io::Error {
    fn from(limit: TimeLimit) -> Self {
        Self::new(io::ErrorKind::TimedOut, limit)
    }
}

impl Tcp {
    pub(crate) fn connect(address: &SocketAddr, deadline: Deadline) -> io::Result<Self> {
        let connected = match deadline.left() {
            Some(left) => TcpStream::connect_timeout(address, left.max(SHORTEST)),
            None => TcpStream::connect(address),
        };
        let stream =
            connected.map_err(|error| if deadline.is_over() { TimeLimit.into() } else { error })?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, deadline, limit: None })
    }

    pub(crate) fn set_deadline(&mut self, deadline: Deadline) {
        self.deadline = deadline;
    }

    pub(crate) fn deadline(&self) -> Deadline {
        self.deadline
    }

    /// Whether there is anything to read, or an end or an error.
    pub(crate) fn has_input(&self) -> bool {
        !peek(&self.stream).is_err_and(|error| error.kind() == io::ErrorKind::WouldBlock)
    }

    /// Repeats an operation that the socket's own limit ended before the deadline.
    fn until_deadline<T>(
        &mut self,
        mut operate: impl FnMut(&mut TcpStream) -> io::Result<T>,
    ) -> io::Result<T> {
        loop {
            let left = self.deadline.left();
            if left.is_some_and(|left| left.is_zero()) {
                return Err(TimeLimit.into());
            }
            if let Some(limit) = new_limit(self.limit, left) {
                self.stream.set_read_timeout(limit)?;
                self.stream.set_write_timeout(limit)?;
                self.limit = limit;
            }
            match operate(&mut self.stream) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                // Of the socket on Windows, or of a kernel that gave up just then.
                Err(error)
                    if error.kind() == io::ErrorKind::TimedOut && self.deadline.is_over() => {}
                result => return result,
            }
        }
    }
}

/// Looks for input without waiting for it.
#[cfg(unix)]
fn peek(stream: &TcpStream) -> io::Result<usize> {
    let flags = libc::MSG_PEEK | libc::MSG_DONTWAIT;
    SockRef::from(stream).recv_with_flags(&mut [MaybeUninit::uninit()], flags)
}

/// Looks for input without waiting for it. The system has no flag for that.
#[cfg(not(unix))]
fn peek(stream: &TcpStream) -> io::Result<usize> {
    stream.set_nonblocking(true)?;
    let peeked = stream.peek(&mut [0]);
    stream.set_nonblocking(false)?;
    peeked
}

/// The limit that a socket needs, if its present one does not fit the time that is left. It is somewhat shorter than
/// that, so that it fits the next operation too.
fn new_limit(present: Option<Duration>, left: Option<Duration>) -> Option<Option<Duration>> {
    let Some(left) = left else { return present.map(|_| None) };
    let half = left.checked_div(2).unwrap_or_default();
    if present.is_some_and(|present| (half..=left).contains(&present)) {
        return None;
    }
    // On Windows it is the whole: its error looks like that of a kernel that gave up.
    let margin =
        if cfg!(windows) { Duration::ZERO } else { left.checked_div(8).unwrap_or_default() };
    Some(Some(left.saturating_sub(margin).max(SHORTEST)))
}

impl Read for Tcp {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.until_deadline(|stream| stream.read(buffer))
    }
}

impl Write for Tcp {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.until_deadline(|stream| stream.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A socket refuses a time limit of zero.
const SHORTEST: Duration = Duration::from_millis(1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_set_only_if_the_present_one_does_not_fit() {
        let ms = Duration::from_millis;
        for (present, left, expected) in [
            (None, None, None),
            (Some(ms(5)), None, Some(None)),
            (None, Some(ms(800)), Some(Some(ms(700)))),
            (Some(ms(700)), Some(ms(800)), None),
            (Some(ms(700)), Some(ms(700)), None),
            (Some(ms(700)), Some(ms(699)), Some(Some(ms(699) - ms(699) / 8))),
            (Some(ms(700)), Some(ms(1400)), None),
            (Some(ms(700)), Some(ms(1600)), Some(Some(ms(1400)))),
            (None, Some(Duration::from_nanos(1)), Some(Some(SHORTEST))),
        ] {
            assert_eq!(new_limit(present, left), expected, "{present:?} {left:?}");
        }
    }
}
