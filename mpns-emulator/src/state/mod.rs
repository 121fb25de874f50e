//! The service without sockets and clocks: requests and times go in, responses come out.

pub(crate) mod budget;
#[cfg(feature = "store")]
pub(crate) mod changes;
pub(crate) mod channel;
mod closing;
mod configuring;
pub(crate) mod device;
pub(crate) mod events;
mod exporting;
mod importing;
mod judging;
pub(crate) mod log;
mod mpns;
pub(crate) mod opening;
pub(crate) mod receiving;
pub(crate) mod records;
mod relivewp;
mod tiles;
mod waiting;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use mpns_proto::Limits;
use mpns_proto::service::Callback;

use self::budget::Holder;
use self::channel::ChannelState;
use self::device::DeviceState;
use self::events::Change;
use self::records::Records;
use crate::channel_uris::ChannelUris;
use crate::{Answer, Bounds, DeviceName, Faults, Profile, Token};

/// Phones, channels, and what they have in common.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) rules: Rules,
    pub(crate) records: Records,
    /// How far the clock is ahead of the system's.
    pub(crate) advanced: Duration,
    /// What to answer to the next requests to any channel.
    pub(crate) answers: VecDeque<Answer>,
    pub(crate) faults: Faults,
    /// Whether the server does not know the faults yet.
    has_new_faults: bool,
    channels: BTreeMap<u64, ChannelState>,
    by_token: HashMap<Token, u64>,
    devices: BTreeMap<u64, DeviceState>,
    by_name: HashMap<DeviceName, u64>,
    /// How many channels and phones there were.
    opened: u64,
}

/// What does not change as long as the emulator runs.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) uris: ChannelUris,
    pub(crate) profile: Profile,
    pub(crate) limits: Limits,
    pub(crate) strict: bool,
    /// Whether authenticated channels are reached over TLS, with a client certificate.
    pub(crate) has_tls: bool,
    pub(crate) bounds: Bounds,
}

impl State {
    pub(crate) fn new(rules: Rules) -> Self {
        let records = Records::new(&rules.bounds);
        Self {
            rules,
            records,
            advanced: Duration::ZERO,
            answers: VecDeque::new(),
            faults: Faults::default(),
            has_new_faults: false,
            channels: BTreeMap::new(),
            by_token: HashMap::new(),
            devices: BTreeMap::new(),
            by_name: HashMap::new(),
            opened: 0,
        }
    }

    /// The time of the emulator.
    pub(crate) fn time(&self, system: SystemTime) -> SystemTime {
        system.checked_add(self.advanced).unwrap_or(system)
    }

    pub(crate) fn channel(&self, token: &Token) -> Option<&ChannelState> {
        self.channels.get(self.by_token.get(token)?)
    }

    pub(crate) fn channel_mut(
        &mut self,
        token: &Token,
    ) -> Option<(&mut ChannelState, &mut Records)> {
        let channel = self.channels.get_mut(self.by_token.get(token)?)?;
        Some((channel, &mut self.records))
    }

    /// The channels after the one with this number, in the order in which they were opened.
    pub(crate) fn channels_after(&self, number: u64) -> impl Iterator<Item = &ChannelState> {
        self.channels.range(number.saturating_add(1)..).map(|(_, channel)| channel)
    }

    pub(crate) fn device(&self, name: &DeviceName) -> Option<&DeviceState> {
        self.devices.get(self.by_name.get(name)?)
    }

    /// The phone of a channel.
    pub(crate) fn device_of(&self, channel: &ChannelState) -> Option<&DeviceState> {
        self.devices.get(&channel.device)
    }

    /// The phones after the one with this number, in the order in which they were added.
    pub(crate) fn devices_after(&self, number: u64) -> impl Iterator<Item = &DeviceState> {
        self.devices.range(number.saturating_add(1)..).map(|(_, device)| device)
    }

    /// The tokens of the channels of a phone.
    pub(crate) fn tokens_of(&self, device: &DeviceState) -> Vec<Token> {
        let channels = device.channels.iter().filter_map(|number| self.channels.get(number));
        channels.map(|channel| channel.token.clone()).collect()
    }

    /// The callbacks that have to be called now.
    pub(crate) fn take_calls(&mut self) -> Vec<(Token, Arc<Callback>)> {
        std::mem::take(&mut self.records.calls)
    }

    /// When something that waits may have to go on.
    pub(crate) fn next_wakeup(&self) -> Option<SystemTime> {
        self.records.wakeups.first().copied()
    }

    /// Forgets the oldest of those who keep the most, as long as too much is kept.
    pub(crate) fn trim(&mut self) {
        while let Some(holder) = self.records.budget.excess() {
            match holder {
                Holder::Log => self.records.log.forget_oldest(&mut self.records.budget),
                Holder::Channel(number) => {
                    let Some(channel) = self.channels.get_mut(&number) else { return };
                    channel.forget_oldest(&mut self.records);
                    self.records.events.push(Change::Channel(channel.token.clone()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
