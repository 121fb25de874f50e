//! The same content through a library and through ours.

use std::fmt;

use mpns_blocking::Client;
use mpns_proto::service::{Refusal, StructureError, read_notification};
use mpns_proto::{BuildError, Content, Job, Kind, Limits, Misfit, ValueError};
use mpns_tests::generate::seeded;

use crate::case::{Case, cases};
use crate::driver::{self, Done};
use crate::library::Library;
use crate::recorder::{Received, Recorder};
use crate::sent::{Body, Sent};
use crate::tally::{Tally, report};
use crate::{content_npm, content_python};

/// Something that a library does differently.
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
    pub(crate) change: Change,
}

/// What is different.
pub(crate) enum Change {
    /// The library throws where we send.
    Throws(fn(&Case) -> bool),
    /// We refuse it, the library sends it, and the strict reader refuses it for the same reason or because
    /// it is not XML.
    Sends(fn(&Case, &Refused) -> bool),
    /// We refuse it, the library sends something else, and the strict reader reads that.
    SendsOther(fn(&Case, &Refused) -> bool),
    /// The library sends another request: ours becomes theirs.
    Sent(fn(&Case, &mut Sent)),
}

/// Why we do not send something.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// An element cannot take a value.
    Value(ValueError),
    /// The notification cannot be built.
    Build(BuildError),
}

impl Refused {
    /// Whether an element cannot take its value for this reason.
    pub(crate) fn is_misfit(&self, misfit: Misfit) -> bool {
        matches!(self, Self::Value(error) if error.misfit == misfit)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value(error) => error.fmt(f),
            Self::Build(error) => error.fmt(f),
        }
    }
}

/// The named differences of a library.
pub(crate) fn differences(library: Library) -> &'static [Difference] {
    match library {
        Library::Npm => content_npm::DIFFERENCES,
        Library::Python => content_python::DIFFERENCES,
    }
}

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

/// The lines in which two values differ: what was expected, and what was found.
fn lines(expected: &impl fmt::Debug, found: &impl fmt::Debug) -> String {
    let (expected, found) = (format!("{expected:#?}"), format!("{found:#?}"));
    let of = |text: &str, other: &str, mark: &str| {
        let mut rest: Vec<&str> = other.lines().collect();
        let mut out = String::new();
        for line in text.lines() {
            match rest.iter().position(|known| *known == line) {
                Some(place) => drop(rest.remove(place)),
                None => out = out + mark + line + "\n",
            }
        }
        out
    };
    of(&expected, &found, "- ") + &of(&found, &expected, "+ ")
}

/// The one request of a case.
fn only(received: Option<Vec<Received>>, case: &Case) -> Option<Received> {
    let mut received = received?;
    assert_eq!(received.len(), 1, "sent more than once: {case:#?}");
    received.pop()
}

struct Run {
    library: Library,
    tally: Tally,
    kinds: Tally,
    reader: Tally,
}

impl Run {
    fn compare(
        &mut self,
        case: &Case,
        ours: Result<Received, Refused>,
        theirs: Option<Received>,
        done: &Done,
    ) -> Result<(), String> {
        let agrees = match &theirs {
            Some(_) => done.thrown.is_none() && done.calls == 1,
            None => done.thrown.is_some() && done.calls == 0,
        };
        if !agrees || done.reply.as_ref().is_some_and(|reply| !reply.accepted) {
            return Err("the library says otherwise than what it did".to_owned());
        }
        match (ours, theirs) {
            (Err(_), None) => {
                self.reader.count("nothing to read: both refuse");
                Ok(())
            }
            (Ok(_), None) => {
                self.reader.count("nothing to read: the library throws");
                self.find(|change| matches!(change, Change::Throws(is) if is(case)))
                    .ok_or_else(|| "the library throws".to_owned())
            }
            (Err(refused), Some(theirs)) => self.compare_refused(case, &refused, &theirs),
            (Ok(ours), Some(theirs)) => {
                let expected = self.compare_requests(case, &ours, &theirs)?;
                self.compare_content(&theirs, expected)
            }
        }
    }

    /// Counts the difference.
    fn find(&mut self, is: impl Fn(&Change) -> bool) -> Option<()> {
        let found = differences(self.library).iter().find(|difference| is(&difference.change))?;
        self.tally.count(found.name);
        Some(())
    }

    /// The library's request equals ours except for the named differences.
    fn compare_requests(
        &mut self,
        case: &Case,
        ours: &Received,
        theirs: &Received,
    ) -> Result<Sent, String> {
        let mut expected = Sent::read(ours, case.kind);
        let (_, path) = ours.target.split_at(1);
        if !path.ends_with(&case.path) {
            return Err(format!("our target is {}", ours.target));
        }
        change(self.library, case, &mut expected, |name| self.tally.count(name));
        let sent = Sent::read(theirs, case.kind);
        if sent != expected {
            return Err(format!("the requests differ\n{}", lines(&expected, &sent)));
        }
        Ok(sent)
    }

    /// The Python package writes `Id` and `Template` as an attribute with the name `attribute`. Without the
    /// right name no reader can know which tile is meant, so it is refused.
    fn is_named_attribute(&self, error: &StructureError) -> bool {
        self.library == Library::Python
            && matches!(error, StructureError::Attribute { attribute, .. } if attribute == "attribute")
    }

    /// The strict reader reads what they send.
    fn compare_content(&mut self, theirs: &Received, mut sent: Sent) -> Result<(), String> {
        let read = read_notification(&theirs.request, &Limits::default());
        match (read, sent.content()) {
            (Ok(incoming), Some(Ok(content))) if incoming.content == content => {
                let message_id = incoming.message_id.map(|id| id.to_string());
                if message_id.as_ref() != sent.headers.get("x-messageid") {
                    return Err(format!("the strict reader reads the message ID {message_id:?}"));
                }
                self.reader.count("reads it");
                Ok(())
            }
            (Err(Refusal::Content(read)), Some(Err(error))) if read == error => {
                self.reader.count(format!("refuses what is left: {read}"));
                Ok(())
            }
            (Err(Refusal::Structure(StructureError::Value(error))), None) => {
                self.reader.count(format!("refuses it: {error}"));
                Ok(())
            }
            (Err(Refusal::Structure(error)), None) if self.is_named_attribute(&error) => {
                self.reader.count(format!("refuses it: {error}"));
                Ok(())
            }
            (read, content) => Err(format!("the strict reader\n{}", lines(&content, &read))),
        }
    }

    fn compare_refused(
        &mut self,
        case: &Case,
        refused: &Refused,
        theirs: &Received,
    ) -> Result<(), String> {
        let mut sent = Sent::read(theirs, case.kind);
        let is_broken = case.kind != Kind::Raw && matches!(sent.body, Body::Bytes(_));
        let is_other =
            |change: &Change| matches!(change, Change::SendsOther(is) if is(case, refused));
        if !is_broken && self.find(is_other).is_some() {
            return self.compare_content(theirs, sent);
        }
        let read = read_notification(&theirs.request, &Limits::default());
        match (&read, refused) {
            (Err(Refusal::Xml(_)), _) if is_broken => self.reader.count("refuses it: not XML"),
            (Err(Refusal::TooLarge { .. }), _) if is_broken => {
                self.reader.count("refuses it: not XML, and too large");
            }
            (Err(Refusal::Structure(StructureError::Value(read))), Refused::Value(error))
                if read == error =>
            {
                self.reader.count(format!("refuses it: {}", error.misfit));
            }
            (
                Err(Refusal::TooLarge { .. } | Refusal::Content(BuildError::TooLarge { .. })),
                Refused::Build(BuildError::TooLarge { .. }),
            ) => self.reader.count("refuses it: too large"),
            (Err(Refusal::Content(read)), Refused::Build(error)) if read == error => {
                self.reader.count(format!("refuses it: {error}"));
            }
            (Err(Refusal::Structure(error)), _)
                if sent.content().is_none() && self.is_named_attribute(error) =>
            {
                self.reader.count(format!("refuses it: {error}"));
            }
            _ => return Err(format!("{refused}, but the strict reader says\n{read:#?}")),
        }
        self.find(|change| matches!(change, Change::Sends(is) if is(case, refused)))
            .ok_or_else(|| format!("the library sends it, and we do not: {refused}"))
    }
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

/// Turns our request into a library's, difference by difference.
fn change(library: Library, case: &Case, sent: &mut Sent, mut met: impl FnMut(&'static str)) {
    for difference in differences(library) {
        if let Change::Sent(change) = difference.change {
            let before = sent.clone();
            change(case, sent);
            if before != *sent {
                met(difference.name);
            }
        }
    }
}
