use std::fs;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use mpns_emulator::{Answer, Channel, DeviceConnection, Emulator, LoggedRequest, Options, Verdict};
use serde_json::json;

/// An emulator with many phones.
pub(super) struct Service {
    emulator: Emulator,
    channels: Vec<Channel>,
    /// The last request that was handed out.
    seen: u64,
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
    /// One phone for each two jobs. Some are out of reach, overflow, are gone or refuse.
    pub(super) fn start(jobs: u64) -> Self {
        let mut options = Options::default();
        options.bounds.requests = KEPT;
        let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options);
        let emulator = emulator.expect("an emulator");
        let open = |number| {
            let channel = emulator.open_channel();
            match number % 20 {
                3 | 4 => channel.set_connection(DeviceConnection::Inactive),
                7 => channel.set_answer(Answer::QueueFull),
                11 => channel.close(),
                13 => channel.set_answer(Answer::Unauthorized),
                _ => {}
            }
            channel
        };
        let channels = (0..jobs.div_ceil(2)).map(open).collect();
        Self { emulator, channels, seen: 0 }
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
        let requests = self.emulator.requests();
        let new: Vec<_> = requests.iter().filter(|request| request.number > self.seen).collect();
        let first = new.first().map_or(self.seen + 1, |request| request.number);
        assert_eq!(first, self.seen + 1, "the log has forgotten a request");
        self.seen = new.last().map_or(self.seen, |request| request.number);
        new.into_iter().map(request).collect()
    }
}

fn request(logged: &Arc<LoggedRequest>) -> Request {
    let body = std::str::from_utf8(&logged.body).expect("UTF-8");
    let text = body.split(['<', '>']).find(|part| part.parse::<u64>().is_ok());
    Request {
        job: text.and_then(|text| text.parse().ok()).expect("a number in the toast"),
        time: logged.time,
        is_accepted: logged.verdict == Verdict::Received,
    }
}

/// The states of sockets that listen, or wait for nothing but time to pass.
const NOT_OPEN: [&str; 2] = ["0A", "06"];
/// How many requests the log keeps: far more than come between two kills.
const KEPT: usize = 20_000;
