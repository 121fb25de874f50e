//! How the npm package judges responses.

use mpns_proto::NotificationStatus;

use crate::scene::{Difference, GONE, LOST, TAKEN, later};
use crate::verdict_both as both;

/// In the order in which they change a judgement.
pub(crate) const DIFFERENCES: &[Difference] = &[
    both::REPEATED,
    both::NOT_APPLICABLE,
    both::LATIN_1,
    both::EXPIRED,
    both::WNS,
    both::RETRY,
    Difference {
        name: "a full queue is a success",
        reason: "nothing was accepted: it has to be sent again, in minutes",
        change: |scene| {
            scene.forget_status(later(4), |status| *status == NotificationStatus::QueueFull)
        },
    },
    both::SUPPRESSED,
    both::UNKNOWN_STATUS,
    Difference {
        name: "400 deletes the channel",
        reason: "one bad payload would unsubscribe a healthy phone",
        change: |scene| scene.turn_at(&[400], LOST, GONE),
    },
    both::UNAUTHORIZED,
    Difference {
        name: "406 without a wait",
        reason: "at most one try an hour",
        change: |scene| scene.turn_at(&[406], later(60), LOST),
    },
    Difference {
        name: "503 waits 5 minutes, always",
        reason: "ours begin with 4 and double",
        change: |scene| scene.turn_at(&[503], later(4), later(5)),
    },
    Difference {
        name: "410 is a success",
        reason: "the channel is gone; the package treats every unknown status as a success",
        change: |scene| scene.turn_at(&[410], GONE, TAKEN),
    },
    Difference {
        name: "429 is a success",
        reason: "too many came",
        change: |scene| scene.turn_at(&[429], later(60), TAKEN),
    },
    Difference {
        name: "500, 502 and 504 are successes",
        reason: "the service cannot process it: it has to be sent again, in minutes",
        change: |scene| scene.turn_at(&[500, 502, 504], later(4), TAKEN),
    },
    Difference {
        name: "any other status is a success",
        reason: "a redirection, 413 and unknown statuses accept nothing",
        change: |scene| {
            if !(200..300).contains(&scene.verdict.status) && !NAMED.contains(&scene.verdict.status)
            {
                scene.turn(LOST, TAKEN);
            }
        },
    },
];

/// The statuses that the package handles, and those that have their own difference above.
const NAMED: [u16; 13] = [400, 401, 403, 404, 405, 406, 410, 412, 429, 500, 502, 503, 504];
