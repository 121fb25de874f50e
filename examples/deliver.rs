//! Many notifications until each has ended, over any transport: the loop that joins an outbox with a function that sends.
//!
//! `cargo run -p mpns-examples --example deliver -- <channel URI>`

#![allow(dead_code, reason = "the tests use only the loop")]

use std::error::Error;
use std::io;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use http::{Request, Response};
use mpns_outbox::{Event, Failure, Job, Now, Outbox, Output, Settings};
use mpns_proto::{Jitter, Notification, Reply, Toast};

#[path = "std_net.rs"]
pub(crate) mod std_net;

fn main() -> Result<(), Box<dyn Error>> {
    mpns_examples::run(|channel| {
        let jobs = ["Goal!", "Half-time", "Full time"].into_iter().map(|text| {
            let toast = Toast { text1: Some(text.into()), ..Toast::default() };
            toast.build().map(|toast| Job::new(channel.clone(), (text, toast)))
        });
        let jobs = jobs.collect::<Result<Vec<_>, _>>()?;
        let tcp = std_net::BareTcp::new(Duration::from_secs(15));
        deliver(
            Settings::default(),
            jobs,
            |request| tcp.send(request),
            |event| match event {
                Event::Ended(ended) => println!("{}: {}", ended.payload.0, ended.end),
                event => println!("{event:?}"),
            },
        )?;
        Ok(Vec::new())
    })
}

/// Delivers each job. The next one is taken when none of those that wait may be sent.
pub(crate) fn deliver<K>(
    settings: Settings,
    jobs: impl IntoIterator<Item = Job<(K, Notification)>>,
    send: impl Fn(&Request<Vec<u8>>) -> io::Result<Response<()>> + Sync,
    mut handle: impl FnMut(Event<(K, Notification)>),
) -> Result<(), Box<dyn Error>> {
    let (start, send, mut jobs) = (Instant::now(), &send, jobs.into_iter().fuse());
    let now = || Now { monotonic: start.elapsed(), wall: SystemTime::now() };
    let mut outbox = Outbox::<(K, Notification)>::new(settings, fastrand::u128(..));
    let (results, inbox) = mpsc::channel();
    thread::scope(|scope| {
        loop {
            let wait = match outbox.poll(now()) {
                Output::Transmit(transmit) => {
                    let (ticket, results) = (transmit.ticket, results.clone());
                    let request = transmit.payload.1.request(&transmit.channel.uri()?);
                    scope.spawn(move || results.send((ticket, send(&request))));
                    continue;
                }
                Output::Event(event) => {
                    handle(event);
                    continue;
                }
                Output::Wait(wait) => wait,
                Output::Full | Output::Idle => Duration::MAX,
            };
            let may_take = outbox.in_flight() < settings.in_flight.get() && outbox.room() > 0;
            if let Some(job) = may_take.then(|| jobs.next()).flatten() {
                outbox.push(job, now()).map_err(|refused| refused.reason)?;
                continue;
            }
            if outbox.jobs() == 0 {
                return Ok(());
            }
            let jitter = Jitter::new(fastrand::u16(..));
            match inbox.recv_timeout(wait) {
                Ok((ticket, Ok(response))) => {
                    let reply = Reply::from_response(&response);
                    outbox.handle_reply(ticket, &reply, now(), jitter);
                }
                Ok((ticket, Err(_))) => outbox.handle_error(ticket, UNKNOWN, now(), jitter),
                // The time has passed.
                Err(_) => {}
            }
        }
    })
}

/// What is known of a request that failed: a transport that knows more says so.
const UNKNOWN: Failure = Failure { may_have_been_delivered: true, is_permanent: false };
