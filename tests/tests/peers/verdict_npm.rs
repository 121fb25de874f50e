//! What the npm package makes of answers.

use http::header::RETRY_AFTER;
use mpns_proto::NotificationStatus;

use crate::verdict::{Difference, Scene};
use crate::verdict_both as both;

/// In the order in which they change a judgement.
pub(crate) const DIFFERENCES: &[Difference] = &[
    both::REPEATED,
    both::NOT_APPLICABLE,
    both::LATIN_1,
    both::EXPIRED,
    both::WNS,
    Difference {
        name: "Retry-After is not looked at",
        reason: "it is a lower bound of the wait",
        change: |scene| scene.forget(&RETRY_AFTER),
    },
    Difference {
        name: "a full queue is a success",
        reason: "nothing was taken: it is to be sent again, in minutes",
        change: |scene| scene.forget_status(|status| *status == NotificationStatus::QueueFull),
    },
    both::SUPPRESSED,
    both::UNKNOWN_STATUS,
    Difference {
        name: "400 deletes the channel",
        reason: "one bad payload would unsubscribe a healthy phone",
        change: |scene| scene.verdict.gone |= scene.verdict.status == 400,
    },
    both::UNAUTHORIZED,
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
            succeed(scene, |status| !(200..300).contains(&status) && !NAMED.contains(&status));
        },
    },
];

fn succeed(scene: &mut Scene, is: impl Fn(u16) -> bool) {
    if is(scene.verdict.status) {
        (scene.verdict.accepted, scene.verdict.gone, scene.verdict.wait) = (true, false, None);
    }
}

/// What the package has a case for, and what has a name of its own above.
const NAMED: [u16; 13] = [400, 401, 403, 404, 405, 406, 410, 412, 429, 500, 502, 503, 504];
