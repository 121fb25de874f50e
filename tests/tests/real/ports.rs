use std::net::TcpListener;
use std::process;
use std::sync::atomic::{AtomicU32, Ordering};

/// A loopback port on which nobody listens, and which no other call returns.
///
/// It is below those of outgoing connections, so that none of them can take it before the program that it is meant for.
pub(crate) fn free_port() -> u16 {
    static TAKEN: AtomicU32 = AtomicU32::new(0);
    loop {
        let next = process::id().wrapping_mul(64) + TAKEN.fetch_add(1, Ordering::Relaxed);
        let port = u16::try_from(FIRST + next % COUNT).expect("the range is of ports");
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}

const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;
