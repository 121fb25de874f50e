use http::Response;

use super::State;
use super::events::Change;
use crate::channel_path::ChannelPath;
use crate::peer::Peer;
use crate::received_request::{Begun, ReceivedRequest};
use crate::{Answer, Fault, LoggedRequest};

impl State {
    /// Decides what can be decided before the body of a request is read. An answer of a list is used up.
    pub(crate) fn begin(&mut self, path: &ChannelPath<'_>) -> Begun {
        let number = path.token.parse().ok().and_then(|token| self.by_token.get(&token).copied());
        let channel = number
            .and_then(|number| self.channels.get_mut(&number))
            .filter(|channel| channel.uri.expose_uri().path() == path.channel);
        let number = channel.as_ref().map(|channel| channel.number);
        let mut answer = None;
        if let Some(channel) = channel {
            let before = channel.settings.bytes();
            answer = channel.settings.answers.pop_front();
            if answer.is_some() {
                self.records.budget.replace(before, channel.settings.bytes());
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
        let response = judgement.response;
        let (request, body) = received.request.into_parts();
        let channel = received.begun.channel.and_then(|number| self.channels.get(&number));
        let entry = LoggedRequest {
            number: self.records.log.next(),
            time: received.metadata.received_at,
            channel: channel.map(|channel| channel.token.clone()),
            method: request.method,
            target: request.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            headers: request.headers,
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
        self.records.log.push(entry, &mut self.records.budget);
        self.trim();
        (response, fault)
    }
}
