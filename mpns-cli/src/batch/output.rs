//! What is to be written, until it is.

use std::time::SystemTime;

use mpns_outbox::End;
use mpns_proto::Job;

use super::counts::Verdict;
use super::job_line::Form;
use super::note::Note;
use super::result_line::{Rest, ResultLine, Sent};
use super::waiting::Waiting;
use crate::rfc3339::rfc3339;

/// Lines for the files of a batch, in the order in which the files have to be written.
#[derive(Default)]
pub(super) struct Output {
    /// The channels that are gone.
    pub(super) expired: Vec<u8>,
    pub(super) holds: Vec<u8>,
    pub(super) results: Vec<u8>,
    /// Whether a job has ended whose channel is held from now on: the hold has to be safe before the result is.
    pub(super) has_both: bool,
}

/// Why a job ended that was not sent, or not any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    End(End),
    /// Its channel is held, and there are no retries.
    ChannelHeld,
}

impl Output {
    /// A channel that is gone.
    pub(super) fn add_expired(&mut self, uri: &str) {
        self.expired.extend_from_slice(uri.as_bytes());
        self.expired.push(b'\n');
    }

    pub(super) fn add_note(&mut self, note: &Note) {
        push_json(&mut self.holds, note);
    }

    /// The line of a job that could not be read.
    pub(super) fn add_invalid(&mut self, line: u64, error: &str, now: SystemTime) {
        let key = &serde_json::Value::Null;
        let rest = Rest::Unsent { key, content: None, error: Some(error), delete_channel: false };
        let (result, ended_at) = (Verdict::Invalid, rfc3339(now));
        let line = ResultLine { line, result, reason: None, attempts: 0, ended_at, rest };
        push_json(&mut self.results, &line);
    }

    /// The end of a job. Returns what it is.
    pub(super) fn add_end(
        &mut self,
        form: &Form,
        job: Waiting,
        why: Why,
        attempts: u16,
        sent: Option<&Sent>,
        now: SystemTime,
    ) -> Verdict {
        let (verdict, reason) = verdict(why);
        let content = if job.with_content { form.content(job.content.as_ref()) } else { None };
        let rest = match (sent, content) {
            (Some(sent), Some(content)) => {
                let job_of_record = Job::new(job.key.clone(), job.channel.clone(), content.clone());
                Rest::record(job_of_record, job.message_id, sent)
            }
            (Some(sent), None) => Rest::of(&job.key, sent),
            (None, content) => {
                let delete_channel = why == Why::End(End::ChannelExpired);
                Rest::Unsent { key: &job.key, content, error: None, delete_channel }
            }
        };
        self.has_both |= verdict == Verdict::GaveUp && !self.holds.is_empty();
        let (line, ended_at) = (job.line, rfc3339(now));
        let line = ResultLine { line, result: verdict, reason, attempts, ended_at, rest };
        push_json(&mut self.results, &line);
        verdict
    }
}

fn verdict(why: Why) -> (Verdict, Option<&'static str>) {
    match why {
        Why::End(End::Accepted) => (Verdict::Accepted, None),
        Why::End(End::Refused(outcome)) => (Verdict::Refused, Some(outcome.as_str())),
        Why::End(end @ End::ChannelExpired) => (Verdict::Refused, Some(end.as_str())),
        Why::End(end) => (Verdict::GaveUp, Some(end.as_str())),
        Why::ChannelHeld => (Verdict::GaveUp, Some("channel-held")),
    }
}

fn push_json(to: &mut Vec<u8>, line: &impl serde::Serialize) {
    let length = to.len();
    // What a line has can always be written as JSON.
    match serde_json::to_writer(&mut *to, line) {
        Ok(()) => to.push(b'\n'),
        Err(_) => to.truncate(length),
    }
}
