//! Channels and phones as the control API shows them.

use std::time::SystemTime;

use serde::Serialize;

use crate::callback::CallbackState;
use crate::state::State;
use crate::state::channel::ChannelState;
use crate::state::device::DeviceState;
use crate::{DeviceSettings, Settings};

/// A channel.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChannelView {
    number: u64,
    token: String,
    uri: String,
    authenticated: bool,
    service_name: Option<String>,
    device: Option<String>,
    app_name: String,
    settings: Settings,
    queued: usize,
    held: usize,
    deliveries: usize,
    last_delivery: u64,
    received_today: u32,
    callback: CallbackState,
    last_refusal: Option<String>,
}

impl ChannelView {
    pub(crate) fn new(state: &State, channel: &ChannelState, now: SystemTime) -> Self {
        let (queued, held) = channel.queued_and_held(now);
        Self {
            number: channel.number,
            token: channel.token.expose().to_owned(),
            uri: channel.uri.expose(),
            authenticated: channel.is_authenticated,
            service_name: channel.service_name.as_ref().map(ToString::to_string),
            device: state.device_of(channel).map(|device| device.name.to_string()),
            app_name: channel.app_name.to_string(),
            settings: channel.settings.clone(),
            queued,
            held,
            deliveries: channel.deliveries.len(),
            last_delivery: channel.last_delivery,
            received_today: channel.daily_count.received(now),
            callback: channel.callback.clone(),
            last_refusal: channel.last_refusal.clone(),
        }
    }
}

/// A phone.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeviceView {
    number: u64,
    name: String,
    #[serde(flatten)]
    settings: DeviceSettings,
    channels: Vec<String>,
    max_channels: usize,
}

impl DeviceView {
    pub(crate) fn new(state: &State, device: &DeviceState) -> Self {
        let tokens = state.tokens_of(device);
        Self {
            number: device.number,
            name: device.name.to_string(),
            settings: device.settings.clone(),
            channels: tokens.iter().map(|token| token.expose().to_owned()).collect(),
            max_channels: device.settings.max_channels(),
        }
    }
}
