//! The floor for the other drivers: see `mpns_tests::drive`. It copies requests that are built already, and waits for
//! their responses in order, with kept connections of std on one thread: two system calls a send.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a benchmark says what is wrong by panicking"
)]

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::ops::Range;

use mpns_proto::{ChannelUri, Notification, http1};
use mpns_tests::drive::{Drive, Watch};

fn main() {
    let drive = Drive::from_env();
    let mut hosts: Vec<_> =
        drive.hosts.origins().iter().map(|origin| Host::new(origin, &drive.notification)).collect();
    let [warm, measured] = drive.warm_and_measured();
    send(&mut hosts, warm, drive.at_most);
    let watch = Watch::start();
    let ok = send(&mut hosts, measured, drive.at_most);
    watch.report(drive.n, ok);
}

/// Sends to these channels, and returns how many notifications were accepted.
fn send(hosts: &mut [Host], channels: Range<usize>, at_most: usize) -> usize {
    let mut ok = 0_usize;
    let mut under_way = VecDeque::with_capacity(at_most);
    let mut request = Vec::new();
    let mut finish = |hosts: &mut [Host], (host, stream): (usize, TcpStream)| {
        ok = ok.saturating_add(usize::from(is_accepted(&stream)));
        hosts[host].kept.push(stream);
    };
    for channel in channels {
        if under_way.len() >= at_most
            && let Some(oldest) = under_way.pop_front()
        {
            finish(hosts, oldest);
        }
        let host = channel.checked_rem(hosts.len()).expect("a host");
        under_way.push_back((host, hosts[host].begin(channel, &mut request)));
    }
    for oldest in under_way {
        finish(hosts, oldest);
    }
    ok
}

/// Where some of the channels are.
struct Host {
    address: String,
    /// The request after the number of the channel.
    rest: Vec<u8>,
    kept: Vec<TcpStream>,
}

impl Host {
    fn new(origin: &str, notification: &Notification) -> Self {
        let address = origin.strip_prefix("http://").expect("the floor has no TLS").to_owned();
        let channel: ChannelUri = origin.parse().expect("a channel");
        let request = http1::to_bytes(&notification.request(&channel));
        let rest = request.strip_prefix(b"POST /").expect("a channel without a path").to_vec();
        Self { address, rest, kept: Vec::new() }
    }

    /// Writes a request, built in a buffer that is used again.
    fn begin(&mut self, channel: usize, request: &mut Vec<u8>) -> TcpStream {
        let mut stream = self.kept.pop().unwrap_or_else(|| self.connect());
        request.clear();
        write!(request, "POST /throttledthirdparty/01.00/{channel}").expect("memory");
        request.extend_from_slice(&self.rest);
        stream.write_all(request).expect("the service reads");
        stream
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("the service accepts");
        stream.set_nodelay(true).expect("a socket");
        stream
    }
}

/// Reads a response without a body.
fn is_accepted(mut stream: &TcpStream) -> bool {
    let mut response = [0; 4096];
    let mut read = 0_usize;
    while !response[..read].ends_with(b"\r\n\r\n") {
        let more = stream.read(&mut response[read..]).expect("a response");
        assert!(more > 0, "the service closes the connection, or its response is too long");
        read = read.saturating_add(more);
    }
    response.starts_with(b"HTTP/1.1 200 ")
}
