//! Jobs that are read while those before them are enqueued.

use std::sync::Arc;
use std::thread::JoinHandle;

use mpns_proto::Job;
use mpns_queue::{NewJob, Terms};
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::failure::{Failure, chain};
use crate::queue::given_lines::{Given, GivenLines};

/// A thread that reads, since reading a pipe may take any time. It is ahead by a bounded number of bytes.
pub(super) struct Reader {
    jobs: UnboundedReceiver<Read>,
    thread: JoinHandle<Result<GivenLines, Failure>>,
}

/// A job, and where it is from.
pub(super) struct Read {
    pub(super) line: u64,
    /// How many lines up to this one are wrong.
    pub(super) invalid: u64,
    pub(super) job: NewJob,
    /// The room that it takes.
    pub(super) permit: OwnedSemaphorePermit,
}

impl Reader {
    pub(super) fn start(lines: GivenLines, terms: Terms) -> Result<Self, Failure> {
        let (sender, jobs) = unbounded_channel();
        let runtime = Handle::current();
        let room = Arc::new(Semaphore::new(usize::try_from(ROOM).unwrap_or_default()));
        let thread = std::thread::Builder::new()
            .spawn(move || read(lines, terms, &room, &runtime, &sender))
            .map_err(|error| Failure::no_reply(format_args!("cannot start a thread: {error}")))?;
        Ok(Self { jobs, thread })
    }

    /// Takes the jobs that are there, and waits if there is none. Returns how many; 0 at the end.
    pub(super) async fn next(&mut self, batch: &mut Vec<Read>) -> usize {
        self.jobs.recv_many(batch, AT_ONCE).await
    }

    /// The lines, at the end.
    pub(super) fn finish(self) -> Result<GivenLines, Failure> {
        let ended = self.thread.join();
        ended.unwrap_or_else(|_| Err(Failure::no_reply("reading ended without a reason")))
    }
}

fn read(
    mut lines: GivenLines,
    terms: Terms,
    room: &Arc<Semaphore>,
    runtime: &Handle,
    sender: &UnboundedSender<Read>,
) -> Result<GivenLines, Failure> {
    while let Some(given) = lines.next(|text| new_job(text, terms))? {
        let Given { line, bytes, value: job } = given;
        let bytes = u32::try_from(bytes).unwrap_or(ROOM).saturating_add(OVERHEAD).min(ROOM);
        let Ok(permit) = runtime.block_on(Arc::clone(room).acquire_many_owned(bytes)) else {
            break;
        };
        if sender.send(Read { line, invalid: lines.invalid, job, permit }).is_err() {
            break;
        }
    }
    Ok(lines)
}

/// Reads a line. The error may quote it.
fn new_job(text: &str, terms: Terms) -> Result<NewJob, String> {
    let job: Job<Value> = serde_json::from_str(text).map_err(|error| chain(&error))?;
    // Else the whole batch would be refused for it.
    job.build().map_err(|error| chain(&error))?;
    let mut new = NewJob::new(job.channel, job.content);
    new.key = key(job.key);
    if new.key.contains('\0') {
        // PostgreSQL has no such text, and would refuse the whole batch for it.
        return Err("there is a null character in the key".to_owned());
    }
    new.message_id = job.message_id;
    new.terms = terms;
    Ok(new)
}

/// A key is a text in the queue.
fn key(key: Value) -> String {
    match key {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// How many jobs are enqueued by one statement.
const AT_ONCE: usize = 1000;
/// How many bytes may be read and not yet enqueued: of the longest lines, one.
const ROOM: u32 = 4 << 20;
/// What a job takes beside its text, about.
const OVERHEAD: u32 = 512;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_job_as_in_a_batch() {
        let job = |key: &str| {
            format!(
                r#"{{{key}"channel": "http://h.example/a", "type": "toast", "text1": "Goal!"}}"#
            )
        };
        for (key, expected) in [
            ("", ""),
            (r#""key": null, "#, ""),
            (r#""key": "user 7", "#, "user 7"),
            (r#""key": 7, "#, "7"),
            (r#""key": {"a": [1]}, "#, r#"{"a":[1]}"#),
        ] {
            let job = new_job(&job(key), Terms::default()).expect(key);
            assert_eq!((job.key.as_str(), job.message_id), (expected, None));
        }
        let null = job(r#""key": "\u0000", "#);
        for wrong in ["", "{}", "http://h.example/a", r#"{"channel": "http://h.example/a"}"#, &null]
        {
            assert!(new_job(wrong, Terms::default()).is_err(), "{wrong}");
        }
    }
}
