//! A response, and how it is judged.

use http::{HeaderName, HeaderValue, Response};
use mpns_proto::{
    DeviceConnectionStatus, Jitter, NotificationStatus, Reply, Retry, SubscriptionStatus, header,
};

use crate::driver::TheirReply;
use crate::library::Library;

/// A judgement in which a library differs.
pub(crate) struct Difference {
    pub(crate) name: &'static str,
    pub(crate) reason: &'static str,
    /// Turns our judgement into theirs.
    pub(crate) change: fn(&mut Scene),
}

/// Whether the notification was accepted, whether the channel is gone, and how many seconds to wait before
/// the next try.
pub(crate) type Judgement = (bool, bool, Option<u64>);

/// Accepted.
pub(crate) const TAKEN: Judgement = (true, false, None);

/// Not accepted; do not send it again.
pub(crate) const LOST: Judgement = (false, false, None);

/// Not accepted; delete the channel.
pub(crate) const GONE: Judgement = (false, true, None);

/// Not accepted; send it again after this number of minutes.
pub(crate) const fn later(minutes: u64) -> Judgement {
    (false, false, Some(minutes * 60))
}

/// An answer and the judgement of it.
pub(crate) struct Scene {
    pub(crate) library: Library,
    /// The part of the response that the library reads.
    pub(crate) answer: Response<()>,
    pub(crate) verdict: Verdict,
}

/// What a response means and states, in common words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) accepted: bool,
    /// Whether the channel is to be deleted.
    pub(crate) gone: bool,
    /// Seconds to wait before the next try, if there should be one.
    pub(crate) wait: Option<u64>,
    pub(crate) status: u16,
    pub(crate) notification: Option<String>,
    pub(crate) device: Option<String>,
    pub(crate) subscription: Option<String>,
    pub(crate) message_id: Option<String>,
}

impl Verdict {
    /// Our judgement.
    pub(crate) fn ours(library: Library, reply: &Reply) -> Self {
        let outcome = reply.outcome();
        let retry = reply.retry(std::time::SystemTime::UNIX_EPOCH);
        assert_eq!(retry == Retry::Never, retry.wait(1, Jitter::NONE).is_none());
        Self {
            accepted: outcome.is_accepted(),
            gone: outcome.is_channel_gone(),
            wait: retry.wait(1, Jitter::NONE).map(|wait| wait.as_secs()),
            status: reply.status().as_u16(),
            notification: reply.notification_status().map(ToString::to_string),
            device: reply.device_connection_status().map(ToString::to_string),
            subscription: reply.subscription_status().map(ToString::to_string),
            message_id: reply
                .message_id()
                .filter(|_| library.returns_message_id())
                .map(ToString::to_string),
        }
    }

    /// A library's judgement; `None` if it had no response.
    pub(crate) fn theirs(reply: &TheirReply) -> Option<Self> {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        Some(Self {
            accepted: reply.accepted,
            gone: reply.gone,
            wait: reply.wait,
            status: reply.status.filter(|_| reply.failure.is_none())?,
            notification: said(&reply.notification).map(|s| spelled(s, NotificationStatus::read)),
            device: said(&reply.device).map(|s| spelled(s, DeviceConnectionStatus::read)),
            subscription: said(&reply.subscription).map(|s| spelled(s, SubscriptionStatus::read)),
            message_id: said(&reply.message_id),
        })
    }
}

impl Scene {
    /// Judges the response again after a part of it was removed.
    pub(crate) fn judge(&mut self) {
        let again = Verdict::ours(self.library, &Reply::from_response(&self.answer));
        let Verdict { accepted, gone, wait, .. } = again;
        self.verdict = Verdict { accepted, gone, wait, ..self.verdict.clone() };
    }

    /// Turns one judgement of ours into theirs.
    pub(crate) fn turn(&mut self, ours: Judgement, theirs: Judgement) {
        let verdict = &mut self.verdict;
        if (verdict.accepted, verdict.gone, verdict.wait) == ours {
            (verdict.accepted, verdict.gone, verdict.wait) = theirs;
        }
    }

    /// The same for some status codes.
    pub(crate) fn turn_at(&mut self, statuses: &[u16], ours: Judgement, theirs: Judgement) {
        if statuses.contains(&self.verdict.status) {
            self.turn(ours, theirs);
        }
    }

    /// Removes a header and judges again.
    pub(crate) fn forget(&mut self, name: &HeaderName) {
        self.answer.headers_mut().remove(name);
        self.judge();
    }

    /// Takes a response for a success for any notification status, as the library does.
    pub(crate) fn forget_status(
        &mut self,
        ours: Judgement,
        is: impl Fn(&NotificationStatus) -> bool,
    ) {
        let reply = Reply::from_response(&self.answer);
        if self.library.is_success(reply.status()) && reply.notification_status().is_some_and(is) {
            self.turn(ours, TAKEN);
        }
    }

    /// The value of a header as HTTP clients return it: Latin-1, with commas between several values. From
    /// Twisted the package takes the first, in UTF-8.
    pub(crate) fn text(&self, name: &HeaderName) -> Option<String> {
        let latin = |value: &[u8]| value.iter().map(|byte| char::from(*byte)).collect();
        let text = |value: &HeaderValue| -> String {
            match self.library {
                Library::Npm => latin(value.as_bytes().trim_ascii_end()),
                // Python's HTTP client keeps trailing whitespace.
                Library::Python => latin(value.as_bytes()),
                Library::Twisted => {
                    String::from_utf8_lossy(value.as_bytes()).trim_ascii_end().to_owned()
                }
            }
        };
        let values = self.answer.headers().get_all(name).iter();
        let values = values.take(if self.library == Library::Twisted { 1 } else { usize::MAX });
        let values: Vec<String> = values.map(text).collect();
        Some(values.join(", ")).filter(|_| !values.is_empty())
    }

    /// Takes the values of some headers as they are.
    pub(crate) fn read_as_written(&mut self, is: fn(&[&[u8]]) -> bool) {
        let read = |name: &HeaderName| {
            let values = self.answer.headers().get_all(name).iter();
            let values: Vec<&[u8]> = values.map(HeaderValue::as_bytes).collect();
            is(&values).then(|| self.text(name).filter(|text| !text.is_empty()))
        };
        let notification = read(&header::NOTIFICATION_STATUS);
        let device = read(&header::DEVICE_CONNECTION_STATUS);
        let subscription = read(&header::SUBSCRIPTION_STATUS);
        let message_id = read(&header::MESSAGE_ID);
        let verdict = &mut self.verdict;
        if let Some(text) = notification {
            verdict.notification = text.map(|s| spelled(s, NotificationStatus::read));
        }
        if let Some(text) = device {
            verdict.device = text.map(|s| spelled(s, DeviceConnectionStatus::read));
        }
        if let Some(text) = subscription {
            verdict.subscription = text.map(|s| spelled(s, SubscriptionStatus::read));
        }
        if let Some(text) = message_id {
            verdict.message_id = text;
        }
    }
}

/// A known status in our spelling.
fn spelled<S: ToString>(text: String, read: fn(&str) -> Option<S>) -> String {
    read(&text).map_or(text, |status| status.to_string())
}
