//! The same content through a library and through ours.

use mpns_blocking::Client;
use mpns_proto::{Content, Job};
use mpns_tests::generate::seeded;

use crate::case::Case;
use crate::cases::cases;
use crate::content_difference::{Change, Difference, Refused};
use crate::content_run::{Run, change, differences, only};
use crate::driver::{self};
use crate::library::Library;
use crate::recorder::{Received, Recorder};
use crate::sent::Sent;
use crate::tally::{Tally, report};

/// Sends random notifications with both, and compares what a service gets.
pub(crate) fn compare(library: Library, seed: u64, count: usize) {
    let recorder = Recorder::start();
    let cases: Vec<(Case, String)> = seeded(cases(library), seed)
        .take(count)
        .enumerate()
        .map(|(i, case)| {
            let channel = recorder.channel(i, &case.path);
            (case, channel)
        })
        .collect();
    let job = |(i, (case, channel)): (usize, &(Case, String))| case.their_job(i, channel);
    let jobs: Vec<_> = cases.iter().enumerate().map(job).collect();
    let done = driver::run(library, &jobs);
    let mut theirs = recorder.take();
    let client = Client::new();
    let send = |(i, (case, channel)): (usize, &(Case, String))| send(&client, case, i, channel);
    let ours: Vec<_> = cases.iter().enumerate().map(send).collect();
    let mut recorded = recorder.take();

    let mut run =
        Run { library, tally: Tally::default(), kinds: Tally::default(), reader: Tally::default() };
    let mut failures = Vec::new();
    for (i, ((case, _), ours)) in cases.iter().zip(ours).enumerate() {
        let ours = ours.map(|()| only(recorded.remove(&i), case).expect("a request of ours"));
        let theirs = only(theirs.remove(&i), case);
        run.kinds.count(case.kind);
        if let Err(difference) = run.compare(case, ours, theirs, &done[&i]) {
            failures.push(format!("case {i}: {difference}\n{case:?}\n{:?}", done[&i]));
        }
    }
    crate::tally::assert_none(library, seed, &failures);
    run.kinds.print(&format!("{library}: notifications"));
    run.reader.print(&format!("{library}: the strict reader"));
    let named = differences(library).iter().map(|d| (d.name, d.reason));
    report(&format!("{library}: notifications"), &run.tally, named);
}

/// Sends the notification our way, as a job.
fn send(client: &Client, case: &Case, index: usize, channel: &str) -> Result<(), Refused> {
    let job = serde_json::from_value::<Job<usize>>(case.our_job(index, channel));
    let job = match (job, case.content()) {
        (Ok(job), Ok(content)) if job.content == content => job,
        (Err(_), Err(error)) => return Err(Refused::Value(error)),
        (job, content) => panic!("the job is {job:#?}, and the content {content:#?}"),
    };
    let notification = job.build().map_err(Refused::Build)?;
    let reply = client.send(&notification, &job.channel);
    let reply = reply.unwrap_or_else(|e| panic!("{e}: {:?}: {channel}", e.to_string()));
    assert!(reply.outcome().is_accepted());
    Ok(())
}

/// What a service gets if the library sends a case and we would, too: the notification, or `None` inside if
/// the service should refuse the request. `None` if one of the two does not send.
pub(crate) fn expected(library: Library, case: &Case) -> Option<Option<Content>> {
    let notification = case.content().ok()?.build().ok()?;
    let throws = |d: &Difference| matches!(d.change, Change::Throws(is) if is(case));
    if differences(library).iter().any(throws) {
        return None;
    }
    let channel = "http://127.0.0.1/".parse().expect("a channel");
    let mut sent = Sent::read(&Received::of(notification.request(&channel)), case.kind);
    change(library, case, &mut sent, |_| ());
    Some(sent.content().and_then(Result::ok))
}
