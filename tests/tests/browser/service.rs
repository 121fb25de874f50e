//! An emulator, and a sender.

use mpns_emulator::{Emulator, Options, Profile};
use mpns_proto::{ChannelUri, Content};
use reqwest::{Client, Method, Request};
use serde_json::{Value, json};

/// An emulator of its own for a test.
pub(crate) struct Service {
    emulator: Emulator,
    http: Client,
}

/// A channel of the emulator.
pub(crate) struct Channel {
    pub(crate) token: String,
    pub(crate) device: String,
    pub(crate) app: String,
    pub(crate) uri: ChannelUri,
}

impl Service {
    pub(crate) async fn start() -> Self {
        Self::start_with(Options::default()).await
    }

    /// Starts it as another service.
    pub(crate) async fn start_as(profile: Profile) -> Self {
        Self::start_with(Options { profile, ..Options::default() }).await
    }

    pub(crate) async fn start_with(options: Options) -> Self {
        let emulator = Emulator::start_with(Emulator::LOOPBACK, options).await.unwrap();
        Self { emulator, http: Client::new() }
    }

    /// The address of the page.
    pub(crate) fn page(&self) -> String {
        format!("http://{}/", self.emulator.addr())
    }

    /// Opens a channel.
    pub(crate) async fn open(&self, options: Value) -> Channel {
        let view = self.change(Method::POST, "channels", options).await;
        let text = |field: &str| view[field].as_str().unwrap().to_owned();
        Channel {
            token: text("token"),
            device: text("device"),
            app: text("appName"),
            uri: text("uri").parse().unwrap(),
        }
    }

    /// Changes the settings of a channel.
    pub(crate) async fn set(&self, channel: &Channel, settings: Value) {
        self.change(Method::PATCH, &format!("channels/{}", channel.token), settings).await;
    }

    /// Changes the phone of a channel.
    pub(crate) async fn set_phone(&self, channel: &Channel, settings: Value) {
        self.change(Method::PATCH, &format!("devices/{}", channel.device), settings).await;
    }

    /// What a path of the control API shows.
    pub(crate) async fn read(&self, path: &str) -> Value {
        self.change(Method::GET, path, json!({})).await
    }

    /// Asks for a change.
    pub(crate) async fn change(&self, method: Method, path: &str, body: Value) -> Value {
        let request = self.http.request(method, format!("{}{path}", self.page()));
        let response = request.body(body.to_string()).send().await.unwrap();
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Sends a notification, written as the JSON of its content.
    pub(crate) async fn send(&self, channel: &Channel, content: Value) -> u16 {
        let content: Content = serde_json::from_value(content).unwrap();
        let request = content.build().unwrap().request(&channel.uri);
        self.http.execute(Request::try_from(request).unwrap()).await.unwrap().status().as_u16()
    }

    /// Sends a body with no header that says what it is.
    pub(crate) async fn send_bare(&self, channel: &Channel, body: &str) -> u16 {
        let request = self.http.post(&*channel.uri.expose()).body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    }
}
