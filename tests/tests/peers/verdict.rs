//! How a library and how we judge the same response.

use http::Response;
use mpns_blocking::Client;
use mpns_proto::{ChannelUri, Reply, Toast};
use mpns_tests::generate::seeded;
use serde_json::json;

use crate::answer::{Answer, answers};
use crate::driver::{self, TheirReply};
use crate::library::Library;
use crate::recorder::Recorder;
use crate::scene::{Difference, Scene, Verdict};
use crate::tally::{Tally, assert_none, report};
use crate::{verdict_npm, verdict_python, verdict_twisted};

/// The named differences of a library.
fn differences(library: Library) -> &'static [Difference] {
    match library {
        Library::Npm => verdict_npm::DIFFERENCES,
        Library::Python => verdict_python::DIFFERENCES,
        Library::Twisted => verdict_twisted::DIFFERENCES,
    }
}

/// How a library judges a response, and the names of the differences from our judgement.
pub(crate) fn expect(library: Library, answer: Response<()>) -> (Verdict, Vec<&'static str>) {
    let verdict = Verdict::ours(library, &Reply::from_response(&answer));
    let mut scene = Scene { library, answer, verdict };
    let mut names = Vec::new();
    for difference in differences(library) {
        let before = scene.verdict.clone();
        (difference.change)(&mut scene);
        if !library.returns_message_id() {
            scene.verdict.message_id = None;
        }
        if before != scene.verdict {
            names.push(difference.name);
        }
    }
    (scene.verdict, names)
}

/// Compares the judgement of a library with the expected one.
pub(crate) fn check(expected: &Verdict, reply: Option<&TheirReply>) -> Result<(), String> {
    let theirs = reply.and_then(Verdict::theirs);
    if theirs.as_ref() == Some(expected) {
        return Ok(());
    }
    Err(format!("the library says {theirs:?}, and not {expected:?}"))
}

/// Answers toasts of both sides with random responses, and compares the judgements.
pub(crate) fn compare(library: Library, seed: u64, count: usize) {
    let recorder = Recorder::start();
    let mut cases: Vec<Answer> = seeded(answers(), seed).take(count).collect();
    let channels: Vec<String> = (0..count).map(|i| recorder.channel(i, "a")).collect();
    for (i, answer) in cases.iter_mut().enumerate() {
        if (300..400).contains(&answer.status) && i % 4 > 0 {
            let moved = recorder.channel(i, "moved").into_bytes();
            answer.headers.push(("Location".to_owned(), moved));
        }
        recorder.answer(i, answer.bytes());
    }
    let job = |(i, channel): (usize, &String)| {
        json!({ "index": i, "channel": channel, "type": "toast", "style": "object", "interval": 0,
            "fields": { "text1": "a" } })
    };
    let jobs: Vec<_> = channels.iter().enumerate().map(job).collect();
    let done = driver::run(library, &jobs);
    let (client, toast) = (Client::new(), Toast { text1: Some("a".into()), ..Toast::default() });
    let toast = toast.build().expect("a toast");

    let (mut tally, mut outcomes) = (Tally::default(), Tally::default());
    let mut failures = Vec::new();
    for (i, answer) in cases.iter().enumerate() {
        let channel: ChannelUri = channels[i].parse().expect("a channel");
        let reply = client.send(&toast, &channel).unwrap_or_else(|e| panic!("{answer:?}: {e:?}"));
        assert_eq!(reply, Reply::from_response(&answer.response()), "{answer:?}");
        outcomes.count(reply.outcome());
        let (expected, names) = expect(library, answer.response());
        names.into_iter().for_each(|name| tally.count(name));
        if let Err(failure) = check(&expected, done[&i].reply.as_ref()) {
            failures.push(format!("case {i}: {failure}\n{answer:?}\n{:?}", done[&i]));
        }
    }
    assert_none(library, seed, &failures);
    outcomes.print(&format!("{library}: answers, by our outcome"));
    let named = differences(library).iter().map(|d| (d.name, d.reason));
    report(&format!("{library}: answers"), &tally, named);
}
