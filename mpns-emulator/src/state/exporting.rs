use super::State;
use super::channel::ChannelState;
use super::device::DeviceState;
use super::waiting::Waiting;
use crate::serialize::Time;
use crate::snapshot::{
    CallbackSnapshot, ChannelSnapshot, CommonSnapshot, DeviceSnapshot, WaitingSnapshot,
};
use crate::{DeviceName, LoggedRequest, Snapshot};

impl State {
    /// All that is known.
    pub(crate) fn export(&self) -> Snapshot {
        let channels = self.channels.values().map(|channel| {
            let deliveries = channel.deliveries_after(0).cloned().collect();
            let waiting = channel.export_waiting(0);
            ChannelSnapshot { deliveries, waiting, ..self.export_channel(channel) }
        });
        let requests = self.records.log.after(0);
        Snapshot {
            version: Snapshot::VERSION,
            common: self.export_common(),
            devices: self.devices.values().map(DeviceState::export).collect(),
            channels: channels.collect(),
            requests: requests.map(|request| LoggedRequest::clone(request)).collect(),
        }
    }

    /// What all channels have in common.
    pub(crate) fn export_common(&self) -> CommonSnapshot {
        CommonSnapshot {
            advanced: self.advanced,
            opened: self.opened,
            next_request: self.records.log.next(),
            answers: self.answers.clone(),
            faults: self.faults.clone(),
        }
    }

    /// A channel without its deliveries and what waits.
    pub(crate) fn export_channel(&self, channel: &ChannelState) -> ChannelSnapshot {
        let device = self.device_of(channel).map(|device| device.name.clone());
        ChannelSnapshot {
            number: channel.number,
            token: channel.token.clone(),
            authenticated: channel.is_authenticated,
            service_name: channel.service_name.clone(),
            app_name: channel.app_name.clone(),
            device: device.unwrap_or_else(|| DeviceName::numbered(channel.device)),
            settings: channel.settings.clone(),
            day: channel.daily_count.export(),
            callback: CallbackSnapshot::from(&channel.callback),
            tiles: channel.tiles.iter().cloned().collect(),
            last_refusal: channel.last_refusal.clone(),
            waiting: Vec::new(),
            last_delivery: channel.last_delivery,
            deliveries: Vec::new(),
        }
    }
}

impl ChannelState {
    /// What waits, from the request with this number on.
    pub(crate) fn export_waiting(&self, request: u64) -> Vec<WaitingSnapshot> {
        let begin = self.waiting.partition_point(|waiting| waiting.request < request);
        let waiting =
            self.waiting.range(begin..).map(|Waiting { accepted, request, due, .. }| {
                WaitingSnapshot { request: *request, due: *due, accepted: accepted.clone() }
            });
        waiting.collect()
    }
}

impl DeviceState {
    pub(crate) fn export(&self) -> DeviceSnapshot {
        DeviceSnapshot {
            number: self.number,
            name: self.name.clone(),
            settings: self.settings.clone(),
            away_since: self.away_since.map(Time),
            of_channel: self.is_of_channel,
        }
    }
}
