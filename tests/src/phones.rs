//! Phones of an emulator, some of which are in trouble, and the requests that came for them.

use std::sync::Arc;

use mpns_emulator::{Answer, Channel, DeviceConnection, Emulator, LoggedRequest, Options};

/// An emulator that remembers more requests than come between two looks at them.
pub(crate) fn emulator() -> Emulator {
    let mut options = Options::default();
    (options.bounds.requests, options.bounds.kept_bytes) = (KEPT, 1 << 30);
    Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("an emulator")
}

/// Opens a channel for a phone of its own. By its number, it is out of reach, overflows, is gone, refuses or is well.
pub(crate) fn open(emulator: &Emulator, number: u64) -> Channel {
    let channel = emulator.open_channel();
    match number % 20 {
        3 | 4 => channel.set_connection(DeviceConnection::Inactive),
        7 => channel.set_answer(Answer::QueueFull),
        11 => channel.close(),
        13 => channel.set_answer(Answer::Unauthorized),
        _ => {}
    }
    channel
}

/// Hands out each request of a log once.
#[derive(Debug, Default)]
pub(crate) struct NewRequests {
    /// The last one that was handed out.
    seen: u64,
}

impl NewRequests {
    /// What has come since the last call.
    pub(crate) fn take(&mut self, emulator: &Emulator) -> Vec<Arc<LoggedRequest>> {
        let mut requests = emulator.requests();
        let new =
            requests.split_off(requests.partition_point(|request| request.number <= self.seen));
        let first = new.first().map_or(self.seen + 1, |request| request.number);
        assert_eq!(first, self.seen + 1, "the log has forgotten a request");
        self.seen = new.last().map_or(self.seen, |request| request.number);
        new
    }
}

/// The number that is the text of a toast.
pub(crate) fn number(logged: &LoggedRequest) -> u64 {
    let body = std::str::from_utf8(&logged.body).expect("UTF-8");
    let number = body.split(['<', '>']).find_map(|part| part.parse().ok());
    number.expect("a number in the toast")
}

const KEPT: usize = 20_000;
