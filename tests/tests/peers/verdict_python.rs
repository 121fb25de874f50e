//! How the Python package judges responses.

use http::HeaderValue;
use http::header::LOCATION;
use mpns_proto::{NotificationStatus, header};

use crate::scene::{Difference, LOST, Scene, later};
use crate::verdict_both as both;

/// In the order in which they change a judgement.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "redirections are followed",
        reason: "requests does by default; a channel URI is opaque and used as given",
        change: follow,
    },
    both::REPEATED,
    both::NOT_APPLICABLE,
    both::LATIN_1,
    both::EXPIRED,
    both::WNS,
    both::RETRY,
    Difference {
        name: "a full queue in another spelling is a success",
        reason: "values are read without regard to case and whitespace",
        change: |scene| {
            let is_spelled =
                scene.text(&header::NOTIFICATION_STATUS).as_deref() == Some("QueueFull");
            scene.forget_status(later(4), |status| {
                *status == NotificationStatus::QueueFull && !is_spelled
            });
        },
    },
    Difference {
        name: "a full queue waits 1 minute, always",
        reason: "MSDN says minutes; ours begin with 4 and double",
        change: |scene| scene.turn_at(&[200], later(4), later(1)),
    },
    both::SUPPRESSED,
    both::UNKNOWN_STATUS,
    both::OTHER_SUCCESS,
    both::UNAUTHORIZED,
    Difference {
        name: "406 waits a day, always",
        reason: "MSDN allows one try an hour",
        change: |scene| scene.turn_at(&[406], later(60), later(24 * 60)),
    },
    Difference {
        name: "412 waits 60 minutes, always",
        reason: "ours is a minute longer, to be sure of the hour",
        change: |scene| scene.turn_at(&[412], later(61), later(60)),
    },
    Difference {
        name: "503 waits 1 minute, always",
        reason: "MSDN says minutes; ours begin with 4 and double",
        change: |scene| scene.turn_at(&[503], later(4), later(1)),
    },
    both::GONE_410,
    Difference {
        name: "429, 500, 502 and 504 without a wait",
        reason: "they mean throttling and an overloaded service: it has to be sent again later",
        change: |scene| {
            scene.turn_at(&[429], later(60), LOST);
            scene.turn_at(&[500, 502, 504], later(4), LOST);
        },
    },
];

/// The response at the end of the redirection: a success.
fn follow(scene: &mut Scene) {
    let is_followed = [301, 302, 303, 307, 308].contains(&scene.verdict.status);
    if !is_followed || !scene.answer.headers().contains_key(LOCATION) {
        return;
    }
    *scene.answer.status_mut() = http::StatusCode::OK;
    let headers = scene.answer.headers_mut();
    headers.clear();
    for (name, value) in [
        (header::NOTIFICATION_STATUS, "Received"),
        (header::DEVICE_CONNECTION_STATUS, "Connected"),
        (header::SUBSCRIPTION_STATUS, "Active"),
        (header::MESSAGE_ID, "00000000-0000-0000-0000-000000000000"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    scene.verdict.status = 200;
    scene.read_as_written(|_| true);
    scene.judge();
}
