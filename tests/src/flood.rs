//! An emulator under attack: what the command `flood` runs and prints.
//!
//! Good clients send toasts and read them back, while every kind of [`Attack`] goes on. All that the good clients do has
//! to succeed, and the memory of the emulator has to stay flat.

mod act;
mod alone;
mod attack;
mod connection;
mod good;
mod report;
mod tally;

pub use alone::Alone;
pub use attack::Attack;
pub use report::{Minute, Report};

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;
use tokio::time::sleep;

use self::tally::Tally;
use crate::process::Process;

/// Attacks an emulator for so long, and reports each part of the time as it ends.
///
/// # Errors
///
/// If no channel can be opened.
pub async fn run(
    emulator: SocketAddr,
    process: Option<Process>,
    attacks: &[Attack],
    time: Duration,
    mut ended: impl FnMut(&Minute),
) -> io::Result<Report> {
    let tally = Arc::new(Tally::default());
    let mut tasks = JoinSet::new();
    let mut targets = Vec::new();
    for _ in 0..GOOD_CLIENTS {
        targets.push(good::Target::open(emulator).await?);
    }
    let _good = good::Clients::start(targets, &tally);
    for attack in attacks {
        attack::spawn(*attack, emulator, &mut tasks).await?;
    }
    let mut report = Report::default();
    let begin = Instant::now();
    for part in 1..=PARTS {
        let mut memory = Vec::new();
        while begin.elapsed() < time * part / PARTS {
            sleep(SAMPLE).await;
            memory.extend(process.and_then(|process| process.memory()));
        }
        let minute = Minute::new(begin.elapsed(), tally.take(), &memory);
        ended(&minute);
        report.minutes.push(minute);
    }
    Ok(report)
}

const GOOD_CLIENTS: usize = 8;
/// The time is reported in so many parts.
const PARTS: u32 = 10;
const SAMPLE: Duration = Duration::from_millis(100);
