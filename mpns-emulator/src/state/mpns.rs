//! How the Microsoft Push Notification Service judges requests.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, StatusCode};
use mpns_proto::service::{Callback, Incoming, Refusal, read_callback, read_notification, respond};
use mpns_proto::{NotificationClass, header};

use super::Rules;
use super::channel::ChannelState;
use super::judging::Judgement;
use super::records::Records;
use crate::callback::CallbackState;
use crate::peer::{ClientCertificate, Peer};
use crate::received_request::{ReceivedRequest, RequestMetadata};
use crate::{
    Answer, AppState, DeviceConnection, DeviceSettings, Fate, Label, Subscription, Verdict,
};

/// What a judgement depends on, beside the channel.
pub(crate) struct Scene<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) phone: &'a DeviceSettings,
    pub(crate) peer: &'a Peer,
}

pub(crate) fn judge(
    channel: &mut ChannelState,
    received: &ReceivedRequest,
    scene: &Scene<'_>,
    records: &mut Records,
) -> Judgement {
    let ReceivedRequest { request, begun, metadata, .. } = received;
    let mut warnings = Vec::new();
    let judged = if begun.is_callback {
        read_callback(request).map(|callback| {
            judge_callback(channel, callback, begun.answer.as_ref(), scene, records)
        })
    } else {
        let strict = scene.rules.strict || channel.settings.strict;
        read(request, scene, strict).map(|incoming| {
            warnings = incoming.warnings.iter().map(ToString::to_string).collect();
            judge_notification(channel, incoming, received, scene, records)
        })
    };
    let (verdict, fate) = match judged {
        Ok(judged) => judged,
        Err(refusal) => {
            let verdict = match refusal {
                Refusal::Method => Verdict::MethodNotAllowed,
                _ => Verdict::Refused,
            };
            let reason = Some(channel.note_refusal(&refusal));
            return Judgement { reason, ..Judgement::new(verdict, respond(&refusal.reply())) };
        }
    };
    if verdict == Verdict::Received && begun.answer == Some(Answer::Routed) {
        return Judgement { warnings, fate, ..Judgement::bare(verdict, StatusCode::ACCEPTED) };
    }
    let reply = metadata.identify(verdict.reply(scene.phone.connection));
    Judgement { warnings, fate, ..Judgement::new(verdict, respond(&reply)) }
}

fn read(request: &Request<Bytes>, scene: &Scene<'_>, strict: bool) -> Result<Incoming, Refusal> {
    let incoming = read_notification(request, &scene.rules.limits)?;
    if strict { incoming.strict() } else { Ok(incoming) }
}

fn judge_notification(
    channel: &mut ChannelState,
    incoming: Incoming,
    received: &ReceivedRequest,
    scene: &Scene<'_>,
    records: &mut Records,
) -> (Verdict, Option<Fate>) {
    let metadata = &received.metadata;
    let class = class(&received.request, &incoming);
    let verdict = received.begun.answer.as_ref().and_then(Verdict::forced);
    if let Some(verdict) = verdict.or_else(|| refuse(channel, class, metadata, scene)) {
        return (verdict, None);
    }
    channel.daily_count.add(metadata.received_at);
    (Verdict::Received, Some(channel.accept(incoming, metadata, scene.phone, records)))
}

/// Why a notification is not accepted.
fn refuse(
    channel: &ChannelState,
    class: u8,
    metadata: &RequestMetadata,
    scene: &Scene<'_>,
) -> Option<Verdict> {
    let ChannelState { settings, is_authenticated, daily_count, .. } = channel;
    let connection = scene.phone.connection;
    let refused = authorize(channel, scene);
    if refused.is_some() {
        return refused;
    }
    if settings.subscription == Subscription::Expired {
        return Some(Verdict::Expired);
    }
    if connection.is_out_of_reach() {
        return Some(Verdict::OutOfReach);
    }
    if !is_authenticated && daily_count.received(metadata.received_at) >= settings.daily_limit {
        return Some(Verdict::Throttled);
    }
    if settings.suppressed_classes.contains(&class) {
        return Some(Verdict::Suppressed);
    }
    if scene.phone.battery_saver
        && settings.app == AppState::NotInFront
        && connection == DeviceConnection::Connected
    {
        return Some(Verdict::Dropped);
    }
    let waits = connection != DeviceConnection::Connected || class >= FIRST_HELD_CLASS;
    let is_full = waits && channel.waiting.len() >= settings.queue_capacity;
    is_full.then_some(Verdict::QueueFull)
}

fn judge_callback(
    channel: &mut ChannelState,
    callback: Callback,
    answer: Option<&Answer>,
    scene: &Scene<'_>,
    records: &mut Records,
) -> (Verdict, Option<Fate>) {
    let verdict = if let Some(verdict) = answer.and_then(Verdict::forced) {
        verdict
    } else if !channel.is_authenticated {
        Verdict::Unauthorized
    } else if let Some(refused) = authorize(channel, scene) {
        refused
    } else if channel.settings.subscription == Subscription::Expired {
        Verdict::Expired
    } else {
        let before = channel.callback.bytes();
        channel.callback = CallbackState::Registered(Arc::new(callback));
        records.budget.replace(before, channel.callback.bytes());
        Verdict::Registered
    };
    (verdict, None)
}

/// Whether the client certificate is missing or wrong.
fn authorize(channel: &ChannelState, scene: &Scene<'_>) -> Option<Verdict> {
    if !channel.is_authenticated || !scene.rules.has_tls {
        return None;
    }
    match (scene.peer, channel.service_name.as_ref().map(Label::as_str)) {
        (Peer::Tls(ClientCertificate::Trusted { common_name }), Some(service))
            if common_name != service =>
        {
            Some(Verdict::Unauthorized)
        }
        (Peer::Tls(ClientCertificate::Trusted { .. }), _) => None,
        _ => Some(Verdict::Forbidden),
    }
}

/// The notification class: that of the header, or the one of the target and the interval.
fn class(request: &Request<Bytes>, incoming: &Incoming) -> u8 {
    let class = request.headers().get(header::NOTIFICATION_CLASS);
    let class = class.and_then(|class| class.to_str().ok()?.trim().parse().ok());
    let content = &incoming.content;
    let target = content.kind().target();
    class.unwrap_or_else(|| NotificationClass::new(target, content.interval()).number())
}

/// From this class on, notifications are held back.
const FIRST_HELD_CLASS: u8 = 11;
