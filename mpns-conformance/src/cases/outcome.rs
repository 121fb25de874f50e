//! Every row of the response table.

use mpns_proto::Outcome::{self, *};

use crate::Case;
use crate::script::Answer;

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = ROWS.iter().map(row).collect();
    cases.extend(BARE.iter().map(|(status, outcome)| bare(*status, *outcome)));
    cases
}

/// Status code, notification, device connection and subscription status, and the outcome.
type Row = (u16, &'static str, &'static str, &'static str, Outcome);

fn row((status, notification, device, subscription, outcome): &Row) -> Case {
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

const STATUSES: [&str; 3] =
    ["X-NotificationStatus", "X-DeviceConnectionStatus", "X-SubscriptionStatus"];

/// MSDN `ff941100`, and rows that were seen in the field.
const ROWS: &[Row] = &[
    (200, "Received", "Connected", "Active", Received),
    (200, "Received", "TempDisconnected", "Active", Received),
    (200, "Received", "Disconnected", "Active", Received),
    (200, "QueueFull", "Connected", "Active", QueueFull),
    (200, "QueueFull", "TempDisconnected", "Active", QueueFull),
    (200, "Suppressed", "Connected", "Active", Suppressed),
    (200, "Suppressed", "TempDisconnected", "Active", Suppressed),
    (200, "Dropped", "Connected", "Active", Dropped),
    (200, "Received", "Connected", "Expired", ChannelExpired),
    (200, "Postponed", "Connected", "Active", Unrecognized),
    (202, "Received", "Connected", "Active", Received),
    (302, "Received", "Connected", "Active", Unrecognized),
    (404, "Dropped", "Connected", "Expired", ChannelExpired),
    (404, "Dropped", "TempDisconnected", "Expired", ChannelExpired),
    (404, "Dropped", "Disconnected", "Expired", ChannelExpired),
    (406, "Dropped", "Connected", "Active", Throttled),
    (406, "Dropped", "TempDisconnected", "Active", Throttled),
    (412, "Dropped", "Inactive", "", DeviceInactive),
    (412, "Dropped", "Disconnected", "", DeviceInactive),
    (412, "Dropped", "Inactive", "Expired", ChannelExpired),
    (418, "Received", "Connected", "Active", Unrecognized),
    (503, "Dropped", "Connected", "Expired", ChannelExpired),
];

const BARE: &[(u16, Outcome)] = &[
    (200, Received),
    (201, Received),
    (202, Received),
    (204, Received),
    (299, Received),
    (300, Unrecognized),
    (304, Unrecognized),
    (400, BadRequest),
    (401, Unauthorized),
    (402, Unrecognized),
    (403, Forbidden),
    (404, ChannelExpired),
    (405, MethodNotAllowed),
    (406, Throttled),
    (407, Unrecognized),
    (408, Unrecognized),
    (409, Unrecognized),
    (410, ChannelExpired),
    (411, Unrecognized),
    (412, DeviceInactive),
    (413, TooLarge),
    (414, Unrecognized),
    (417, Unrecognized),
    (421, Unrecognized),
    (425, Unrecognized),
    (429, Throttled),
    (431, Unrecognized),
    (499, Unrecognized),
    (500, Unavailable),
    (501, Unrecognized),
    (502, Unavailable),
    (503, Unavailable),
    (504, Unavailable),
    (505, Unrecognized),
    (511, Unrecognized),
    (599, Unrecognized),
    (600, Unrecognized),
    (999, Unrecognized),
];
