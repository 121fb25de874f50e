use std::fs;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use mpns_emulator::{Channel, DeviceConnection, Emulator, LoggedRequest, Verdict};
use serde_json::json;

use crate::phones::{self, NewRequests};

/// An emulator with many phones.
pub(super) struct Service {
    emulator: Emulator,
    channels: Vec<Channel>,
    new: NewRequests,
}

/// A request that the service got.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request {
    /// The number of its job, which is that of its line.
    pub(super) job: u64,
    pub(super) time: SystemTime,
    pub(super) is_accepted: bool,
}

impl Service {
    /// One phone for each two jobs, some of which are in trouble.
    pub(super) fn start(jobs: u64) -> Self {
        let emulator = phones::emulator();
        let channels =
            (0..jobs.div_ceil(2)).map(|number| phones::open(&emulator, number)).collect();
        Self { emulator, channels, new: NewRequests::default() }
    }

    pub(super) fn channels(&self) -> u64 {
        self.channels.len() as u64
    }

    /// The file of the jobs: the second round over the channels comes after the first.
    pub(super) fn jobs(&self, number: u64) -> String {
        let channels = (1..=number).zip(self.channels.iter().cycle());
        let job = |(job, channel): (u64, &Channel)| {
            let (uri, text) = (channel.uri().expose(), job.to_string());
            json!({"key": job, "channel": uri, "type": "toast", "text1": text}).to_string() + "\n"
        };
        channels.map(job).collect()
    }

    /// Some more phones get out of reach.
    pub(super) fn trouble(&self, random: &mut Rng) {
        for _ in 0..self.channels.len() / 4000 + 1 {
            let channel = &self.channels[random.usize(..self.channels.len())];
            channel.set_connection(DeviceConnection::Inactive);
        }
    }

    /// Waits until the service has closed its connections to a program that was killed, and so has read all that it had
    /// sent. Linux shows them.
    pub(super) fn wait_until_left(&self) {
        let port = format!(":{:04X}", self.emulator.addr().port());
        let is_open = |line: &str| {
            let mut columns = line.split_whitespace().skip(1);
            let is_ours = columns.next().is_some_and(|local| local.ends_with(&port));
            is_ours && columns.nth(1).is_some_and(|state| !NOT_OPEN.contains(&state))
        };
        while fs::read_to_string("/proc/net/tcp").is_ok_and(|table| table.lines().any(is_open)) {
            sleep(Duration::from_millis(1));
        }
    }

    /// The number of the last request.
    pub(super) fn last_request(&self) -> u64 {
        self.emulator.requests().last().map_or(0, |request| request.number)
    }

    /// What has come since the last call.
    pub(super) fn new_requests(&mut self) -> Vec<Request> {
        self.new.take(&self.emulator).iter().map(|logged| request(logged)).collect()
    }
}

fn request(logged: &LoggedRequest) -> Request {
    Request {
        job: phones::number(logged),
        time: logged.time,
        is_accepted: logged.verdict == Verdict::Received,
    }
}

/// The states of sockets that listen, or wait for nothing but time to pass.
const NOT_OPEN: [&str; 2] = ["0A", "06"];
