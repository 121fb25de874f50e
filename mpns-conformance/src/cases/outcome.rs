//! Responses that a transport may treat in a way of its own: every response is returned.
//!
//! What each row of the response table means is not a transport's concern.

use mpns_proto::Outcome::{self, *};

use crate::case::Case;
use crate::script::Answer;

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = WITH_STATUSES.iter().map(with_statuses).collect();
    cases.extend(BARE.iter().map(|(status, outcome)| bare(*status, *outcome)));
    cases.extend([200, 404, 410].map(page));
    cases
}

/// Status code, notification, device connection and subscription status, and the outcome.
type Row = (u16, &'static str, &'static str, &'static str, Outcome);

fn with_statuses((status, notification, device, subscription, outcome): &Row) -> Case {
    let words = [*notification, *device, *subscription];
    let mut name = format!("outcome/{status}");
    let mut answer = Answer::new(*status);
    for (header, word) in STATUSES.into_iter().zip(words).filter(|(_, word)| !word.is_empty()) {
        name.push('-');
        name.push_str(&word.to_ascii_lowercase());
        answer = answer.header(header, word);
    }
    let description = format!("{status} with these statuses is returned and means {outcome}");
    Case::new(name, description).answered(&answer, *outcome).requests(1)
}

fn bare(status: u16, outcome: Outcome) -> Case {
    let description = format!("{status} without statuses is returned and means {outcome}");
    Case::new(format!("outcome/{status}-bare"), description)
        .answered(&Answer::new(status), outcome)
        .requests(1)
}

/// Without its content type, this would be a success, or delete the channel.
fn page(status: u16) -> Case {
    let description = format!(
        "{status} without statuses is returned with its content type, HTML, and means {Unrecognized}"
    );
    let answer = Answer::new(status).header("Content-Type", "text/html; charset=utf-8");
    Case::new(format!("outcome/{status}-html"), description)
        .answered(&answer, Unrecognized)
        .requests(1)
}

const STATUSES: [&str; 3] =
    ["X-NotificationStatus", "X-DeviceConnectionStatus", "X-SubscriptionStatus"];

/// A client may lose the headers of a status that is an error, or that it does not know.
const WITH_STATUSES: &[Row] = &[
    (200, "QueueFull", "TempDisconnected", "Active", QueueFull),
    (302, "Received", "Connected", "Active", Unrecognized),
    (404, "Dropped", "Connected", "Expired", ChannelExpired),
    (412, "Dropped", "Inactive", "", DeviceInactive),
    (418, "Received", "Connected", "Active", Unrecognized),
    (503, "Dropped", "Connected", "Expired", ChannelExpired),
];

const BARE: &[(u16, Outcome)] = &[
    (200, Received),
    // Without a body, whatever the headers say.
    (204, Received),
    (304, Unrecognized),
    // Not in the registry of status codes.
    (299, Received),
    (499, Unrecognized),
    (599, Unrecognized),
    (600, Unrecognized),
    (999, Unrecognized),
    (404, ChannelExpired),
    // A client may answer a challenge, or send again on another connection or after a while.
    (401, Unauthorized),
    (407, Unrecognized),
    (408, Unrecognized),
    (417, Unrecognized),
    (421, Unrecognized),
    (425, Unrecognized),
    (429, Throttled),
    (503, Unavailable),
];
