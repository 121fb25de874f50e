//! The lines of the results.

use std::time::{Duration, SystemTime};

use mpns_proto::{Content, Job, NoReply, Record, Reply, Report};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::counts::Verdict;
use crate::rfc3339::rfc3339;

/// A request and its result.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) result: Result<Reply, NoReply>,
    pub(super) at: SystemTime,
    pub(super) took: Duration,
}

/// The end of a job.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ResultLine<'a> {
    pub(super) line: u64,
    pub(super) result: Verdict,
    /// The outcome of a refusal, or why it is not tried any longer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
    pub(super) attempts: u16,
    pub(super) ended_at: String,
    #[serde(flatten)]
    pub(super) rest: Rest<'a>,
}

/// The rest of a line.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Rest<'a> {
    /// The job was not sent.
    #[serde(rename_all = "camelCase")]
    Unsent {
        key: &'a Value,
        #[serde(flatten)]
        content: Option<&'a Content>,
        #[serde(skip_serializing_if = "Option::is_none")]
        error: Option<&'a str>,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        delete_channel: bool,
    },
    /// The last reply.
    #[serde(rename_all = "camelCase")]
    Reply {
        key: &'a Value,
        sent_at: String,
        took_milliseconds: u128,
        #[serde(flatten)]
        report: Report,
    },
    /// Why there was no reply to the last attempt.
    #[serde(rename_all = "camelCase")]
    NoReply {
        key: &'a Value,
        sent_at: String,
        took_milliseconds: u128,
        error: &'a str,
        error_kind: &'a str,
        may_have_been_delivered: bool,
    },
    /// All of it, with what was sent.
    Record(Box<Record<Value>>),
}

impl<'a> Rest<'a> {
    /// The last attempt, without what was sent.
    pub(super) fn of(key: &'a Value, sent: &'a Sent) -> Self {
        let (sent_at, took_milliseconds) = (rfc3339(sent.at), sent.took.as_millis());
        match &sent.result {
            Ok(reply) => {
                let now = sent.at.checked_add(sent.took).unwrap_or(sent.at);
                Self::Reply { key, sent_at, took_milliseconds, report: Report::new(reply, now) }
            }
            Err(NoReply { kind, text, may_have_been_delivered, .. }) => Self::NoReply {
                key,
                sent_at,
                took_milliseconds,
                error: text,
                error_kind: kind,
                may_have_been_delivered: *may_have_been_delivered,
            },
        }
    }

    /// The last attempt, with what was sent.
    pub(super) fn record(mut job: Job<Value>, message_id: Uuid, sent: &Sent) -> Self {
        job.message_id = Some(message_id);
        Self::Record(Box::new(Record::new(job, sent.result.as_ref(), sent.at, sent.took)))
    }
}
