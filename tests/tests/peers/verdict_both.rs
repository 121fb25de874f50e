//! How several libraries judge responses.

use http::HeaderName;
use http::header::RETRY_AFTER;
use mpns_proto::{NotificationStatus, Reply, SubscriptionStatus, header};

use crate::scene::{Difference, GONE, LOST, TAKEN, later};

pub(crate) const REPEATED: Difference = Difference {
    name: "a repeated header is one text",
    reason: "HTTP puts commas between the values; we take the gravest",
    change: |scene| scene.read_as_written(|values| values.len() > 1),
};

pub(crate) const NOT_APPLICABLE: Difference = Difference {
    name: "N/A is a value",
    reason: "it means nothing, like an empty header",
    change: |scene| {
        scene.read_as_written(|values| values.len() == 1 && values[0].eq_ignore_ascii_case(b"N/A"))
    },
};

pub(crate) const LATIN_1: Difference = Difference {
    name: "bytes outside ASCII are read as Latin-1",
    reason: "HTTP clients do; we read UTF-8, and replace what is invalid",
    change: |scene| scene.read_as_written(|values| values.len() == 1 && !values[0].is_ascii()),
};

pub(crate) const EXPIRED: Difference = Difference {
    name: "Expired is not looked at",
    reason: "the subscription is gone, no matter what the status code is: a 412 with Expired was seen",
    change: |scene| {
        if Reply::from_response(&scene.answer).subscription_status()
            == Some(&SubscriptionStatus::Expired)
        {
            scene.forget(&header::SUBSCRIPTION_STATUS);
        }
    },
};

pub(crate) const WNS: Difference = Difference {
    name: "X-WNS headers are not looked at",
    reason: "the channel belongs to the successor of MPNS",
    change: |scene| scene.forget(&WNS_STATUS),
};

pub(crate) const RETRY: Difference = Difference {
    name: "Retry-After is not looked at",
    reason: "it is a lower bound of the wait",
    change: |scene| {
        let asked = scene.text(&RETRY_AFTER).and_then(|text| text.parse().ok()).unwrap_or(0);
        let ours = scene.verdict.wait;
        scene.forget(&RETRY_AFTER);
        assert_eq!(ours, scene.verdict.wait.map(|wait| wait.max(asked)));
    },
};

pub(crate) const SUPPRESSED: Difference = Difference {
    name: "Suppressed and Dropped are successes",
    reason: "nothing was taken",
    change: |scene| {
        scene.forget_status(LOST, |status| {
            [NotificationStatus::Suppressed, NotificationStatus::Dropped].contains(status)
        });
    },
};

pub(crate) const UNKNOWN_STATUS: Difference = Difference {
    name: "an unknown notification status is a success",
    reason: "it is not one of the protocol's responses",
    change: |scene| {
        scene.forget_status(LOST, |status| matches!(status, NotificationStatus::Other(_)))
    },
};

pub(crate) const UNAUTHORIZED: Difference = Difference {
    name: "401 deletes the channel",
    reason: "the certificate is at fault, not the channel",
    change: |scene| scene.turn_at(&[401], LOST, GONE),
};

pub(crate) const OTHER_SUCCESS: Difference = Difference {
    name: "2xx other than 200 is an error",
    reason: "202 is how ReLiveWP says that it queued",
    change: |scene| {
        if (201..300).contains(&scene.verdict.status) {
            scene.turn(TAKEN, LOST);
            scene.turn(later(4), LOST);
        }
    },
};

pub(crate) const GONE_410: Difference = Difference {
    name: "410 keeps the channel",
    reason: "it is gone",
    change: |scene| scene.turn_at(&[410], GONE, LOST),
};

const WNS_STATUS: HeaderName = HeaderName::from_static("x-wns-status");
