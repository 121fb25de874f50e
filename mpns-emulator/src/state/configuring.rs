use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use super::State;
use super::channel::ChannelState;
use super::events::Change;
use super::records::Records;
use crate::{
    Answer, DeviceConnection, DeviceName, DeviceSettings, Faults, Settings, Subscription, Token,
};

impl State {
    /// Changes the state of a channel, with all consequences.
    pub(crate) fn configure(&mut self, token: &Token, settings: Settings, now: SystemTime) {
        let Some(number) = self.by_token.get(token) else { return };
        let Some(channel) = self.channels.get_mut(number) else { return };
        let records = &mut self.records;
        records.budget.replace(channel.settings.bytes(), settings.bytes());
        channel.settings = settings;
        if channel.settings.subscription == Subscription::Expired {
            channel.lose_waiting(records);
        }
        records.events.push(Change::Channel(token.clone()));
        if let Some(device) = self.devices.get(&channel.device) {
            channel.release(&device.settings, now, records);
        }
        self.trim();
    }

    /// Changes the state of a phone, with all consequences.
    pub(crate) fn configure_device(
        &mut self,
        name: &DeviceName,
        settings: DeviceSettings,
        now: SystemTime,
    ) {
        let Some(number) = self.by_name.get(name) else { return };
        let Some(device) = self.devices.get_mut(number) else { return };
        let before = device.settings.connection;
        device.configure(settings, now);
        self.records.wakeups.extend(device.inactive_at());
        self.records.events.push(Change::Device(name.clone()));
        let settings = &device.settings;
        for number in &device.channels {
            if let Some(channel) = self.channels.get_mut(number) {
                reach(channel, before, settings, now, &mut self.records);
            }
        }
        self.trim();
    }

    /// Sets what the next requests to any channel are answered, one for each.
    pub(crate) fn set_answers(&mut self, answers: VecDeque<Answer>) {
        let before = Answer::bytes_of(&self.answers);
        self.records.budget.replace(before, Answer::bytes_of(&answers));
        self.answers = answers;
        self.records.events.push(Change::Answers);
        self.trim();
    }

    /// Sets the faults of connections, and those that come by chance.
    pub(crate) fn set_faults(&mut self, faults: Faults) {
        self.faults = faults;
        self.has_new_faults = true;
        self.records.events.push(Change::Faults);
    }

    /// Whether faults were set since the last call.
    pub(crate) fn take_new_faults(&mut self) -> bool {
        std::mem::take(&mut self.has_new_faults)
    }

    /// Puts the clock forward.
    pub(crate) fn advance(&mut self, time: Duration) {
        self.advanced = self.advanced.saturating_add(time).min(MAX_ADVANCE);
        self.records.events.push(Change::Clock);
    }

    /// Delivers what is due, and makes phones inactive that were away for too long.
    pub(crate) fn run_due(&mut self, now: SystemTime) {
        let wakeups = &mut self.records.wakeups;
        if wakeups.first().is_none_or(|at| *at > now) {
            return;
        }
        *wakeups = wakeups.split_off(&now);
        wakeups.remove(&now);
        for channel in self.channels.values_mut().filter(|channel| !channel.waiting.is_empty()) {
            if let Some(device) = self.devices.get(&channel.device) {
                channel.release(&device.settings, now, &mut self.records);
                // How much is queued and held.
                self.records.events.push(Change::Channel(channel.token.clone()));
            }
        }
        let is_over = |at: Option<SystemTime>| at.is_some_and(|at| at <= now);
        let over = self.devices.values().filter(|device| is_over(device.inactive_at()));
        let over: Vec<_> =
            over.map(|device| (device.name.clone(), device.settings.clone())).collect();
        for (name, mut settings) in over {
            settings.connection = DeviceConnection::Inactive;
            self.configure_device(&name, settings, now);
        }
        self.trim();
    }
}

/// What follows for a channel when the connection of its phone changes.
fn reach(
    channel: &mut ChannelState,
    before: DeviceConnection,
    phone: &DeviceSettings,
    now: SystemTime,
    records: &mut Records,
) {
    if phone.connection.is_out_of_reach() {
        channel.lose_waiting(records);
    }
    channel.release(phone, now, records);
    if phone.connection == DeviceConnection::Inactive && before != DeviceConnection::Inactive {
        channel.become_inactive(records);
    }
    records.events.push(Change::Channel(channel.token.clone()));
}

/// A hundred years: then times still have a form in JSON.
const MAX_ADVANCE: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
