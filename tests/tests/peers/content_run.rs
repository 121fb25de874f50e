//! One run through a library and through ours.

use mpns_proto::service::{Incoming, Refusal, read_notification};
use mpns_proto::{IgnoredPart, Limits, Warning};

use crate::case::Case;
use crate::content_difference::{Change, Difference, Refused};
use crate::differing_lines::differing_lines;
use crate::driver::Done;
use crate::library::Library;
use crate::recorder::Received;
use crate::sent::Sent;
use crate::tally::Tally;
use crate::warned::{is_same, value_error};
use crate::{content_npm, content_python, content_twisted};

/// The one request of a case.
pub(crate) fn only(received: Option<Vec<Received>>, case: &Case) -> Option<Received> {
    let mut received = received?;
    assert_eq!(received.len(), 1, "sent more than once: {case:#?}");
    received.pop()
}

pub(crate) struct Run {
    pub(crate) library: Library,
    pub(crate) tally: Tally,
    pub(crate) kinds: Tally,
    pub(crate) reader: Tally,
}

impl Run {
    pub(crate) fn compare(
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
            return Err(format!("the requests differ\n{}", differing_lines(&expected, &sent)));
        }
        Ok(sent)
    }

    /// The Python package writes `Id` and `Template` as an attribute with the name `attribute`. Without the
    /// right name no reader can know which tile is meant, so it is ignored.
    fn is_named_attribute(&self, warning: &Warning) -> bool {
        self.library == Library::Python
            && matches!(warning, Warning::Ignored(IgnoredPart::Attribute { attribute, .. }) if attribute == "attribute")
    }

    /// The strict reader reads what they send.
    fn compare_content(&mut self, theirs: &Received, mut sent: Sent) -> Result<(), String> {
        let read = read_notification(&theirs.request, &Limits::default());
        let read = read.and_then(Incoming::strict);
        match (read, sent.content()) {
            (Ok(incoming), Some(Ok(content))) if incoming.content == content => {
                let message_id = incoming.message_id.map(|id| id.to_string());
                if message_id.as_ref() != sent.headers.get("x-messageid") {
                    return Err(format!("the strict reader reads the message ID {message_id:?}"));
                }
                self.reader.count("reads it");
                Ok(())
            }
            (Err(Refusal::Odd(odd)), Some(Err(error))) if is_same(&odd.what, &error) => {
                self.reader.count(format!("refuses what is left: {error}"));
                Ok(())
            }
            (Err(Refusal::Xml(_)), None) if sent.is_broken() => {
                self.reader.count("refuses it: not XML");
                Ok(())
            }
            (Err(Refusal::Odd(odd)), None)
                if value_error(&odd.what).is_some() || self.is_named_attribute(&odd.what) =>
            {
                self.reader.count(format!("refuses it: {}", odd.what));
                Ok(())
            }
            (read, content) => {
                Err(format!("the strict reader\n{}", differing_lines(&content, &read)))
            }
        }
    }

    fn compare_refused(
        &mut self,
        case: &Case,
        refused: &Refused,
        theirs: &Received,
    ) -> Result<(), String> {
        let mut sent = Sent::read(theirs, case.kind);
        let is_broken = sent.is_broken();
        let is_other =
            |change: &Change| matches!(change, Change::SendsOther(is) if is(case, refused));
        if !is_broken && self.find(is_other).is_some() {
            return self.compare_content(theirs, sent);
        }
        let read = read_notification(&theirs.request, &Limits::default());
        let read = read.and_then(Incoming::strict);
        match (&read, refused) {
            (Err(Refusal::Xml(_)), _) if is_broken => self.reader.count("refuses it: not XML"),
            (Err(Refusal::TooLarge { .. }), _) if is_broken => {
                self.reader.count("refuses it: not XML, and too large");
            }
            (Err(Refusal::Odd(odd)), Refused::Value(error))
                if value_error(&odd.what) == Some(*error) =>
            {
                self.reader.count(format!("refuses it: {}", error.misfit));
            }
            // We may have found another reason first.
            (Err(Refusal::TooLarge { .. } | Refusal::RawTooLarge { .. }), Refused::Build(_)) => {
                self.reader.count("refuses it: too large");
            }
            (Err(Refusal::Odd(odd)), Refused::Build(error)) if is_same(&odd.what, error) => {
                self.reader.count(format!("refuses it: {error}"));
            }
            (Err(Refusal::Odd(odd)), _)
                if sent.content().is_none() && self.is_named_attribute(&odd.what) =>
            {
                self.reader.count(format!("refuses it: {}", odd.what));
            }
            _ => return Err(format!("{refused}, but the strict reader says\n{read:#?}")),
        }
        self.find(|change| matches!(change, Change::Sends(is) if is(case, refused)))
            .ok_or_else(|| format!("the library sends it, and we do not: {refused}"))
    }
}

/// Turns our request into a library's, difference by difference.
pub(crate) fn change(
    library: Library,
    case: &Case,
    sent: &mut Sent,
    mut met: impl FnMut(&'static str),
) {
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

/// The named differences of a library.
pub(crate) fn differences(library: Library) -> &'static [Difference] {
    match library {
        Library::Npm => content_npm::DIFFERENCES,
        Library::Python => content_python::DIFFERENCES,
        Library::Twisted => content_twisted::DIFFERENCES,
    }
}
