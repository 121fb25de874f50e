//! `mpns batch`, killed again and again: what the command `kills` runs and prints.
//!
//! The service is an emulator with phones that are out of reach, overflow or are gone. After each kill, what it got is
//! compared with what the files of the batch say.

mod files;
mod report;
mod service;
mod tally;

pub use report::Report;

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use fastrand::Rng;

use self::files::Files;
use self::service::Service;
use self::tally::Tally;

/// What is killed, and how often.
#[derive(Clone, Debug)]
pub struct Kills {
    /// The command `mpns`.
    pub command: PathBuf,
    /// A folder for the files of the batch, which is emptied.
    pub folder: PathBuf,
    /// How many jobs there are.
    pub jobs: u64,
    /// How often the batch is killed.
    pub kills: u64,
    /// How many requests are in flight at most.
    pub concurrency: u64,
}

impl Kills {
    /// Kills a batch so often, and lets it end. `killed` is called with the report so far.
    pub fn run(&self, mut killed: impl FnMut(&Report)) -> Report {
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder).expect("a folder");
        let mut random = Rng::new();
        let mut service = Service::start(self.jobs);
        fs::write(self.folder.join("jobs.jsonl"), service.jobs(self.jobs)).expect("the jobs");
        let mut tally = Tally::new(service.channels());
        let mut files = Files::default();
        for kill in 1..=self.kills {
            let left = self.jobs - files.results.len() as u64;
            let requests = random.u64(0..=2 * left / (self.kills - kill + 1));
            let mut child = self.start(&[]);
            wait(&service, &mut child, requests);
            sleep(Duration::from_micros(random.u64(0..3000)));
            child.kill().expect("killed");
            child.wait().expect("ended");
            service.wait_until_left();
            tally.take(&service.new_requests(), &files);
            files = Files::read(&self.folder);
            service.trouble(&mut random);
            killed(&tally.report(&files, self, kill));
        }
        // What is held when nothing else is left ends by a deadline that has passed.
        let child = self.start(&["--deadline", "1s"]).wait().expect("ended");
        assert!(child.code().is_some_and(|code| code <= 1), "{child}");
        tally.take(&service.new_requests(), &files);
        tally.report(&Files::read(&self.folder), self, self.kills)
    }

    fn start(&self, more: &[&str]) -> Child {
        let mut command = Command::new(&self.command);
        command.args(["batch", "jobs.jsonl", "--results", "results.jsonl", "--no-proxy"]);
        command.args(["--concurrency", &self.concurrency.to_string()]).args(more);
        let command = command.current_dir(&self.folder).stderr(Stdio::null());
        command.spawn().expect("the command starts")
    }
}

/// Waits until the service has got so many more requests, or gets none any more.
fn wait(service: &Service, child: &mut Child, requests: u64) {
    let begin = service.last_request();
    let mut last = (begin, Instant::now());
    while last.0 < begin + requests && last.1.elapsed() < SILENCE {
        assert!(
            child.try_wait().expect("a state").is_none(),
            "the batch has ended: kill it sooner"
        );
        sleep(Duration::from_millis(1));
        let now = service.last_request();
        if now > last.0 {
            last = (now, Instant::now());
        }
    }
}

const SILENCE: Duration = Duration::from_millis(500);
