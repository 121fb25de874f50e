//! The lines of `mpns queue results`: those of `mpns batch`, with the number of the job in place of the line.

use mpns_outbox::End;
use mpns_queue::JobResult;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::rfc3339::rfc3339;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultLine<'a> {
    cursor: String,
    job: i64,
    /// The number of the channel, which is no secret.
    channel_id: i64,
    content: i64,
    result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    attempts: u16,
    ended_at: String,
    key: &'a str,
    #[serde(flatten)]
    sent: Option<Sent>,
    /// What `mpns outcome` prints, or why there was no reply.
    #[serde(flatten)]
    detail: Map<String, Value>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Sent {
    sent_at: String,
    took_milliseconds: u64,
}

/// One line of JSON, without the line feed.
pub(super) fn result_line(result: &JobResult) -> serde_json::Result<String> {
    let detail = result.detail.as_deref().map(serde_json::from_str::<Map<String, Value>>);
    let mut detail = detail.and_then(Result::ok).unwrap_or_default();
    if result.result == End::ChannelExpired.as_str() {
        detail.entry("deleteChannel").or_insert(true.into());
    }
    let outcome = detail.get("outcome").and_then(Value::as_str).map(str::to_owned);
    let (word, reason) = verdict(&result.result, outcome.as_deref());
    let sent = result.sent.map(|(at, took)| Sent {
        sent_at: rfc3339(at),
        took_milliseconds: u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
    });
    serde_json::to_string(&ResultLine {
        cursor: result.cursor.to_string(),
        job: result.job.number(),
        channel_id: result.channel,
        content: result.content.0,
        result: word,
        reason,
        attempts: result.attempts,
        ended_at: rfc3339(result.ended),
        key: &result.key,
        sent,
        detail,
    })
}

/// The four words of a batch, and why.
fn verdict<'a>(result: &'a str, outcome: Option<&'a str>) -> (&'static str, Option<&'a str>) {
    match result {
        "accepted" => ("accepted", None),
        "invalid" => ("invalid", None),
        "refused" => ("refused", outcome),
        end if end == End::ChannelExpired.as_str() => ("refused", Some(end)),
        end => ("gave-up", Some(end)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_of_jobs_are_the_words_of_a_batch() {
        for (result, outcome, expected) in [
            ("accepted", Some("accepted"), ("accepted", None)),
            ("refused", Some("unauthorized"), ("refused", Some("unauthorized"))),
            ("channel-expired", None, ("refused", Some("channel-expired"))),
            ("attempts-reached", Some("unavailable"), ("gave-up", Some("attempts-reached"))),
            ("cancelled", None, ("gave-up", Some("cancelled"))),
            ("invalid", None, ("invalid", None)),
        ] {
            assert_eq!(verdict(result, outcome), expected, "{result}");
        }
    }
}
