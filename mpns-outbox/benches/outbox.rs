//! What the outbox costs: a job from `push` to its end, while a million others wait.
#![allow(clippy::expect_used, clippy::panic, reason = "a benchmark may panic")]

use std::num::NonZero;
use std::time::{Duration, SystemTime};

use divan::Bencher;
use divan::counter::ItemsCount;
use mpns_outbox::{Event, Job, Now, Outbox, Output, Settings};
use mpns_proto::{BatchingInterval, ChannelUri, Jitter, Reply};

fn main() {
    divan::main();
}

/// Four events: a job is pushed, sent, answered, and ends.
#[divan::bench(args = [0, 1_000_000])]
fn a_job(bencher: Bencher<'_, '_>, waiting: u32) {
    let mut outbox = with_waiting(waiting);
    let channels: Vec<_> = (0..1_000).map(|number| channel("quick", number)).collect();
    let reply = Reply::new(mpns_proto::http::StatusCode::OK);
    bencher.counter(ItemsCount::new(4_u32 * 1_000)).bench_local(|| {
        for (number, channel) in channels.iter().enumerate() {
            outbox.push(Job::new(channel.clone(), number as u64), NOW).expect("room");
            let Output::Transmit(transmit) = outbox.poll(NOW) else { panic!("a request") };
            let ticket = transmit.ticket;
            outbox.handle_reply(ticket, &reply, NOW, Jitter::NONE);
            let Output::Event(Event::Ended(_)) = outbox.poll(NOW) else { panic!("an end") };
        }
    });
}

/// An outbox in which this many jobs wait behind held channels.
fn with_waiting(count: u32) -> Outbox<u64> {
    let mut settings = Settings::default();
    settings.jobs = NonZero::new(2_000_000).expect("not zero");
    settings.channels = settings.jobs;
    let mut outbox = Outbox::new(settings, 7);
    for number in 0..count {
        let mut job = Job::new(channel(&format!("h{}", number % 200), number), number.into());
        job.interval = BatchingInterval::Within900s;
        let hold = mpns_outbox::Hold { since: NOW.wall, length: Duration::from_secs(3_600) };
        outbox.restore_hold(&job.channel, hold, NOW).expect("room");
        outbox.push(job, NOW).expect("room");
    }
    outbox
}

fn channel(host: &str, number: u32) -> ChannelUri {
    let path =
        "throttledthirdparty/01.00/AAFC8Zm3bN7wQIL1sWkzmQ5vAgAAAAADAQAAAAQUZm52OjY2QkJCNDhFNTcwN";
    format!("http://{host}.notify.live.net/{path}{number:08x}").parse().expect("a channel URI")
}

const NOW: Now = Now { monotonic: Duration::ZERO, wall: SystemTime::UNIX_EPOCH };
