//! `mpns batch`.

use std::num::{NonZeroU16, NonZeroUsize};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use mpns_outbox::Settings;
use mpns_proto::Limits;
use uuid::Uuid;

use crate::failure::{Failure, exit_code, say, warn};
use crate::transport::Transport;
use crate::{content, interrupt};

mod bits;
mod counts;
mod delivery;
mod files;
mod job_line;
mod jobs_file;
mod lanes;
mod log;
mod note;
mod options;
mod output;
mod parked;
mod passes;
mod places;
mod progress;
mod record;
mod result_line;
mod run;
mod spool;
mod threads;
mod waiting;

use delivery::{Delivery, Rules};
use files::{Files, beside};
use job_line::Form;
use jobs_file::{JobsFile, OTHER_JOBS, content_hash};
use lanes::Lanes;
use note::{Note, seconds};
pub(crate) use options::{EXAMPLES, Options};
use passes::Passes;
use record::Record;
use run::{Clock, Run};
use spool::spool;

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let limits = options.limits.limits();
    let (form, content) = form(options, &limits)?;
    let concurrency = options.concurrency.get();
    let transport = Transport::with_connections(&options.connection, Some(concurrency))?;
    let clock = Clock::start();
    let now = clock.now().wall;
    let mut files = Files::open(&options.results, options.expired.as_deref())?;
    let mut record = read_record(&mut files, now)?;
    let jobs = open_jobs(options, record.jobs.is_some(), &record)?;
    let known = record.jobs.take();
    if known.as_ref().is_some_and(|known| known.content != content) {
        return Err(Failure::usage(OTHER_JOBS));
    }
    let started_at = known.as_ref().map_or_else(|| seconds(now), |known| known.started_at);
    let note = jobs.note(started_at, content);
    if known.as_ref() != Some(&note) {
        let mut line = serde_json::to_vec(&Note::Jobs(note))
            .map_err(|error| Failure::content("the jobs", &error))?;
        line.push(b'\n');
        files.holds.write(&mut line)?;
        files.holds.sync()?;
    }
    let started = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(started_at));
    let deadline = options.deadline.0;
    let rules = Rules {
        form,
        limits,
        deadline: deadline.and_then(|deadline| started?.checked_add(deadline)),
        attempts: if options.no_retry { Some(ONCE) } else { options.attempts },
        no_retry: options.no_retry,
        may_show_twice: options.may_show_twice,
        with_content: options.with_content,
    };
    let delivery = Delivery::new(rules, settings(options), Uuid::new_v4().as_u128(), record);
    let is_asked_to_end = interrupt::flag()?;
    let number = jobs.jobs;
    let passes = Passes::new(jobs).map_err(|error| unreadable(&error))?;
    let lanes = Lanes::new(transport)?;
    let mut run = Run { delivery, passes, files, lanes, clock, jobs: number, is_asked_to_end };
    let state = run.deliver()?;
    let left = number.saturating_sub(state.counts.all());
    if left > 0 {
        say(format_args!(
            "mpns: {left} jobs are left; to go on, start it again with the same files"
        ));
        return Ok(ExitCode::from(interrupt::INTERRUPTED));
    }
    Ok(exit_code(state.counts.accepted == number))
}

/// What the lines are, and the hash of the content that all have in common.
fn form(options: &Options, limits: &Limits) -> Result<(Form, Option<u64>), Failure> {
    let Some(file) = &options.content else { return Ok((Form::Jobs, None)) };
    let (content, bytes) = content::read(file)?;
    let notification = content
        .build_with(limits)
        .map_err(|error| Failure::content("the notification is refused", &error))?;
    warn(&content.warnings());
    let form = Form::Channels { content: Box::new(content), notification };
    Ok((form, Some(content_hash(&bytes))))
}

/// What an earlier run has written.
fn read_record(files: &mut Files, now: SystemTime) -> Result<Record, Failure> {
    let mut record = Record::default();
    if files.holds.is_empty() && !files.results.is_empty() {
        return Err(Failure::usage(NOT_OURS));
    }
    files.results.read(|line| record.read_result(line))?;
    files.holds.read(|line| record.read_note(line, now))?;
    if record.jobs.is_none() && !files.results.is_empty() {
        return Err(Failure::usage(NOT_OURS));
    }
    Ok(record)
}

/// Opens the jobs, which have to be those of the earlier run.
fn open_jobs(options: &Options, has_begun: bool, record: &Record) -> Result<JobsFile, Failure> {
    let path = options.jobs.as_ref().or(options.channels.as_ref());
    let path = path.ok_or_else(|| Failure::usage("jobs are needed"))?;
    let path: PathBuf = if path == Path::new("-") {
        let kept = beside(&options.results, "jobs");
        spool(&kept, has_begun)?;
        kept
    } else {
        path.clone()
    };
    let opened = JobsFile::open(&path, record.jobs.as_ref());
    let opened = opened
        .map_err(|error| Failure::usage(format_args!("cannot read {}: {error}", path.display())))?;
    opened.map_err(Failure::usage)
}

fn settings(options: &Options) -> Settings {
    let concurrency = options.concurrency;
    let half = NonZeroUsize::new(concurrency.get().div_ceil(2)).unwrap_or(concurrency);
    let mut settings = Settings::default();
    settings.in_flight = concurrency;
    settings.in_flight_per_host = options.per_host.unwrap_or(half);
    // Enough that each host has jobs when its turn comes; those that wait for long are elsewhere.
    settings.jobs = concurrency.saturating_mul(FOUR).max(PLACES);
    settings.channels = settings.jobs.saturating_mul(TWO);
    settings
}

fn unreadable(error: &std::io::Error) -> Failure {
    Failure::usage(format_args!("cannot read the jobs: {error}"))
}

const ONCE: NonZeroU16 = NonZeroU16::MIN;
const TWO: NonZeroUsize = NonZeroUsize::new(2).expect("not zero");
const FOUR: NonZeroUsize = NonZeroUsize::new(4).expect("not zero");
const PLACES: NonZeroUsize = NonZeroUsize::new(4096).expect("not zero");
const NOT_OURS: &str =
    "the file of the results has lines that are not of a batch: choose another name";
