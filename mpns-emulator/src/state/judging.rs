use http::{Response, StatusCode};
use mpns_proto::service::{Refusal, respond};

use super::State;
use super::{mpns, relivewp};
use crate::peer::Peer;
use crate::received_request::ReceivedRequest;
use crate::{Answer, DeviceConnection, Fate, Fault, Profile, Verdict};

/// What a request is answered, and what the log says of it.
#[derive(Debug)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    pub(crate) response: Response<Vec<u8>>,
    pub(crate) reason: Option<String>,
    pub(crate) warnings: Vec<String>,
    pub(crate) fate: Option<Fate>,
}

impl Judgement {
    /// An answer without more to say.
    pub(crate) fn new(verdict: Verdict, response: Response<Vec<u8>>) -> Self {
        Self { verdict, response, reason: None, warnings: Vec::new(), fate: None }
    }

    /// An answer that is only a status code.
    pub(crate) fn bare(verdict: Verdict, status: StatusCode) -> Self {
        let mut response = Response::new(Vec::new());
        *response.status_mut() = status;
        Self::new(verdict, response)
    }
}

impl State {
    /// Judges a request, with all consequences.
    pub(crate) fn judge(
        &mut self,
        received: &ReceivedRequest,
        fault: Option<&Fault>,
        peer: &Peer,
    ) -> Judgement {
        let begun = &received.begun;
        if fault.is_some_and(Fault::is_before_reading) {
            return Judgement::bare(Verdict::Unread, StatusCode::SERVICE_UNAVAILABLE);
        }
        let channel = begun.channel.and_then(|number| self.channels.get_mut(&number));
        if let Err(error) = &received.body {
            let reason = match channel {
                Some(channel) => channel.note_refusal(error),
                None => error.to_string(),
            };
            let refused = Judgement::bare(Verdict::Refused, error.status());
            return Judgement { reason: Some(reason), ..refused };
        }
        if let Some(Answer::Exactly(answer)) = &begun.answer {
            return Judgement::new(Verdict::Forced, answer.response());
        }
        let phone = channel.as_ref().and_then(|channel| self.devices.get(&channel.device));
        let (Some(channel), Some(phone)) = (channel, phone) else {
            return unknown(self.rules.profile, received);
        };
        let scene = mpns::Scene { rules: &self.rules, phone: &phone.settings, peer };
        match self.rules.profile {
            Profile::Mpns => mpns::judge(channel, received, &scene, &mut self.records),
            Profile::ReLiveWp => relivewp::judge(channel, received, &scene, &mut self.records),
        }
    }
}

/// Judges a request to a channel that the service does not know.
fn unknown(profile: Profile, received: &ReceivedRequest) -> Judgement {
    if received.request.method() != http::Method::POST {
        let refusal = Refusal::Method;
        let response = respond(&refusal.reply());
        let judged = Judgement::new(Verdict::MethodNotAllowed, response);
        return Judgement { reason: Some(refusal.to_string()), ..judged };
    }
    match profile {
        Profile::Mpns => {
            let reply = Verdict::Unknown.reply(DeviceConnection::Disconnected);
            Judgement::new(Verdict::Unknown, respond(&received.metadata.identify(reply)))
        }
        Profile::ReLiveWp => Judgement::bare(Verdict::Unknown, StatusCode::NOT_FOUND),
    }
}
