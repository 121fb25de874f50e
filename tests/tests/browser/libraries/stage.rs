//! A service, a page, and a library that sends.

use mpns_emulator::Profile;
use mpns_proto::Kind;
use serde_json::{Map, Value as Json, json};
use tokio::task::spawn_blocking;

use super::expected::{self, camel_case, kind_on_the_phone};
use super::screen::Screen;
use crate::driver::{self, Done};
use crate::library::Library;
use crate::service::{Channel, Service};

/// What is sent with a library to a service, and the page that shows it.
pub(super) struct Stage {
    pub(super) library: Library,
    pub(super) profile: Profile,
    pub(super) service: Service,
    pub(super) screen: Screen,
}

impl Stage {
    pub(super) async fn start(library: Library, profile: Profile) -> Self {
        let service = Service::start_as(profile).await;
        // Without a channel, the page would open one.
        service.open(json!({ "appName": "Toast", "device": "start" })).await;
        let screen = Screen::open(&service.page()).await;
        Self { library, profile, service, screen }
    }

    /// The kinds that the library knows.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind> + use<> {
        let known = self.library.kinds();
        Kind::ALL.iter().copied().filter(|kind| known.contains(kind))
    }

    /// Opens a channel for an app with the name of a kind.
    pub(super) async fn open(&self, app: &str, phone: &str, state: &str) -> Channel {
        let options = json!({ "appName": app, "device": phone, "app": state });
        self.service.open(options).await
    }

    /// What the driver of the library is given.
    pub(super) fn job(
        &self,
        kind: Kind,
        interval: u32,
        channel: &Channel,
        fields: Map<String, Json>,
    ) -> Json {
        json!({
            "channel": &*channel.uri.expose(), "type": camel_case(kind.name()), "interval": interval,
            "fields": fields, "text": expected::RAW, "style": "object",
        })
    }

    /// Sends, and checks how the library judges the answers.
    pub(super) async fn send(&self, mut jobs: Vec<Json>, status: u16, device: &str) {
        for (index, job) in jobs.iter_mut().enumerate() {
            job["index"] = index.into();
        }
        let library = self.library;
        let done = spawn_blocking(move || driver::run(library, &jobs)).await.unwrap();
        for Done { calls, thrown, reply, .. } in done.values() {
            let what = format!("{library}, {:?}: {thrown:?} {reply:?}", self.profile);
            let reply = reply.as_ref().expect(&what);
            let is_mpns = self.profile == Profile::Mpns;
            // mpns-client reads the headers of MPNS, which ReLiveWP does not send.
            let is_read = is_mpns || library != Library::Twisted;
            let is_success = is_read && library.is_success(status.try_into().unwrap());
            assert_eq!((*calls, reply.accepted, reply.gone), (1, is_success, false), "{what}");
            assert_eq!(reply.status, Some(status), "{what}");
            for (shown, text) in [
                (&reply.notification, "Received"),
                (&reply.device, device),
                (&reply.subscription, "Active"),
            ] {
                let is_shown = shown.as_ref().is_some_and(|shown| shown.eq_ignore_ascii_case(text));
                assert_eq!(is_shown, is_mpns, "{what}: {text}");
            }
            assert_eq!(
                reply.message_id.is_some(),
                is_mpns && library.returns_message_id(),
                "{what}"
            );
        }
    }

    /// Waits for the request in the log of the control API and of the page.
    pub(super) async fn expect_request(
        &self,
        channel: &Channel,
        kind: Kind,
        status: u16,
        effect: &str,
        warnings: &[String],
    ) {
        let what = format!("{}, {:?}, {kind:?}", self.library, self.profile);
        let path = format!("requests?channel={}", channel.token);
        let requests = self.service.read(&path).await;
        let request = &requests.as_array().unwrap().last().unwrap_or(&Json::Null);
        let wanted = json!(["received", status, effect, warnings]);
        let shown = ["verdict", "status", "effect", "warnings"].map(|field| &request[field]);
        assert_eq!(json!(shown), wanted, "{what}: {request:#}");
        let target = match (kind, self.library) {
            (Kind::Toast, _) => " toast",
            (Kind::Raw, Library::Python) => " raw",
            (Kind::Raw, _) => "",
            _ => " tile",
        };
        let warned = match warnings.len() {
            0 => String::new(),
            1 => " 1 warning".to_owned(),
            more => format!(" {more} warnings"),
        };
        let app = &channel.app;
        let effect = expected::in_words(effect, kind);
        let line = format!("{status} received{target} {effect} {app}{warned}");
        self.screen.expect_entry(&line).await;
    }

    /// The newest delivery is what was sent.
    pub(super) async fn expect_delivery(&self, channel: &Channel, kind: Kind, interval: u32) {
        let path = format!("channels/{}/deliveries", channel.token);
        let deliveries = self.service.read(&path).await;
        let delivery = deliveries.as_array().unwrap().last().unwrap_or(&Json::Null);
        let content = expected::content(self.library, kind, interval);
        assert_eq!(delivery["notification"], content, "{}, {:?}", self.library, self.profile);
    }

    /// The tile of the app has these elements, for the control API and on the page.
    pub(super) async fn expect_tile(
        &self,
        channel: &Channel,
        kind: Kind,
        elements: &Map<String, Json>,
    ) {
        let kind = kind_on_the_phone(self.library, kind);
        let tiles = self.service.read(&format!("channels/{}/tiles", channel.token)).await;
        let shown = ["id", "kind", "elements"].map(|field| &tiles[0][field]);
        let wanted = json!([null, camel_case(kind.name()), elements]);
        assert_eq!(json!(shown), wanted, "{}: {tiles:#}", self.library);
        self.screen.expect_tile(&channel.app, kind, elements).await;
    }

    /// Keeps a picture of the page.
    pub(super) async fn screenshot(&self, scene: &str) {
        let library = self.library.to_string().replace(' ', "-");
        let profile = format!("{:?}", self.profile).to_lowercase();
        self.screen.screenshot(&format!("{library}-{profile}-{scene}")).await;
    }
}
