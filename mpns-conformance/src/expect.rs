use std::collections::BTreeMap;

use http::Response;
use mpns_proto::{Outcome, Reply};

use crate::script::Answer;
use crate::send_result::SendResult;

/// What a send has to result in.
#[derive(Clone, Debug)]
pub(crate) enum Expect {
    /// This response, whole.
    Reply(Expected),
    /// An error.
    Error,
    /// This response or an error.
    ReplyOrError(Expected),
    /// Any response or an error, in time and without a panic.
    Either,
}

impl Expect {
    pub(crate) fn reply(answer: &Answer, outcome: Outcome) -> Self {
        Self::Reply(Expected::new(answer, outcome))
    }

    pub(crate) fn reply_or_error(answer: &Answer, outcome: Outcome) -> Self {
        Self::ReplyOrError(Expected::new(answer, outcome))
    }

    /// Compares the result of a send with this one; the error says what differs.
    pub(crate) fn compare(&self, result: &SendResult) -> Result<(), String> {
        if let Err(error) = result {
            if error.is_panic {
                return Err("the transport panicked".to_owned());
            }
            for (format, text) in [("Display", &error.display), ("Debug", &error.debug)] {
                if let Some((part, _)) = SECRETS.iter().find(|(_, secret)| text.contains(secret)) {
                    return Err(format!("{format} of the error shows the {part} of the channel"));
                }
            }
        }
        match (self, result) {
            (Self::Either, _) | (Self::Error | Self::ReplyOrError(_), Err(_)) => Ok(()),
            (Self::Reply(expected) | Self::ReplyOrError(expected), Ok(response)) => {
                expected.compare(response)
            }
            (Self::Reply(expected), Err(error)) => Err(format!(
                "a response with status {} came, but the transport returned the error \"{}\"",
                expected.status, error.display
            )),
            (Self::Error, Ok(response)) => Err(format!(
                "no response came, but the transport returned one with status {}",
                response.status().as_u16()
            )),
        }
    }
}

/// What a response has to be.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) status: u16,
    /// See [`Answer::end_to_end`].
    pub(crate) headers: BTreeMap<String, Vec<Vec<u8>>>,
    pub(crate) outcome: Outcome,
}

impl Expected {
    fn new(answer: &Answer, outcome: Outcome) -> Self {
        Self { status: answer.status(), headers: answer.end_to_end(), outcome }
    }

    fn compare(&self, response: &Response<()>) -> Result<(), String> {
        let status = response.status().as_u16();
        if status != self.status {
            return Err(format!("the status is {status}, not {}", self.status));
        }
        for (name, expected) in &self.headers {
            let values = response.headers().get_all(name);
            let values: Vec<&[u8]> =
                values.iter().map(|value| value.as_bytes().trim_ascii()).collect();
            if values != *expected {
                let (values, expected) = (shown(&values), shown(expected));
                return Err(format!("the header {name} is {values}, not {expected}"));
            }
        }
        let outcome = Reply::from_response(response).outcome();
        if outcome != self.outcome {
            return Err(format!("the outcome is {outcome}, not {}", self.outcome));
        }
        Ok(())
    }
}

fn shown(values: &[impl AsRef<[u8]>]) -> String {
    if values.is_empty() {
        return "missing".to_owned();
    }
    let values = values.iter().map(|value| {
        let value = value.as_ref();
        match value.get(..SHOWN) {
            Some(start) => format!("\"{}...\" ({} bytes)", start.escape_ascii(), value.len()),
            None => format!("\"{}\"", value.escape_ascii()),
        }
    });
    values.collect::<Vec<_>>().join(", ")
}

/// How many bytes of a header a text shows.
const SHOWN: usize = 64;
/// What an error of a transport must not show, with the part of the channel URI that it is in.
const SECRETS: [(&str, &str); 2] =
    [("path", "SECRET-OF-THE-PATH"), ("query", "SECRET-OF-THE-QUERY")];
