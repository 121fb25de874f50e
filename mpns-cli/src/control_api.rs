//! The control API of a running emulator, over HTTP.

use std::error::Error;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use http::header::{CONTENT_TYPE, HOST};
use http::uri::{Authority, Scheme};
use http::{Method, Request, StatusCode, Uri};
use http_body_util::{BodyExt as _, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use mpns_emulator::BaseUri;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::failure::chain;
use crate::terminal;

/// Where the control API of an emulator is. Shown as its URI.
#[derive(Clone, Debug)]
pub(crate) struct ControlApi(Authority);

impl ControlApi {
    /// The answer to a request, for which this time is enough. Each has a connection of its own, so that none is used
    /// that an emulator left behind.
    pub(crate) async fn ask(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
        time: Duration,
    ) -> Result<Answer, NoAnswer> {
        let exchange = self.exchange(method, path, body);
        tokio::time::timeout(time, exchange).await.unwrap_or_else(|_| {
            Err(NoAnswer(format!("no answer within {}", humantime::format_duration(time))))
        })
    }

    async fn exchange(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer, NoAnswer> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, self.0.as_str())
            .header(CONTENT_TYPE, "application/json")
            .body(body.map(Value::to_string).unwrap_or_default())
            .map_err(no_answer)?;
        let host = self.0.host().trim_start_matches('[').trim_end_matches(']');
        let stream = TcpStream::connect((host, self.0.port_u16().unwrap_or(80)));
        let stream = stream.await.map_err(|error| NoAnswer(format!("no connection: {error}")))?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(no_answer)?;
        let answer = async {
            let (head, body) = sender.send_request(request).await.map_err(no_answer)?.into_parts();
            let body = Limited::new(body, MAX_BODY).collect().await;
            let body = body.map_err(|error| NoAnswer(chain(&*error)))?.to_bytes();
            Ok(Answer { status: head.status, body: body.to_vec() })
        };
        tokio::pin!(connection);
        tokio::pin!(answer);
        tokio::select! {
            answer = &mut answer => answer,
            // The answer may have come before the end of the connection.
            _ = &mut connection => answer.await,
        }
    }
}

impl FromStr for ControlApi {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let base: BaseUri =
            text.parse().map_err(|_| format!("not just http, host and port, such as {DEFAULT}"))?;
        let uri: Uri = base.to_string().parse().map_err(|error| format!("{error}"))?;
        match uri.into_parts() {
            parts if parts.scheme != Some(Scheme::HTTP) => {
                Err("the control API is reached without TLS, at http".to_owned())
            }
            parts => parts.authority.map(Self).ok_or_else(|| "there is no host".to_owned()),
        }
    }
}

impl fmt::Display for ControlApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}", self.0)
    }
}

/// What the emulator answers.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    body: Vec<u8>,
}

impl Answer {
    /// The body as JSON, if the status says that it was done.
    pub(crate) fn json(&self) -> Result<Value, Refusal> {
        self.done()?;
        serde_json::from_slice(&self.body).map_err(|error| Refusal(error.to_string()))
    }

    /// Whether the status says that it was done.
    pub(crate) fn done(&self) -> Result<(), Refusal> {
        if self.status.is_success() {
            return Ok(());
        }
        let text: String = String::from_utf8_lossy(&self.body).chars().take(SHOWN).collect();
        Err(Refusal(format!("{}: {}", self.status.as_u16(), terminal::escape(text.trim()))))
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) struct NoAnswer(String);

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An answer that says no, or that no emulator gives.
#[derive(Debug)]
pub(crate) struct Refusal(String);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn no_answer(error: impl Error + 'static) -> NoAnswer {
    NoAnswer(chain(&error))
}

/// The address where `mpns emulator` listens by default.
pub(crate) const DEFAULT: &str = "http://127.0.0.1:8080";
/// More than a hundred of the longest deliveries.
const MAX_BODY: usize = 16 * 1024 * 1024;
/// How many characters of a refusal are shown.
const SHOWN: usize = 500;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_emulator_is_at_http_host_and_port() {
        for (text, shown) in [
            (DEFAULT, Some(DEFAULT)),
            ("http://[::1]:8080/", Some("http://[::1]:8080")),
            ("http://emulator", Some("http://emulator")),
            ("https://127.0.0.1:8443", None),
            ("http://127.0.0.1:8080/channels", None),
            ("127.0.0.1:8080", None),
            ("", None),
        ] {
            let api = text.parse().map(|api: ControlApi| api.to_string());
            assert_eq!(api.ok().as_deref(), shown, "{text}");
        }
    }
}
