mod json;

use std::borrow::Cow;
use std::fmt;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use serde::de::{Deserialize, Deserializer};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::header_bytes::header_bytes;
use crate::sent_head::SentHead;
use crate::{Fate, Fault, Token, Verdict, serialize};

/// A request to a channel, how the service judged it and what it answered.
///
/// `Debug` shows neither path nor headers, which have secrets.
#[derive(Clone)]
#[non_exhaustive]
pub struct LoggedRequest {
    /// How many requests the emulator had with this one. The numbers go on after requests are forgotten.
    pub number: u64,
    /// When it came, by the clock of the emulator.
    pub time: SystemTime,
    /// The token of its channel; `None` if no channel has its URI.
    pub channel: Option<Token>,
    /// The method.
    pub method: Method,
    /// Path and query.
    pub target: String,
    /// The headers, with names in lower case; [`header_lines`](Self::header_lines) has them as they were sent.
    pub headers: HeaderMap,
    pub(crate) head: SentHead,
    /// The body; empty if it was not read.
    pub body: Bytes,
    /// The status code of the answer.
    pub status: StatusCode,
    /// The headers of the answer, without those of every answer.
    pub answer: HeaderMap,
    /// How the request was judged.
    pub verdict: Verdict,
    /// Why it was refused, with the causes. The answer does not carry it.
    pub reason: Option<String>,
    /// What is odd about the notification.
    pub warnings: Vec<String>,
    /// What happened to the notification, if it was accepted. It changes with time.
    pub fate: Option<Fate>,
    /// How connection or answer were damaged.
    pub fault: Option<Fault>,
}

impl LoggedRequest {
    /// The names and values of the headers as they were sent: in that order, with repetitions and the case of the names.
    ///
    /// If that is not known, these are [`headers`](Self::headers). It is not after a pipeline of more than twice
    /// [`Bounds::head_bytes`](crate::Bounds::head_bytes).
    pub fn header_lines(&self) -> Vec<(&str, &[u8])> {
        self.head.lines(&self.headers)
    }

    /// About how much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let headers = [&self.headers, &self.answer].into_iter().map(header_bytes);
        let texts = self.warnings.iter().chain(&self.reason).map(String::len);
        [self.target.len(), self.body.len(), self.head.bytes()]
            .into_iter()
            .chain(headers)
            .chain(texts)
            .fold(ENTRY_BYTES, usize::saturating_add)
    }

    /// Whether a text is in it, without regard to case: in the target, a header, the body, the verdict or the reason.
    pub(crate) fn contains(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let has = |part: &str| part.to_lowercase().contains(&text);
        let in_header = |headers: &HeaderMap| {
            headers.iter().any(|(name, value)| {
                has(name.as_str()) || has(&String::from_utf8_lossy(value.as_bytes()))
            })
        };
        has(&self.target)
            || has(self.method.as_str())
            || has(self.status.as_str())
            || has(&String::from_utf8_lossy(&self.body))
            || has(self.verdict.as_str())
            || self.reason.as_deref().is_some_and(has)
            || self.warnings.iter().any(|warning| has(warning))
            || in_header(&self.headers)
            || in_header(&self.answer)
    }
}

impl Serialize for LoggedRequest {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut entry = to.serialize_struct("LoggedRequest", 15)?;
        entry.serialize_field("number", &self.number)?;
        entry.serialize_field("time", &serialize::Time(self.time))?;
        entry.serialize_field("channel", &self.channel.as_ref().map(Token::expose))?;
        entry.serialize_field("method", self.method.as_str())?;
        entry.serialize_field("path", &self.target)?;
        entry.serialize_field("headers", &texts(&self.header_lines()))?;
        match str::from_utf8(&self.body) {
            Ok(text) => entry.serialize_field("body", text)?,
            Err(_) => entry.serialize_field("bodyBase64", &STANDARD.encode(&self.body))?,
        }
        entry.serialize_field("status", &self.status.as_u16())?;
        entry.serialize_field("answer", &texts(&SentHead::default().lines(&self.answer)))?;
        entry.serialize_field("verdict", &self.verdict)?;
        entry.serialize_field("reason", &self.reason)?;
        entry.serialize_field("warnings", &self.warnings)?;
        entry.serialize_field("effect", &self.fate)?;
        entry.serialize_field("fault", &self.fault)?;
        entry.end()
    }
}

fn texts<'a>(lines: &[(&'a str, &'a [u8])]) -> Vec<(&'a str, Cow<'a, str>)> {
    lines.iter().map(|(name, value)| (*name, String::from_utf8_lossy(value))).collect()
}

/// What is not UTF-8 in a header is lost in JSON.
impl<'de> Deserialize<'de> for LoggedRequest {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        json::read(from)
    }
}

impl fmt::Debug for LoggedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoggedRequest")
            .field("number", &self.number)
            .field("status", &self.status)
            .field("verdict", &self.verdict)
            .field("reason", &self.reason)
            .finish_non_exhaustive()
    }
}

/// What an entry takes beside its texts.
const ENTRY_BYTES: usize = 640;
