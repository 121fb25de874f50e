//! A driver sends one toast to many channels of a service that is already running, and prints the cost.
//!
//! The environment configures it: `HOST`, `PORT`, `N` (how many sends are measured), `WARM` (how many precede them),
//! `CONC` (how many at a time) and `MSG` (a JSON file with `text1`, `text2` and `param`). It prints one line of JSON:
//! `n`, `ok` (how many were accepted), `elapsed_s`, and `cpu_s` (user and system time of the process). Both times are
//! those of the measured sends.

use std::env;
use std::fs::File;
use std::ops::Range;
use std::time::Instant;

use cpu_time::ProcessTime;
use mpns_proto::{ChannelUri, Notification, Toast};

/// The task of a driver.
#[derive(Clone, Debug)]
pub struct Drive {
    origin: String,
    toast: Notification,
    /// How many sends precede those that are measured.
    pub warm: usize,
    /// How many sends are measured.
    pub n: usize,
    /// How many sends are under way at a time.
    pub at_most: usize,
}

impl Drive {
    /// Reads the environment.
    pub fn from_env() -> Self {
        let message = File::open(variable("MSG")).expect("MSG is a file that can be read");
        let message: serde_json::Value = serde_json::from_reader(message).expect("MSG is JSON");
        let text = |name: &str| message[name].as_str().map(ToOwned::to_owned);
        let (text1, text2, param) = (text("text1"), text("text2"), text("param"));
        let toast = Toast { text1, text2, param, ..Toast::default() };
        Self {
            origin: format!("http://{}:{}", variable("HOST"), variable("PORT")),
            toast: toast.build().expect("MSG is a toast"),
            warm: number("WARM"),
            n: number("N"),
            at_most: number("CONC"),
        }
    }

    /// Jobs for channels that were not used before.
    pub fn jobs(
        &self,
        channels: Range<usize>,
    ) -> impl Iterator<Item = (usize, ChannelUri, Notification)> + Send + use<> {
        let Self { origin, toast, .. } = self.clone();
        channels.map(move |i| {
            let channel = format!("{origin}/throttledthirdparty/01.00/{i}");
            (i, channel.parse().expect("a channel"), toast.clone())
        })
    }
}

/// The time since the warm sends.
#[derive(Debug)]
pub struct Watch {
    elapsed: Instant,
    cpu: ProcessTime,
}

impl Watch {
    /// Starts measuring.
    pub fn start() -> Self {
        Self { elapsed: Instant::now(), cpu: ProcessTime::now() }
    }

    /// Prints the result.
    pub fn report(&self, n: usize, ok: usize) {
        let (elapsed, cpu) =
            (self.elapsed.elapsed().as_secs_f64(), self.cpu.elapsed().as_secs_f64());
        println!(r#"{{"n":{n},"ok":{ok},"elapsed_s":{elapsed:.6},"cpu_s":{cpu:.6}}}"#);
    }
}

fn variable(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("the environment has no {name}"))
}

fn number(name: &str) -> usize {
    variable(name).parse().unwrap_or_else(|_| panic!("{name} is not a number"))
}
