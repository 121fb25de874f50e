use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use super::State;
use super::events::Change;
use crate::callback::CallbackState;
use crate::daily_count::DailyCount;
use crate::{DeviceName, Faults, Token};

impl State {
    /// Removes a channel: every notification to its URI gets 404 and `Expired`.
    pub(crate) fn close(&mut self, token: &Token) {
        let Some(number) = self.by_token.remove(token) else { return };
        let Some(mut channel) = self.channels.remove(&number) else { return };
        channel.lose_waiting(&mut self.records);
        channel.clear_deliveries(&mut self.records);
        self.records.budget.replace(channel.bytes(), 0);
        self.records.events.push(Change::ChannelClosed(token.clone()));
        let Some(device) = self.devices.get_mut(&channel.device) else { return };
        device.channels.remove(&number);
        let name = device.name.clone();
        if device.is_of_channel && device.channels.is_empty() {
            self.remove_device(&name);
        } else {
            self.records.events.push(Change::Device(name));
        }
    }

    /// Removes a phone, and closes its channels.
    pub(crate) fn remove_device(&mut self, name: &DeviceName) {
        let Some(number) = self.by_name.remove(name) else { return };
        let Some(device) = self.devices.remove(&number) else { return };
        for token in self.tokens_of(&device) {
            self.close(&token);
        }
        self.records.events.push(Change::DeviceRemoved(name.clone()));
    }

    /// Forgets deliveries, log, answers, faults and how far the clock was advanced. Channels, phones and their other
    /// settings stay.
    pub(crate) fn reset(&mut self, now: SystemTime) {
        self.advanced = Duration::ZERO;
        self.set_answers(VecDeque::new());
        self.set_faults(Faults::default());
        let records = &mut self.records;
        for channel in self.channels.values_mut() {
            channel.lose_waiting(records);
            channel.clear_deliveries(records);
            let before = channel.bytes();
            channel.settings.answer = None;
            channel.settings.answers.clear();
            channel.daily_count = DailyCount::default();
            channel.callback = CallbackState::None;
            channel.last_refusal = None;
            channel.tiles.clear();
            records.budget.replace(before, channel.bytes());
        }
        records.log.clear(&mut records.budget);
        records.wakeups.clear();
        for device in self.devices.values_mut() {
            device.away_since = device.away_since.map(|_| now);
            records.wakeups.extend(device.inactive_at());
        }
        records.events.push(Change::Reset);
    }

    /// Closes all channels, and removes all phones.
    pub(crate) fn close_all(&mut self) {
        let names: Vec<_> = self.devices.values().map(|device| device.name.clone()).collect();
        for name in names {
            self.remove_device(&name);
        }
    }
}
