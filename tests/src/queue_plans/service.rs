use std::net::{Ipv4Addr, TcpListener};
use std::thread;

use mpns_test_support::{Log, RECEIVED, answer_all};

/// A service on every address of loopback, which accepts every notification. It ends with the process.
pub(super) struct Service {
    port: u16,
}

impl Service {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::UNSPECIFIED, 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                thread::spawn(move || answer_all(stream, RECEIVED, &Log::default()));
            }
        });
        Self { port }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}
