//! How the Python package on Twisted judges responses.

use http::{HeaderName, StatusCode};
use mpns_proto::{NotificationStatus, Reply, SubscriptionStatus, header};

use crate::scene::{Difference, GONE, LOST, Scene, TAKEN};
use crate::verdict_both as both;

/// In the order in which they change a judgement.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "bytes that are not UTF-8 are an error",
        reason: "Twisted decodes strictly; we replace what is invalid",
        change: decode,
    },
    Difference {
        name: "the first of a repeated header counts",
        reason: "we take the gravest",
        change: keep_first,
    },
    both::NOT_APPLICABLE,
    Difference {
        name: "Expired counts at 404 alone",
        reason: "the subscription is gone, no matter what the status code is: a 412 with Expired was seen",
        change: |scene| {
            let reply = Reply::from_response(&scene.answer);
            let is_expired = reply.subscription_status() == Some(&SubscriptionStatus::Expired);
            if is_expired && reply.status() != 404 {
                scene.forget(&header::SUBSCRIPTION_STATUS);
            }
        },
    },
    both::WNS,
    both::RETRY,
    Difference {
        name: "404 without Expired keeps the channel",
        reason: "ReLiveWP answers a bare 404, and values are read without regard to case",
        change: |scene| {
            if scene.text(&header::SUBSCRIPTION_STATUS).as_deref() != Some("Expired") {
                scene.turn_at(&[404], GONE, LOST);
            }
        },
    },
    both::GONE_410,
    Difference {
        name: "no error has a wait",
        reason: "the class of the error says what happened, and not when to send again",
        change: |scene| scene.verdict.wait = None,
    },
    both::OTHER_SUCCESS,
    Difference {
        name: "200 without a notification status is an error",
        reason: "ReLiveWP has no MPNS headers",
        change: |scene| {
            if Reply::from_response(&scene.answer).notification_status().is_none() {
                scene.turn_at(&[200], TAKEN, LOST);
            }
        },
    },
    Difference {
        name: "Received in another spelling is an error",
        reason: "values are read without regard to case and whitespace",
        change: |scene| {
            if scene.text(&header::NOTIFICATION_STATUS).as_deref() != Some("Received") {
                scene.turn_at(&[200], TAKEN, LOST);
            }
        },
    },
    Difference {
        name: "Suppressed is a success",
        reason: "nothing was taken",
        change: |scene| {
            if scene.text(&header::NOTIFICATION_STATUS).as_deref() == Some("Suppressed") {
                scene.forget_status(LOST, |status| *status == NotificationStatus::Suppressed);
            }
        },
    },
    Difference {
        name: "the error of another status has no statuses",
        reason: "the package reads headers at 200, 404, 406 and 412",
        change: |scene| {
            if !is_read(scene.verdict.status) {
                forget_statuses(scene);
            }
        },
    },
];

/// An error without statuses, if a status that is read is not UTF-8.
fn decode(scene: &mut Scene) {
    let headers = scene.answer.headers_mut();
    let mut values = STATUSES.into_iter().flat_map(|name| headers.get_all(name));
    let is_text = values.all(|value| str::from_utf8(value.as_bytes()).is_ok());
    if is_read(scene.verdict.status) && !is_text {
        headers.clear();
        *scene.answer.status_mut() = StatusCode::BAD_REQUEST;
        scene.judge();
        forget_statuses(scene);
    }
}

/// Removes all but the first of each status, and judges again.
fn keep_first(scene: &mut Scene) {
    scene.read_as_written(|values| values.len() > 1);
    for name in &STATUSES {
        if let Some(first) = scene.answer.headers().get(name).cloned() {
            scene.answer.headers_mut().insert(name, first);
        }
    }
    scene.judge();
}

/// Whether the package reads the headers.
fn is_read(status: u16) -> bool {
    [200, 404, 406, 412].contains(&status)
}

fn forget_statuses(scene: &mut Scene) {
    let verdict = &mut scene.verdict;
    (verdict.notification, verdict.device, verdict.subscription) = (None, None, None);
}

const STATUSES: [HeaderName; 3] =
    [header::NOTIFICATION_STATUS, header::DEVICE_CONNECTION_STATUS, header::SUBSCRIPTION_STATUS];
