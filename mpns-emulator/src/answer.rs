use http::header::{CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, Response, StatusCode};
use mpns_proto::Reply;
use mpns_proto::service::respond;
use serde::{Deserialize, Serialize};

use crate::header_bytes::header_bytes;
use crate::{Fault, from_object, serialize};

/// What a channel answers, regardless of its state. A notification that gets such an answer is
/// neither delivered nor counted, except for [`Normal`](Self::Normal), [`Routed`](Self::Routed) and most
/// [faults](Self::Fault).
///
/// The answer is always a row of the response table, even if the table has no such row for the
/// [state of the phone](crate::DeviceConnection). For a phone that is disconnected or
/// inactive, `QueueFull`, `Suppressed` and `Throttled` state `TempDisconnected`. `Dropped` always states
/// `Connected`. [`Exactly`](Self::Exactly) is not changed.
///
/// In JSON: `"queueFull"`, `{"exactly": {"status": 503, "headers": {"Retry-After": "120"}}}`, or
/// `{"fault": {"kind": "halfHead"}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Answer {
    /// What follows from the state. In a list, it lets one request pass.
    Normal,
    /// What follows from the state, but a bare 202 in place of 200: the answer of ReLiveWP for a phone that another
    /// of its instances serves.
    Routed,
    /// 200 with `QueueFull`.
    QueueFull,
    /// 200 with `Suppressed`.
    Suppressed,
    /// 200 with `Dropped`.
    Dropped,
    /// 401.
    Unauthorized,
    /// 403.
    Forbidden,
    /// 406 with `Dropped`.
    Throttled,
    /// 503.
    Unavailable,
    /// Any status code and headers, for every request to the channel, callback registrations included.
    Exactly(#[serde(deserialize_with = "from_object::object")] ExactAnswer),
    /// The connection or the answer is damaged. The notification is judged as usual, and so it may be delivered,
    /// unless the fault comes before the request is read.
    Fault(#[serde(deserialize_with = "from_object::object")] Fault),
}

impl Answer {
    /// About how much memory a list takes.
    pub(crate) fn bytes_of<'a>(answers: impl IntoIterator<Item = &'a Self>) -> usize {
        answers.into_iter().map(Self::bytes).fold(0, usize::saturating_add)
    }

    /// About how much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        let headers = match self {
            Self::Exactly(answer) => header_bytes(&answer.headers),
            _ => 0,
        };
        headers.saturating_add(ANSWER_BYTES)
    }
}

/// A status code and headers, with an empty body.
///
/// The emulator adds the headers that all its answers have, unless they are given:
/// `Cache-Control`, `Server` and `Date`, and `Allow` with a 405.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Shape", try_from = "Shape")]
pub struct ExactAnswer {
    status: StatusCode,
    headers: HeaderMap,
}

impl ExactAnswer {
    /// An answer with this status code and these headers.
    ///
    /// ```
    /// use http::{HeaderMap, StatusCode};
    /// use mpns_emulator::{AnswerError, ExactAnswer};
    ///
    /// assert!(ExactAnswer::new(StatusCode::GONE, HeaderMap::new()).is_ok());
    /// let interim = ExactAnswer::new(StatusCode::CONTINUE, HeaderMap::new());
    /// assert_eq!(interim, Err(AnswerError::Interim));
    /// ```
    ///
    /// # Errors
    ///
    /// If the status is an interim one (1xx), or a header states the length of the body.
    pub fn new(status: StatusCode, headers: HeaderMap) -> Result<Self, AnswerError> {
        if status.is_informational() {
            return Err(AnswerError::Interim);
        }
        for name in [CONTENT_LENGTH, TRANSFER_ENCODING] {
            if headers.contains_key(&name) {
                return Err(AnswerError::Framing(name));
            }
        }
        Ok(Self { status, headers })
    }

    /// The answer that states a reply.
    ///
    /// # Errors
    ///
    /// If the status is an interim one (1xx).
    pub fn from_reply(reply: &Reply) -> Result<Self, AnswerError> {
        let (parts, _) = respond(reply).into_parts();
        let mut headers = parts.headers;
        headers.remove(CONTENT_LENGTH);
        Self::new(parts.status, headers)
    }

    pub(crate) fn response(&self) -> Response<Vec<u8>> {
        let mut response = Response::new(Vec::new());
        *response.status_mut() = self.status;
        response.headers_mut().clone_from(&self.headers);
        response
    }
}

/// Why an answer cannot be given.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// The status is 1xx.
    #[error("the status of an answer is 200 or more")]
    Interim,
    /// A header states the length of the body, which is always empty.
    #[error("the header {0} cannot be set in an answer: the body is always empty")]
    Framing(HeaderName),
}

/// An [`ExactAnswer`] before it is checked.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Shape {
    #[serde(with = "http_serde::status_code")]
    status: StatusCode,
    #[serde(
        default,
        serialize_with = "serialize::headers",
        deserialize_with = "http_serde::header_map::deserialize"
    )]
    headers: HeaderMap,
}

impl From<ExactAnswer> for Shape {
    fn from(answer: ExactAnswer) -> Self {
        Self { status: answer.status, headers: answer.headers }
    }
}

impl TryFrom<Shape> for ExactAnswer {
    type Error = AnswerError;

    fn try_from(shape: Shape) -> Result<Self, AnswerError> {
        Self::new(shape.status, shape.headers)
    }
}

/// What an answer takes beside its headers.
const ANSWER_BYTES: usize = 160;
