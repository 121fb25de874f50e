use std::collections::BTreeSet;
use std::time::SystemTime;

use crate::{DeviceConnection, DeviceName, DeviceSettings};

/// A phone.
#[derive(Debug)]
pub(crate) struct DeviceState {
    pub(crate) number: u64,
    pub(crate) name: DeviceName,
    pub(crate) settings: DeviceSettings,
    /// The numbers of its channels.
    pub(crate) channels: BTreeSet<u64>,
    /// Since when it is temporarily disconnected.
    pub(crate) away_since: Option<SystemTime>,
    /// Whether it was made for one channel, and goes with it.
    pub(crate) is_of_channel: bool,
}

impl DeviceState {
    /// When it becomes inactive if it stays temporarily disconnected.
    pub(crate) fn inactive_at(&self) -> Option<SystemTime> {
        self.away_since?.checked_add(self.settings.inactive_after?)
    }

    /// Changes the settings.
    pub(crate) fn configure(&mut self, settings: DeviceSettings, now: SystemTime) {
        self.settings = settings;
        self.away_since = match self.settings.connection {
            DeviceConnection::TempDisconnected => self.away_since.or(Some(now)),
            _ => None,
        };
    }
}
