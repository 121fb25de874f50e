//! How ReLiveWP judges requests: it reads neither headers nor body, and hands them to the phone.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode};
use mpns_proto::service::{Incoming, Refusal, read_notification};
use mpns_proto::{Limits, header};

use super::channel::ChannelState;
use super::judging::Judgement;
use super::mpns::Scene;
use super::records::Records;
use crate::received_request::ReceivedRequest;
use crate::{Answer, DeviceConnection, Effect, Fate, Subscription, Verdict};

pub(crate) fn judge(
    channel: &mut ChannelState,
    received: &ReceivedRequest,
    scene: &Scene<'_>,
    records: &mut Records,
) -> Judgement {
    let ReceivedRequest { request, begun, metadata, .. } = received;
    if begun.is_callback {
        return Judgement::bare(Verdict::Unknown, StatusCode::NOT_FOUND);
    }
    if request.method() != Method::POST {
        let reason = Some(channel.note_refusal(&Refusal::Method));
        let refused = Verdict::MethodNotAllowed;
        return Judgement { reason, ..Judgement::bare(refused, StatusCode::METHOD_NOT_ALLOWED) };
    }
    if let Some(verdict) = begun.answer.as_ref().and_then(Verdict::forced) {
        return Judgement::bare(verdict, verdict.reply(scene.phone.connection).status());
    }
    if channel.settings.subscription == Subscription::Expired {
        return Judgement::bare(Verdict::Expired, StatusCode::NOT_FOUND);
    }
    let is_connected = scene.phone.connection == DeviceConnection::Connected;
    let status = if is_connected && begun.answer != Some(Answer::Routed) {
        StatusCode::OK
    } else {
        StatusCode::ACCEPTED
    };
    let accepted = Judgement::bare(Verdict::Received, status);
    let (request, mut warnings) = as_the_phone_reads_it(request);
    match read(&request, &scene.rules.limits) {
        Ok(incoming) => {
            warnings.extend(incoming.warnings.iter().map(ToString::to_string));
            if channel.waiting.len() >= channel.settings.queue_capacity && !is_connected {
                channel.lose_oldest_waiting(records);
            }
            channel.daily_count.add(metadata.received_at);
            let fate = channel.accept(incoming, metadata, scene.phone, records);
            Judgement { fate: Some(fate), warnings, ..accepted }
        }
        Err(refusal) => {
            let effect = match refusal {
                Refusal::TargetMismatch { .. } => Effect::Dropped,
                _ => Effect::PayloadFormatError,
            };
            if effect == Effect::PayloadFormatError {
                channel.settings.subscription = Subscription::Expired;
                channel.lose_waiting(records);
            }
            let reason = Some(channel.note_refusal(&refusal));
            Judgement { fate: Some(Fate::Delivered(effect)), reason, warnings, ..accepted }
        }
    }
}

fn read(request: &Request<Bytes>, limits: &Limits) -> Result<Incoming, Refusal> {
    // The service checks no sizes.
    let limits = Limits { document_bytes: usize::MAX, raw_bytes: usize::MAX, ..*limits };
    read_notification(request, &limits)
}

/// The request with the target that ReLiveWP takes from the class: any class that it does not know is a toast, and
/// nothing is held back.
fn as_the_phone_reads_it(request: &Request<Bytes>) -> (Request<Bytes>, Vec<String>) {
    let class = request.headers().get(header::NOTIFICATION_CLASS);
    let class = class.and_then(|class| class.to_str().ok()).map(str::trim);
    let (target, known) = match class {
        Some("1") => ("token", "1"),
        Some("3") => ("raw", "3"),
        _ => ("toast", "2"),
    };
    let mut warnings = Vec::new();
    if class != Some(known) {
        let class = class.map_or("no class".to_owned(), |class| format!("the class {class:.8}"));
        warnings.push(format!("{class} is not known to ReLiveWP, which takes it as a toast"));
    }
    let mut read = request.clone();
    let headers = read.headers_mut();
    headers.insert(header::NOTIFICATION_CLASS, HeaderValue::from_static(known));
    // A raw notification without a target stays one.
    if target != "raw" || headers.contains_key(header::TARGET) {
        headers.insert(header::TARGET, HeaderValue::from_static(target));
    }
    (read, warnings)
}
