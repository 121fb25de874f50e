//! Many sends, each with its own result.

use mpns_proto::Outcome::{ChannelExpired, DeviceInactive, QueueFull, Received};
use mpns_proto::Toast;
use uuid::Uuid;

use crate::case::Case;
use crate::expect::Expect;
use crate::script::{Answer, Step};
use crate::sending::Sending;

pub(super) fn cases() -> Vec<Case> {
    vec![in_sequence(), at_once()]
}

fn in_sequence() -> Case {
    let case = Case::new(
        "many/in-sequence",
        "200 sends in sequence come once and in order, and each gets its own response",
    );
    (0..IN_SEQUENCE)
        .fold(case, |case, number| {
            let id = format!("activity {number}");
            let queue_full = Answer::new(200).header("X-NotificationStatus", "QueueFull");
            let (answer, outcome) = match number % 4 {
                0 => (Answer::new(202), Received),
                1 => (Answer::new(404), ChannelExpired),
                2 => (Answer::new(412), DeviceInactive),
                _ => (queue_full, QueueFull),
            };
            let answer = answer.header("ActivityId", id);
            case.answer(&answer).send_all([named(number, Expect::reply(&answer, outcome))])
        })
        .requests(IN_SEQUENCE)
        .exact()
}

fn at_once() -> Case {
    let sends = (0..AT_ONCE).map(|number| {
        let answer = Answer::new(200).header("X-MessageID", message_id(number).to_string());
        named(number, Expect::reply(&answer, Received))
    });
    let case =
        Case::new("many/at-once", "32 sends at once come once, and each gets its own response");
    (0..AT_ONCE)
        .fold(case, |case, _| case.exchange([Step::ReadRequest, Step::Echo]))
        .send_all(sends.collect::<Vec<_>>())
        .requests(AT_ONCE)
}

fn named(number: usize, expect: Expect) -> Sending {
    let toast = Toast { text1: Some(format!("Goal {number}!")), ..Toast::default() };
    let built = toast.build().map(|toast| toast.with_message_id(message_id(number)));
    Sending::notification(built, expect)
}

fn message_id(number: usize) -> Uuid {
    Uuid::from_u64_pair(0, number as u64)
}

const IN_SEQUENCE: usize = 200;
const AT_ONCE: usize = 32;
