use std::collections::{HashMap, HashSet};

use super::State;
use super::channel::ChannelState;
use super::device::DeviceState;
use super::events::Change;
use crate::snapshot::{ChannelSnapshot, CommonSnapshot, DeviceSnapshot};
use crate::{DeviceName, Token};

/// A point in the history of a state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Point {
    /// The number of the latest event.
    pub(crate) event: u64,
    /// The number of the next request.
    next_request: u64,
}

/// What is different since a point in the history of a state.
pub(crate) struct Changes {
    /// The point up to which they go.
    pub(crate) to: Point,
    /// Whether nothing from before is left.
    pub(crate) replace_all: bool,
    pub(crate) common: CommonSnapshot,
    pub(crate) devices: Vec<DeviceSnapshot>,
    pub(crate) removed_devices: HashSet<DeviceName>,
    pub(crate) channels: Vec<ChangedChannel>,
    /// One of these may be open again, and is then among the channels.
    pub(crate) closed_channels: HashSet<Token>,
}

/// A channel that is different.
pub(crate) struct ChangedChannel {
    /// The channel, with those deliveries and notifications that wait which are new.
    pub(crate) channel: ChannelSnapshot,
    /// Deliveries with lower numbers are forgotten.
    pub(crate) first_delivery: u64,
    /// The numbers of the requests whose notifications wait; those of others do not wait any more.
    pub(crate) waiting: HashSet<u64>,
}

impl State {
    /// Where the history is now.
    pub(crate) fn point(&self) -> Point {
        Point { event: self.records.events.last(), next_request: self.records.log.next() }
    }

    /// What is different since a point; `None` if nothing is.
    pub(crate) fn changes_since(&self, from: Point) -> Option<Changes> {
        if self.records.events.last() == from.event {
            return None;
        }
        let events = self.records.events.after(from.event);
        let events = events.filter(|all| all.iter().all(|(_, change)| *change != Change::Reset));
        Some(match events {
            Some(events) => self.some_changes(from, events.into_iter().map(|(_, change)| change)),
            None => self.all_changes(),
        })
    }

    fn all_changes(&self) -> Changes {
        let devices = self.devices.values().map(DeviceState::export);
        let channels = self.channels.values().map(|channel| self.changed(channel, 0, 0));
        Changes {
            to: self.point(),
            replace_all: true,
            common: self.export_common(),
            devices: devices.collect(),
            removed_devices: HashSet::new(),
            channels: channels.collect(),
            closed_channels: HashSet::new(),
        }
    }

    fn some_changes(&self, from: Point, events: impl Iterator<Item = Change>) -> Changes {
        let (mut devices, mut removed_devices) = (HashSet::new(), HashSet::new());
        // The number of the first new delivery of each channel.
        let mut channels: HashMap<Token, u64> = HashMap::new();
        let mut closed_channels = HashSet::new();
        for event in events {
            match event {
                Change::Channel(token) | Change::Tiles(token) | Change::Cleared(token) => {
                    channels.entry(token).or_insert(u64::MAX);
                }
                Change::Delivery(token, number) => {
                    let first = channels.entry(token).or_insert(number);
                    *first = number.min(*first);
                }
                Change::ChannelClosed(token) => {
                    channels.remove(&token);
                    closed_channels.insert(token);
                }
                Change::Device(name) => _ = devices.insert(name),
                Change::DeviceRemoved(name) => {
                    devices.remove(&name);
                    removed_devices.insert(name);
                }
                // The log is not kept, and the rest is what all channels have in common.
                Change::Request(_)
                | Change::Clock
                | Change::Answers
                | Change::Faults
                | Change::Reset => {}
            }
        }
        let devices = devices.iter().filter_map(|name| self.device(name));
        let channels = channels.iter().filter_map(|(token, first)| {
            Some(self.changed(self.channel(token)?, *first, from.next_request))
        });
        Changes {
            to: self.point(),
            replace_all: false,
            common: self.export_common(),
            devices: devices.map(DeviceState::export).collect(),
            removed_devices,
            channels: channels.collect(),
            closed_channels,
        }
    }

    /// A channel with its deliveries, and what waits, from these numbers on.
    fn changed(&self, channel: &ChannelState, delivery: u64, request: u64) -> ChangedChannel {
        let deliveries = channel.deliveries_after(delivery.saturating_sub(1)).cloned();
        let first = channel.deliveries_after(0).next().map(|first| first.number);
        ChangedChannel {
            channel: ChannelSnapshot {
                deliveries: deliveries.collect(),
                waiting: channel.export_waiting(request),
                ..self.export_channel(channel)
            },
            first_delivery: first.unwrap_or(u64::MAX),
            waiting: channel.waiting.iter().map(|waiting| waiting.request).collect(),
        }
    }
}
