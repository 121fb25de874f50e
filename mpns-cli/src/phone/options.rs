use clap::Args;
use mpns_emulator::{DeviceName, Label, SegmentError, Token};
use mpns_proto::OsVersion;
use serde_json::{Value, json};

use super::service_options::ServiceOptions;
use crate::control_api::{ControlApi, DEFAULT};
use crate::output::Form;

#[derive(Args)]
pub(crate) struct Options {
    /// The emulator that runs
    #[arg(long, value_name = "URL", default_value = DEFAULT)]
    pub(super) emulator: ControlApi,
    #[arg(long, value_name = "VERSION", help = os_help())]
    os: Option<OsVersion>,
    /// The name of the app
    #[arg(long, value_name = "NAME", value_parser = label)]
    app: Option<Label>,
    /// The name of the phone; a phone with this name gets the channel if there is one
    #[arg(long, value_name = "NAME", value_parser = device)]
    device: Option<DeviceName>,
    /// The last part of the channel URI, instead of one that nobody can guess
    #[arg(long, value_name = "TOKEN", value_parser = token)]
    token: Option<Token>,
    /// The app is in front: it gets toasts and raw notifications
    #[arg(long, conflicts_with = "obscured")]
    in_front: bool,
    /// The app is obscured, as by the lock screen: toasts are shown, and it gets raw notifications
    #[arg(long)]
    obscured: bool,
    #[command(flatten)]
    pub(super) service: ServiceOptions,
    /// Leaves the channel open at the end
    #[arg(long)]
    pub(super) keep: bool,
    /// The form of the output; in JSON, one object a line
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(super) output: Form,
}

impl Options {
    /// The phone to add before the channel is opened: only a named one with an OS version of its own.
    pub(super) fn phone(&self) -> Option<Value> {
        let (name, os) = (self.device.as_ref()?, self.os?);
        Some(json!({ "name": name.as_str(), "os": os.as_str() }))
    }

    /// The channel to open.
    pub(super) fn channel(&self) -> Value {
        let app = match (self.in_front, self.obscured) {
            (true, _) => "inFront",
            (_, true) => "obscured",
            _ => "notInFront",
        };
        let mut channel = json!({ "app": app });
        let device = match (&self.device, self.os) {
            (Some(name), _) => Some(name.as_str().into()),
            (None, os) => os.map(|os| json!({ "os": os.as_str() })),
        };
        let token = self.token.as_ref().map(|token| token.expose().into());
        let app_name = self.app.as_ref().map(|name| name.as_str().into());
        if let Some(members) = channel.as_object_mut() {
            for (name, value) in [("device", device), ("token", token), ("appName", app_name)] {
                members.extend(value.map(|value| (name.to_owned(), value)));
            }
        }
        channel
    }
}

fn os_help() -> String {
    let versions =
        OsVersion::ALL.iter().map(|version| version.as_str()).collect::<Vec<_>>().join(", ");
    format!("The OS version of the phone ({versions}) [default: {}]", OsVersion::V8_1.as_str())
}

fn label(text: &str) -> Result<Label, String> {
    text.parse().map_err(|error| format!("the name {error}"))
}

fn device(text: &str) -> Result<DeviceName, String> {
    text.parse().map_err(|error: SegmentError| format!("the name {error}"))
}

fn token(text: &str) -> Result<Token, String> {
    text.parse().map_err(|error: SegmentError| format!("the token {error}"))
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns emulator                      # in another terminal
  mpns phone
  mpns phone --device alice --app Scores --token alice-scores --obscured
  mpns phone --register http://127.0.0.1:3000/channels

The first line is the channel URI. With --register it is also sent to your
service, as an app sends it: a POST with
  {\"channelUri\": \"http://...\", \"installationId\": \"phone-1\"}
The options under Connection are for that request.

If the emulator ends, the phone waits a minute for another one at the same
address, and opens the channel there with the same URI, unless it is there.";
