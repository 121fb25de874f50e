use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::time::sleep;

use super::{Attack, Report, run};
use crate::process::Process;

/// An attack that was the only one, and the memory of the emulator around it. `Display` is a row of [`Alone::TITLE`].
#[derive(Clone, Debug)]
pub struct Alone {
    /// The attack.
    pub attack: Attack,
    /// What happened meanwhile.
    pub report: Report,
    /// The memory in MiB before the attack, if it is known.
    pub before_mib: Option<f64>,
    /// The memory in MiB when the hostile clients have been gone for some seconds.
    pub after_mib: Option<f64>,
}

impl Alone {
    /// The columns of its `Display`.
    pub const TITLE: &str =
        "attack                good  lost   99 % ms  before MiB  peak MiB  after MiB";

    /// Attacks an emulator for so long, and waits until that is over.
    ///
    /// # Errors
    ///
    /// If no channel can be opened.
    pub async fn run(
        emulator: SocketAddr,
        process: Process,
        attack: Attack,
        time: Duration,
    ) -> io::Result<Self> {
        let before_mib = process.memory();
        let report = run(emulator, Some(process), &[attack], time, |_| ()).await?;
        sleep(REST).await;
        Ok(Self { attack, report, before_mib, after_mib: process.memory() })
    }
}

impl fmt::Display for Alone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { minutes } = &self.report;
        let good: usize = minutes.iter().map(|minute| minute.good).sum();
        let lost: usize = minutes.iter().map(|minute| minute.losses.len()).sum();
        let most = minutes.iter().map(|minute| minute.most).max().unwrap_or_default();
        let most = most.as_secs_f64() * 1000.0;
        let peak = minutes.iter().filter_map(|minute| minute.peak_mib).reduce(f64::max);
        let [before, peak, after] = [self.before_mib, peak, self.after_mib]
            .map(|memory| memory.map_or("?".to_owned(), |memory| format!("{memory:.1}")));
        let name = self.attack.name();
        write!(f, "{name:16} {good:9} {lost:5} {most:9.2} {before:>11} {peak:>9} {after:>10}")
    }
}

/// How long the emulator has after an attack.
const REST: Duration = Duration::from_secs(3);
