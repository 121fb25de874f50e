#![allow(clippy::arithmetic_side_effects, reason = "a test may panic")]

use std::time::SystemTime;

use mpns_proto::http::StatusCode;
use mpns_proto::{BatchingInterval, Toast};

use super::super::claim::Lease;
use super::*;

/// What this worker has, in virtual time, with the requests in flight.
struct Story {
    sending: Sending,
    now: Now,
    sent: Vec<(i64, Ticket)>,
}

impl Story {
    fn new() -> Self {
        let now = Now { monotonic: Duration::from_secs(5), wall: SystemTime::UNIX_EPOCH };
        let sending = Sending::new(Settings::default(), 1, || Jitter::NONE);
        Self { sending, now, sent: Vec::new() }
    }

    fn claim(&mut self, channel: i64, change: impl FnOnce(&mut Claim)) {
        let text1 = Some("Goal!".into());
        let notification = Toast { text1, ..Toast::default() }.build().unwrap();
        let until = SystemTime::UNIX_EPOCH;
        let mut claim = Claim {
            lease: Lease { channel, until, job: channel * 10 },
            uri: format!("http://h/{channel}").parse().unwrap(),
            host: 1,
            openings: 0,
            backoffs: 0,
            notification,
            interval: BatchingInterval::Immediate,
            attempts: 1,
            most_attempts: None,
            may_show_twice: false,
            deadline: None,
            was_lost: false,
            ends: Duration::from_secs(60),
        };
        change(&mut claim);
        self.sending.take(claim, self.now);
        self.send();
    }

    fn send(&mut self) {
        while let Some(request) = self.sending.next(self.now) {
            let path = request.channel.expose_uri().path().trim_start_matches('/').parse();
            self.sent.push((path.unwrap(), request.ticket));
        }
    }

    fn answer(&mut self, status: u16) {
        self.finish(Some(Ok(Reply::new(StatusCode::from_u16(status).unwrap()))));
    }

    fn fail(&mut self) {
        self.finish(Some(Err(NoReply::new("connect", "refused"))));
    }

    fn finish(&mut self, result: Option<Result<Reply, NoReply>>) {
        let (_, ticket) = self.sent.remove(0);
        self.sending.take_result(ticket, result, self.now);
        self.send();
    }

    fn settled(&mut self) -> Vec<Facts> {
        let settled = self.sending.take_settlements();
        let facts = settled.iter().map(|it| {
            let hold = it.hold.map(|hold| hold.as_secs());
            (it.lease.channel, it.fate.word(), it.attempts, hold, it.backoffs)
        });
        facts.collect()
    }
}

/// Channel, fate, attempts, seconds of the hold, back-offs.
type Facts = (i64, Option<&'static str>, u16, Option<u64>, Option<u8>);

#[test]
fn a_reply_is_settled_by_the_rules_of_the_outbox() {
    for (status, fate, hold, backoffs) in [
        (200, Some("accepted"), None, Some(0)),
        (401, Some("refused"), None, Some(0)),
        (404, Some("channel-expired"), None, Some(0)),
        (412, None, Some(61 * 60), Some(0)),
        (406, None, Some(60 * 60), Some(0)),
        (503, None, Some(16 * 60), Some(3)),
    ] {
        let mut story = Story::new();
        story.claim(7, |claim| (claim.attempts, claim.backoffs) = (3, 2));
        story.answer(status);
        assert_eq!(story.settled(), [(7, fate, 3, hold, backoffs)], "{status}");
        assert_eq!(story.sending.claims(), 0);
    }
}

#[test]
fn attempts_of_other_workers_count() {
    let mut story = Story::new();
    story.claim(1, |claim| (claim.attempts, claim.most_attempts) = (3, 3.try_into().ok()));
    story.claim(2, |claim| (claim.attempts, claim.most_attempts) = (3, 4.try_into().ok()));
    story.answer(503);
    story.answer(503);
    assert_eq!(
        story.settled(),
        [(1, Some("attempts-reached"), 3, Some(240), Some(1)), (2, None, 3, Some(240), Some(1))]
    );
}

#[test]
fn what_another_worker_lost_is_not_sent() {
    let mut story = Story::new();
    story.claim(1, |claim| claim.was_lost = true);
    story.claim(2, |claim| (claim.was_lost, claim.may_show_twice) = (true, true));
    let late = Some(Duration::ZERO);
    story.claim(3, |claim| (claim.was_lost, claim.deadline) = (true, late));
    assert!(story.sent.is_empty());
    assert_eq!(
        story.settled(),
        [
            (1, Some("may-have-been-delivered"), 1, Some(240), Some(1)),
            (2, None, 1, Some(240), Some(1)),
            (3, Some("deadline-passed"), 1, None, None),
        ]
    );
}

#[test]
fn a_claim_whose_lease_is_over_is_not_sent() {
    let mut story = Story::new();
    story.claim(1, |claim| claim.ends = Duration::from_secs(5));
    assert!(story.sent.is_empty());
    assert_eq!(story.settled(), [(1, None, 0, None, None)]);
}

#[test]
fn a_request_that_outlives_its_lease_may_have_been_delivered() {
    let mut story = Story::new();
    story.claim(1, |_| {});
    story.finish(None);
    assert_eq!(story.settled(), [(1, Some("may-have-been-delivered"), 1, Some(240), Some(1))]);
}

#[test]
fn what_a_host_that_is_down_cannot_get_is_given_back() {
    let mut story = Story::new();
    for channel in 1..=5 {
        story.claim(channel, |_| {});
    }
    for _ in 1..=5 {
        story.fail();
    }
    assert_eq!(story.settled().len(), 5);
    let down = Some(Duration::from_secs(60));
    let note = |down| HostNote { origin: "http://h".to_owned(), down };
    assert_eq!(story.sending.take_notes(), [note(down)]);
    assert_eq!(story.sending.down(story.now), ["http://h"]);
    story.claim(6, |claim| claim.attempts = 4);
    assert_eq!(story.settled(), [(6, None, 3, None, None)]);

    // It is over. One request finds out, others are given back.
    story.now.monotonic += Duration::from_secs(61);
    for channel in 7..=8 {
        story.claim(channel, |claim| (claim.openings, claim.ends) = (1, Duration::MAX));
    }
    assert_eq!(story.sent.iter().map(|(channel, _)| *channel).collect::<Vec<_>>(), [7]);
    assert_eq!(story.settled(), [(8, None, 0, None, None)]);
    story.answer(200);
    assert_eq!(story.sending.take_notes(), [note(None)]);
    assert!(story.sending.down(story.now).is_empty());
}

#[test]
fn a_host_that_another_worker_found_down_is_probed() {
    let mut story = Story::new();
    story.claim(1, |claim| claim.openings = 2);
    story.fail();
    let down = Some(Duration::from_secs(4 * 60));
    assert_eq!(story.sending.take_notes(), [HostNote { origin: "http://h".to_owned(), down }]);
}
