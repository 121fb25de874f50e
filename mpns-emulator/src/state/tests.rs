mod batching;
mod callback;
mod daily_limit;
mod delivery;
mod keeping;
mod opening;
mod relivewp;
mod response;

use bytes::Bytes;
use http::{Method, Request, StatusCode};
use mpns_proto::{
    Content, DeviceConnectionStatus, NotificationStatus, Reply, SubscriptionStatus, Toast, header,
};
use uuid::Uuid;

use super::*;
use crate::channel_path::ChannelPath;
use crate::peer::Peer;
use crate::received_request::{ReceivedRequest, RequestMetadata};
use crate::sent_head::SentHead;
use crate::{
    Answer, AppState, ChannelOptions, Delivery, DeviceConnection, DeviceSettings, Effect, Fate,
    LoggedRequest, Phone, Settings, Subscription, UriShape,
};

const START: SystemTime = SystemTime::UNIX_EPOCH;
const ACTIVITY: Uuid = Uuid::from_u128(0xac);

fn second(seconds: u64) -> SystemTime {
    START.checked_add(Duration::from_secs(seconds)).expect("a time")
}

fn rules() -> Rules {
    Rules {
        uris: ChannelUris {
            base: "http://h".parse().expect("a base"),
            authenticated_base: "http://h".parse().expect("a base"),
            shape: UriShape::Throttled,
        },
        profile: Profile::Mpns,
        limits: Limits::default(),
        strict: false,
        has_tls: false,
        bounds: Bounds::default(),
    }
}

/// A service with one channel.
struct Bench {
    state: State,
    token: Token,
}

impl Bench {
    fn new(authenticated: bool, settings: Settings, connection: DeviceConnection) -> Self {
        Self::with(rules(), authenticated, settings, connection)
    }

    fn with(
        rules: Rules,
        authenticated: bool,
        settings: Settings,
        connection: DeviceConnection,
    ) -> Self {
        let mut state = State::new(rules);
        let phone = Phone::New(DeviceSettings { connection, ..DeviceSettings::default() });
        let options = ChannelOptions { authenticated, settings, phone, ..Default::default() };
        let (token, is_new) = state.open(options, START).expect("a channel");
        assert!(is_new);
        Self { state, token }
    }

    fn channel(&self) -> &ChannelState {
        self.state.channel(&self.token).expect("the channel")
    }

    fn configure(&mut self, settings: Settings, now: SystemTime) {
        self.state.configure(&self.token, settings, now);
    }

    fn phone(&mut self, change: impl FnOnce(&mut DeviceSettings), now: SystemTime) {
        let device = self.state.device_of(self.channel()).expect("the phone");
        let (name, mut settings) = (device.name.clone(), device.settings.clone());
        change(&mut settings);
        self.state.configure_device(&name, settings, now);
    }

    fn connect(&mut self, connection: DeviceConnection, now: SystemTime) {
        self.phone(|phone| phone.connection = connection, now);
    }

    /// The paths of the callbacks that have to be called.
    fn calls(&mut self) -> Vec<String> {
        let calls = self.state.take_calls().into_iter();
        calls.map(|(_, callback)| callback.uri.path().to_owned()).collect()
    }

    fn send(&mut self, request: &Request<Vec<u8>>, at: SystemTime) -> Reply {
        self.exchange(request, "", at)
    }

    fn register(&mut self, uri: &str) -> Reply {
        let mut request = Request::new(b"blob".to_vec());
        *request.method_mut() = Method::POST;
        request.headers_mut().insert(header::CALLBACK_URI, uri.parse().expect("a value"));
        self.exchange(&request, "/callback", START)
    }

    fn exchange(&mut self, request: &Request<Vec<u8>>, to: &str, at: SystemTime) -> Reply {
        self.state.run_due(at);
        let mut request = request.clone().map(Bytes::from);
        let path = self.channel().uri.expose_uri().path().to_owned() + to;
        *request.uri_mut() = path.parse().expect("a path");
        exchange(&mut self.state, request, at)
    }

    fn texts(&self) -> Vec<String> {
        let text = |delivery: &Delivery| match &delivery.notification {
            Content::Toast(toast) => toast.text1.as_deref().unwrap_or_default().to_owned(),
            other => other.kind().to_string(),
        };
        self.channel().deliveries_after(0).map(text).collect()
    }

    fn effects(&self) -> Vec<Effect> {
        self.channel().deliveries_after(0).map(|delivery| delivery.effect).collect()
    }

    /// How many notifications wait for the phone, and how many are held back.
    fn waiting(&self, now: SystemTime) -> (usize, usize) {
        self.channel().queued_and_held(now)
    }

    fn received_today(&self, now: SystemTime) -> u32 {
        self.channel().daily_count.received(now)
    }

    fn log(&self) -> Vec<Arc<LoggedRequest>> {
        self.state.records.log.after(0).cloned().collect()
    }

    fn fates(&self) -> Vec<Option<Fate>> {
        self.log().iter().map(|request| request.fate).collect()
    }
}

/// One exchange with any path.
fn exchange(state: &mut State, request: Request<Bytes>, at: SystemTime) -> Reply {
    let path = ChannelPath::read(state.rules.uris.shape, request.uri().path()).expect("a path");
    let begun = state.begin(&path);
    let metadata = RequestMetadata::new(&request, at, ACTIVITY);
    let received =
        ReceivedRequest { request, head: SentHead::default(), body: Ok(()), begun, metadata };
    let (response, _) = state.receive(received, &Peer::Plain);
    Reply::from_response(&response)
}

fn request(content: &Content) -> Request<Vec<u8>> {
    let channel = "http://h/throttledthirdparty/01.00/AAA".parse().expect("a channel");
    content.build().expect("a notification").request(&channel)
}

fn toast(text: &str) -> Request<Vec<u8>> {
    request(&Toast { text1: Some(text.into()), ..Toast::default() }.into())
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
