use std::sync::Arc;
use std::time::{Duration, SystemTime};

use fastrand::Rng;
use mpns_emulator::{
    Answer, Channel, DeviceConnection, Emulator, Fault, FaultTime, LoggedRequest, Options, Verdict,
};
use mpns_queue::mpns_proto::ChannelUri;

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
    /// The number of its job.
    pub(super) job: u64,
    pub(super) time: SystemTime,
    pub(super) is_delivered: bool,
    /// How long the service has kept its answer back.
    pub(super) delay: Duration,
}

impl Service {
    /// Some phones are out of reach, overflow, are gone, refuse or are slow; a few do not answer in time once.
    pub(super) fn start(channels: u64) -> Self {
        let mut options = Options::default();
        (options.bounds.requests, options.bounds.kept_bytes) = (KEPT, 1 << 30);
        let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options);
        let emulator = emulator.expect("an emulator");
        let open = |number| {
            let channel = emulator.open_channel();
            match number % 20 {
                3 | 4 => channel.set_connection(DeviceConnection::Inactive),
                7 => channel.set_answer(Answer::QueueFull),
                11 => channel.close(),
                13 => channel.set_answer(Answer::Unauthorized),
                15 => channel.set_answer(delayed(Duration::from_millis(200))),
                17 if number % 400 == 17 => channel.set_answers([delayed(TOO_LONG)]),
                _ => {}
            }
            channel
        };
        let channels = (0..channels).map(open).collect();
        Self { emulator, channels, seen: 0 }
    }

    pub(super) fn channels(&self) -> u64 {
        self.channels.len() as u64
    }

    /// The channel of a job: the second round over the channels comes after the first.
    pub(super) fn channel(&self, job: u64) -> &ChannelUri {
        let number = usize::try_from(job % self.channels()).expect("a channel");
        self.channels[number].uri()
    }

    /// Some more phones get out of reach, and some are back.
    pub(super) fn trouble(&self, random: &mut Rng) {
        for connection in [DeviceConnection::Inactive, DeviceConnection::Connected] {
            for _ in 0..self.channels.len() / 400 + 1 {
                let channel = &self.channels[random.usize(..self.channels.len())];
                channel.set_connection(connection);
            }
        }
    }

    /// All phones are back.
    pub(super) fn recover(&self) {
        for channel in &self.channels {
            channel.set_connection(DeviceConnection::Connected);
            channel.set_answer(None);
        }
    }

    /// What has come since the last call.
    pub(super) fn new_requests(&mut self) -> Vec<Request> {
        let requests = self.emulator.requests();
        let new = requests.partition_point(|request| request.number <= self.seen);
        let new = &requests[new..];
        let first = new.first().map_or(self.seen + 1, |request| request.number);
        assert_eq!(first, self.seen + 1, "the log has forgotten a request");
        self.seen = new.last().map_or(self.seen, |request| request.number);
        new.iter().map(request).collect()
    }
}

fn request(logged: &Arc<LoggedRequest>) -> Request {
    let body = std::str::from_utf8(&logged.body).expect("UTF-8");
    let text = body.split(['<', '>']).find(|part| part.parse::<u64>().is_ok());
    let delay = match logged.fault {
        Some(Fault::DelayHead { delay }) => delay.get(),
        _ => Duration::ZERO,
    };
    Request {
        job: text.and_then(|text| text.parse().ok()).expect("a number in the toast"),
        time: logged.time,
        is_delivered: logged.verdict == Verdict::Received,
        delay,
    }
}

fn delayed(delay: Duration) -> Answer {
    Answer::Fault(Fault::DelayHead { delay: FaultTime::new(delay).expect("a time") })
}

/// Longer than a request may take.
const TOO_LONG: Duration = Duration::from_secs(60);
/// How many requests the log keeps: far more than come between two looks.
const KEPT: usize = 20_000;
