//! What the npm package makes of answers.

use http::header::RETRY_AFTER;
use mpns_proto::{NotificationStatus, Reply, SubscriptionStatus, header};

use crate::verdict::{Difference, Scene};

/// In the order in which they change a judgement.
pub(crate) const DIFFERENCES: &[Difference] = &[
    Difference {
        name: "a repeated header is one text",
        reason: "HTTP puts commas between the values; we take the gravest",
        change: |scene| scene.read_as_written(|values| values.len() > 1),
    },
    Difference {
        name: "N/A is a value",
        reason: "it stands for nothing, like an empty header",
        change: |scene| {
            scene.read_as_written(|values| {
                values.len() == 1 && values[0].eq_ignore_ascii_case(b"N/A")
            })
        },
    },
    Difference {
        name: "bytes outside ASCII are read as Latin-1",
        reason: "Node does; we read UTF-8, and replace what is none",
        change: |scene| scene.read_as_written(|values| values.len() == 1 && !values[0].is_ascii()),
    },
    Difference {
        name: "Expired is not looked at",
        reason: "the subscription is gone whatever the status code: a 412 with Expired was seen",
        change: |scene| {
            if Reply::from_response(&scene.answer).subscription_status()
                == Some(&SubscriptionStatus::Expired)
            {
                scene.forget(&header::SUBSCRIPTION_STATUS);
            }
        },
    },
    Difference {
        name: "X-WNS headers are not looked at",
        reason: "the channel belongs to the successor of MPNS",
        change: |scene| scene.forget(&WNS_STATUS),
    },
    Difference {
        name: "Retry-After is not looked at",
        reason: "it is a lower bound of the wait",
        change: |scene| scene.forget(&RETRY_AFTER),
    },
    Difference {
        name: "a full queue is a success",
        reason: "nothing was taken: it is to be sent again, in minutes",
        change: |scene| forget_status(scene, |status| *status == NotificationStatus::QueueFull),
    },
    Difference {
        name: "Suppressed and Dropped are successes",
        reason: "nothing was taken",
        change: |scene| {
            forget_status(scene, |status| {
                [NotificationStatus::Suppressed, NotificationStatus::Dropped].contains(status)
            });
        },
    },
    Difference {
        name: "an unknown notification status is a success",
        reason: "it is none of the protocol's answers",
        change: |scene| {
            forget_status(scene, |status| matches!(status, NotificationStatus::Other(_)))
        },
    },
    Difference {
        name: "400 deletes the channel",
        reason: "one bad payload would unsubscribe a healthy phone",
        change: |scene| scene.verdict.gone |= scene.verdict.status == 400,
    },
    Difference {
        name: "401 deletes the channel",
        reason: "the certificate is at fault, not the channel",
        change: |scene| scene.verdict.gone |= scene.verdict.status == 401,
    },
    Difference {
        name: "406 without a wait",
        reason: "at most one try an hour",
        change: |scene| {
            if scene.verdict.status == 406 {
                scene.verdict.wait = None;
            }
        },
    },
    Difference {
        name: "503 waits 5 minutes, always",
        reason: "ours begin with 4 and double",
        change: |scene| {
            if scene.verdict.status == 503 {
                scene.verdict.wait = Some(5 * 60);
            }
        },
    },
    Difference {
        name: "410 is a success",
        reason: "the channel is gone; the package takes every status that it does not know for a success",
        change: |scene| succeed(scene, |status| status == 410),
    },
    Difference {
        name: "429 is a success",
        reason: "too many came",
        change: |scene| succeed(scene, |status| status == 429),
    },
    Difference {
        name: "500, 502 and 504 are successes",
        reason: "the service cannot process: it is to be sent again, in minutes",
        change: |scene| succeed(scene, |status| [500, 502, 504].contains(&status)),
    },
    Difference {
        name: "any other status is a success",
        reason: "a redirection, 413 and whatever is unknown take nothing",
        change: |scene| {
            succeed(scene, |status| ![400, 401, 403, 404, 405, 406, 412, 503].contains(&status));
        },
    },
];

fn succeed(scene: &mut Scene, is: impl Fn(u16) -> bool) {
    if is(scene.verdict.status) {
        (scene.verdict.accepted, scene.verdict.gone, scene.verdict.wait) = (true, false, None);
    }
}

/// Takes a success for one whatever became of the notification.
fn forget_status(scene: &mut Scene, is: impl Fn(&NotificationStatus) -> bool) {
    let reply = Reply::from_response(&scene.answer);
    if reply.status().is_success() && reply.notification_status().is_some_and(is) {
        scene.forget(&header::NOTIFICATION_STATUS);
    }
}

const WNS_STATUS: http::HeaderName = http::HeaderName::from_static("x-wns-status");
