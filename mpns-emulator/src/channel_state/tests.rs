mod callback;
mod daily_limit;
mod delivery;
mod response;

use std::time::Duration;

use http::{Method, Request};
use mpns_proto::service::{read_callback, read_notification};
use mpns_proto::{Content, DeviceConnectionStatus, Limits, NotificationStatus, Toast, header};
use uuid::Uuid;

use super::*;

const START: SystemTime = SystemTime::UNIX_EPOCH;

fn second(seconds: u64) -> SystemTime {
    START.checked_add(Duration::from_secs(seconds)).expect("a time")
}

fn request(content: &Content) -> Request<Vec<u8>> {
    let channel = "http://h/throttledthirdparty/01.00/AAA".parse().expect("a channel");
    content.build().expect("a notification").request(&channel)
}

fn toast(text: &str) -> Request<Vec<u8>> {
    request(&Toast { text1: Some(text.into()), ..Toast::default() }.into())
}

fn received(request: &Request<Vec<u8>>, at: SystemTime) -> ReceivedRequest<Incoming> {
    ReceivedRequest {
        content: read_notification(request, &Limits::default()),
        metadata: RequestMetadata::new(request, at, ACTIVITY),
    }
}

fn send(state: &mut ChannelState, request: &Request<Vec<u8>>, at: SystemTime) -> Reply {
    Reply::from_response(&state.receive(received(request, at)))
}

fn register(state: &mut ChannelState, uri: &str) -> Reply {
    let mut request = Request::new(b"blob".to_vec());
    *request.method_mut() = Method::POST;
    request.headers_mut().insert(header::CALLBACK_URI, uri.parse().expect("a value"));
    let metadata = RequestMetadata::new(&request, START, ACTIVITY);
    let content = read_callback(&request);
    Reply::from_response(&state.register(ReceivedRequest { content, metadata }))
}

/// What a reply states, as a line of the response table.
fn row(reply: &Reply) -> String {
    let text = |status: Option<&str>| status.unwrap_or("-").to_owned();
    format!(
        "{} {} {} {}",
        reply.status().as_u16(),
        text(reply.notification_status().map(NotificationStatus::as_str)),
        text(reply.device_connection_status().map(DeviceConnectionStatus::as_str)),
        text(reply.subscription_status().map(SubscriptionStatus::as_str)),
    )
}

fn texts(state: &ChannelState) -> Vec<String> {
    let text = |delivery: &Delivery| match &delivery.notification {
        Content::Toast(toast) => toast.text1.as_deref().unwrap_or_default().to_owned(),
        other => other.kind().to_string(),
    };
    state.deliveries().iter().map(text).collect()
}

const ACTIVITY: Uuid = Uuid::from_u128(0xac);
