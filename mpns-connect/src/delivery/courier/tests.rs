//! Stories of a delivery in virtual time.

mod story;

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Wake, Waker};
use std::time::Duration;

use mpns_outbox::Settings;

use super::*;
use crate::exchange::ErrorKind;
use story::{Story, expired, failed, job, reply};

/// Nothing but these bounds differs from the usual settings.
fn bounds(in_flight: usize, jobs: usize, channels: usize) -> Settings {
    let mut settings = Settings::default();
    [settings.in_flight, settings.jobs, settings.channels] =
        [in_flight, jobs, channels].map(|bound| NonZero::new(bound).unwrap());
    settings
}

#[test]
fn a_job_is_taken_when_nothing_else_can_be_done() {
    let mut story = Story::new(bounds(2, 9, 9), ["a one", "b two", "c three"]);
    assert_eq!(story.all(), ["take one", "send one to a", "take two", "send two to b", "wait"]);
    story.answer(Ok(reply(200)));
    let expected = ["one accepted, 1, 200", "take three", "send three to c", "wait"];
    assert_eq!(story.all(), expected);
    story.answer(Ok(reply(200)));
    assert_eq!(story.all(), ["two accepted, 1, 200", "take none", "wait"]);
    story.answer(Ok(reply(200)));
    assert_eq!(story.all(), ["three accepted, 1, 200", "over"]);
    assert_eq!(story.all(), ["over"]);
}

#[test]
fn jobs_of_a_channel_keep_their_order() {
    let mut story = Story::new(bounds(2, 9, 9), ["a one", "a two", "b three", "a four"]);
    let expected =
        ["take one", "send one to a", "take two", "take three", "send three to b", "wait"];
    // The second one waits only for the reply to the first.
    assert_eq!(story.all(), expected);
    story.answer_to("three", Ok(reply(200)));
    assert_eq!(story.all(), ["three accepted, 1, 200", "take four", "take none", "wait"]);
    story.answer(Ok(reply(412)));
    assert_eq!(story.all(), ["a held 3660 for one, 1, 412", "wait 3660"]);
    story.pass(3660);
    for name in ["one", "two", "four"] {
        let sent = format!("send {name} to a");
        assert_eq!(story.all(), [&*sent, "wait"], "{name}");
        story.answer(Ok(reply(200)));
        let attempts = if name == "one" { 2 } else { 1 };
        assert_eq!(story.next(), format!("{name} accepted, {attempts}, 200"));
    }
    assert_eq!(story.all(), ["over"]);
}

#[test]
fn a_full_outbox_waits_and_goes_on() {
    let mut story = Story::new(bounds(9, 2, 9), ["a one", "b two", "c three"]);
    story.all();
    story.answer(Ok(reply(412)));
    story.answer(Ok(reply(406)));
    let expected = ["a held 3660 for one, 1, 412", "b held 3600 for two, 1, 406", "wait 3600"];
    assert_eq!(story.all(), expected);
    story.handle.cancel_channel(story::uri("a"));
    let expected = ["one cancelled, 1, 412", "take three", "send three to c", "wait 3600"];
    assert_eq!(story.all(), expected);
}

/// The outbox does not say when it forgets a channel that has no jobs.
#[test]
fn a_new_channel_waits_until_another_one_is_forgotten() {
    let mut story = Story::new(bounds(9, 9, 1), ["a one", "b two"]);
    assert_eq!(story.all(), ["take one", "send one to a", "wait 1"]);
    story.answer(Ok(reply(412)));
    story.handle.cancel_channel(story::uri("a"));
    let expected = ["one cancelled, 1, 412", "wait 1"];
    assert_eq!(story.all()[1..], expected);
    story.pass(3659);
    assert_eq!(story.all(), ["wait 1"]);
    story.pass(1);
    assert_eq!(story.all(), ["take two", "send two to b", "wait 1"]);
}

#[test]
fn draining_sends_nothing_more_and_leaves_the_rest() {
    let mut story = Story::new(bounds(1, 9, 9), ["a one", "a two", "b three"]);
    story.all();
    story.answer(Ok(reply(503)));
    assert_eq!(story.next(), "a held 240 for one, 1, 503");
    assert_eq!(story.all(), ["take two", "take three", "send three to b", "wait 240"]);
    story.handle.drain();
    assert_eq!(story.all(), ["wait"]);
    // Also when the hold is over.
    story.pass(240);
    assert_eq!(story.all(), ["wait"]);
    story.answer(Ok(reply(200)));
    assert_eq!(story.all(), ["three accepted, 1, 200", "over"]);
    let left = story.courier.into_outbox();
    assert_eq!((left.jobs(), left.in_flight(), left.room()), (2, 0, 7));
    let mut story = Story::from_outbox(left, []);
    assert_eq!(story.all(), ["send one to a", "wait"]);
    story.answer(Ok(reply(200)));
    assert_eq!(story.all(), ["one accepted, 2, 200", "send two to a", "wait"]);
    story.answer(Ok(reply(200)));
    assert_eq!(story.all(), ["two accepted, 1, 200", "take none", "over"]);
}

#[test]
fn a_cancelled_channel_ends_what_waits() {
    let mut story = Story::new(bounds(9, 9, 9), ["a one", "a two", "b three"]);
    story.all();
    story.handle.cancel_channel(story::uri("a"));
    assert_eq!(story.all(), ["two cancelled, 0", "wait"]);
    // What is in flight is not repeated, and a job that comes later is another one.
    story.answer(Ok(reply(412)));
    let expected = ["a held 3660 for one, 1, 412", "one cancelled, 1, 412", "wait"];
    assert_eq!(story.all(), expected);
    story.answer(Ok(reply(200)));
    assert_eq!(story.all(), ["three accepted, 1, 200", "over"]);
}

#[test]
fn an_expired_channel_ends_all_its_jobs() {
    let mut story = Story::new(bounds(9, 9, 9), ["a one", "a two"]);
    story.all();
    story.answer(Ok(expired()));
    let expected = ["a expired", "one channel-expired, 1, 404", "two channel-expired, 0", "over"];
    assert_eq!(story.all(), expected);
}

#[test]
fn each_event_has_the_result_of_its_own_request() {
    let mut story = Story::new(bounds(9, 9, 9), ["a one", "b two", "c three", "d four"]);
    story.all();
    story.answer_to("two", Ok(reply(412)));
    story.answer_to("four", Err(failed(ErrorKind::Uri)));
    story.answer_to("one", Err(failed(ErrorKind::NoReply)));
    story.answer_to("three", Err(failed(ErrorKind::Connect)));
    let expected = [
        "b held 3660 for two, 1, 412",
        "four failed, 1, uri",
        "a held 240 for one, 1, no-reply",
        "one may-have-been-delivered, 1, no-reply",
        "c held 240 for three, 1, connect",
        "wait 240",
    ];
    assert_eq!(story.all(), expected);
}

#[test]
fn what_was_in_flight_before_is_lost() {
    let mut story = Story::new(bounds(9, 9, 9), ["a one", "b two twice", "c three"]);
    story.all();
    let in_flight = story.courier.into_outbox();
    assert_eq!(in_flight.in_flight(), 3);
    let mut story = Story::from_outbox(in_flight, []);
    assert_eq!((story.handle.counts().taken, story.handle.counts().waiting), (3, 3));
    let expected = [
        "a held 240",
        "one may-have-been-delivered, 1",
        "b held 240",
        "c held 240",
        "three may-have-been-delivered, 1",
        "take none",
        "wait 240",
    ];
    assert_eq!(story.all(), expected);
    story.pass(240);
    assert_eq!(story.all(), ["send two to b", "wait"]);
    let lost = story.sent.pop_front().unwrap().0;
    story.courier.lose(lost, story.now, Jitter::NONE);
    assert_eq!(story.all(), ["b held 480", "wait 480"]);
    // A result that comes late changes nothing.
    story.courier.take_result(lost, Ok(reply(200)), story.now, || Jitter::NONE);
    assert_eq!(story.all(), ["wait 480"]);
}

#[test]
fn a_restored_hold_is_kept() {
    let mut story = Story::new(bounds(9, 9, 9), ["a one", "b two"]);
    let hold = Hold { since: story.now.wall, length: Duration::from_secs(600) };
    story.courier.restore_hold(&story::uri("a"), hold, story.now).unwrap();
    let expected = ["take one", "take two", "send two to b", "take none", "wait 600"];
    assert_eq!(story.all(), expected);
}

#[test]
fn counts_add_up() {
    let mut story = Story::new(bounds(2, 9, 9), ["a one", "a two", "b three", "c four"]);
    let mut seen = Vec::new();
    let mut count = |story: &Story| {
        let Counts { taken, waiting, in_flight, held_channels, sent, accepted, not_accepted } =
            story.handle.counts();
        let all = u64::try_from(waiting + in_flight).unwrap() + accepted + not_accepted;
        assert_eq!(taken, all, "after {seen:?}");
        seen.push([taken, sent, accepted, not_accepted]);
        (waiting, in_flight, held_channels)
    };
    assert_eq!(count(&story), (0, 0, 0));
    story.all();
    assert_eq!(count(&story), (1, 2, 0));
    story.answer_to("three", Ok(reply(200)));
    story.all();
    assert_eq!(count(&story), (1, 2, 0));
    story.answer_to("one", Ok(reply(412)));
    story.answer_to("four", Ok(reply(400)));
    story.all();
    assert_eq!(count(&story), (2, 0, 1));
    story.handle.cancel_channel(story::uri("a"));
    story.all();
    assert_eq!(count(&story), (0, 0, 1));
    assert_eq!(seen, [[0; 4], [3, 2, 0, 0], [4, 3, 1, 0], [4, 3, 1, 1], [4, 3, 1, 3]]);
}

/// A transport that pushes without having been asked.
#[test]
fn no_job_that_is_refused_is_lost() {
    let mut story = Story::new(bounds(9, 1, 9), []);
    for name in ["a one", "b two", "c three"] {
        story.courier.push(job(name), story.now);
    }
    let expected = ["two failed, 0", "three failed, 0", "send one to a", "wait"];
    assert_eq!(story.all(), expected);
    assert_eq!(story.handle.counts().not_accepted, 2);
}

#[test]
fn each_wish_wakes_a_delivery_that_waits() {
    struct Wakes(AtomicUsize);
    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let mut story = Story::new(bounds(9, 9, 9), ["a one"]);
    let wakes = Arc::new(Wakes(AtomicUsize::new(0)));
    story.courier.set_waker(&Waker::from(Arc::clone(&wakes)));
    story.all();
    story.handle.cancel_channel(story::uri("b"));
    story.all();
    story.handle.drain();
    assert_eq!(wakes.0.load(Ordering::SeqCst), 2);
}
