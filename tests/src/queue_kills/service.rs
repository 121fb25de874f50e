use std::time::{Duration, SystemTime};

use fastrand::Rng;
use mpns_emulator::{
    Answer, Channel, DeviceConnection, Emulator, Fault, FaultTime, LoggedRequest, Verdict,
};
use mpns_queue::mpns_proto::ChannelUri;

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
    /// The number of its job.
    pub(super) job: u64,
    pub(super) time: SystemTime,
    pub(super) is_delivered: bool,
    /// How long the service has kept its answer back.
    pub(super) delay: Duration,
}

impl Service {
    /// Some phones are in trouble, or slow; a few do not answer in time once.
    pub(super) fn start(channels: u64) -> Self {
        let emulator = phones::emulator();
        let open = |number| {
            let channel = phones::open(&emulator, number);
            match number % 20 {
                15 => channel.set_answer(delayed(Duration::from_millis(200))),
                17 if number % 400 == 17 => channel.set_answers([delayed(TOO_LONG)]),
                _ => {}
            }
            channel
        };
        let channels = (0..channels).map(open).collect();
        Self { emulator, channels, new: NewRequests::default() }
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
        self.new.take(&self.emulator).iter().map(|logged| request(logged)).collect()
    }
}

fn request(logged: &LoggedRequest) -> Request {
    let delay = match logged.fault {
        Some(Fault::DelayHead { delay }) => delay.get(),
        _ => Duration::ZERO,
    };
    Request {
        job: phones::number(logged),
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
