use std::error::Error;
use std::time::SystemTime;

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{Request, Response, StatusCode};

use super::State;
use super::channel::ChannelState;
use super::events::Change;
use super::judging::Judgement;
use crate::channel_path::ChannelPath;
use crate::peer::Peer;
use crate::received_request::{Begun, ReceivedRequest};
use crate::sent_head::SentHead;
use crate::{Answer, Fault, LoggedRequest, Token, Verdict};

impl State {
    /// Decides what can be decided before the body of a request is read. An answer of a list is used up.
    pub(crate) fn begin(&mut self, path: &ChannelPath<'_>) -> Begun {
        let number = self.find(path).map(|channel| channel.number);
        let mut answer = None;
        if let Some(channel) = number.and_then(|number| self.channels.get_mut(&number)) {
            answer = channel.settings.answers.pop_front();
            if let Some(answer) = &answer {
                self.records.budget.replace(answer.bytes(), 0);
                self.records.events.push(Change::Channel(channel.token.clone()));
            }
            answer = answer.or_else(|| channel.settings.answer.clone());
        }
        if answer.is_none() {
            answer = self.answers.pop_front();
            if let Some(answer) = &answer {
                self.records.budget.replace(answer.bytes(), 0);
                self.records.events.push(Change::Answers);
            }
        }
        let answer = answer.or_else(|| self.faults.next().map(Answer::Fault));
        Begun { channel: number, is_callback: path.is_callback, answer }
    }

    /// Answers a request, and keeps it in the log. The second value says how the answer is damaged.
    pub(crate) fn receive(
        &mut self,
        received: ReceivedRequest,
        peer: &Peer,
    ) -> (Response<Vec<u8>>, Option<Fault>) {
        let fault = match &received.begun.answer {
            Some(Answer::Fault(fault)) => Some(*fault),
            _ => None,
        };
        let judgement = self.judge(&received, fault.as_ref(), peer);
        let at = received.metadata.received_at;
        let response =
            self.log(received.request, received.head, received.begun.channel, judgement, fault, at);
        (response, fault)
    }

    /// Keeps a request in the log that was refused before its body was read, if its path is that of a channel.
    pub(crate) fn refuse<B>(
        &mut self,
        request: &Request<B>,
        head: SentHead,
        why: &dyn Error,
        status: StatusCode,
        at: SystemTime,
    ) {
        let Some(path) = ChannelPath::read(self.rules.uris.shape, request.uri().path()) else {
            return;
        };
        let channel = self.find(&path);
        let number = channel.as_ref().map(|channel| channel.number);
        let reason = match channel {
            Some(channel) => channel.note_refusal(why),
            None => why.to_string(),
        };
        let refused = Judgement::bare(Verdict::Refused, status);
        let refused = Judgement { reason: Some(reason), ..refused };
        let mut unread = Request::new(Bytes::new());
        *unread.method_mut() = request.method().clone();
        *unread.uri_mut() = request.uri().clone();
        unread.headers_mut().clone_from(request.headers());
        let _ = self.log(unread, head, number, refused, None, at);
    }

    fn log(
        &mut self,
        request: Request<Bytes>,
        head: SentHead,
        channel: Option<u64>,
        judgement: Judgement,
        fault: Option<Fault>,
        at: SystemTime,
    ) -> Response<Vec<u8>> {
        let response = judgement.response;
        let (request, body) = request.into_parts();
        let channel = channel.and_then(|number| self.channels.get(&number));
        let entry = LoggedRequest {
            number: self.records.log.next(),
            time: at,
            channel: channel.map(|channel| channel.token.clone()),
            method: request.method,
            target: request.uri.path_and_query().map_or("", PathAndQuery::as_str).to_owned(),
            headers: request.headers,
            head,
            body,
            status: response.status(),
            answer: response.headers().clone(),
            verdict: judgement.verdict,
            reason: judgement.reason,
            warnings: judgement.warnings,
            fate: judgement.fate,
            fault,
        };
        self.records.counts.count(entry.verdict);
        self.records.events.push(Change::Request(entry.number));
        // Its counts, and why it refused the request.
        self.records.events.extend(entry.channel.clone().map(Change::Channel));
        self.records.log.push(entry, &mut self.records.budget);
        self.trim();
        response
    }

    /// The channel with exactly this path.
    fn find(&mut self, path: &ChannelPath<'_>) -> Option<&mut ChannelState> {
        let token: Token = path.token.parse().ok()?;
        let channel = self.channels.get_mut(self.by_token.get(&token)?)?;
        (channel.uri.expose_uri().path() == path.channel).then_some(channel)
    }
}
