use std::fmt;
use std::sync::Arc;

use crate::service::Service;
use crate::{DeviceConnection, DeviceName, DeviceSettings};

/// A phone of an [`Emulator`](crate::Emulator).
#[derive(Clone)]
pub struct Device {
    service: Arc<Service>,
    name: DeviceName,
}

impl Device {
    /// The name.
    pub fn name(&self) -> &DeviceName {
        &self.name
    }

    /// The state of the phone; the default one if it was removed.
    pub fn settings(&self) -> DeviceSettings {
        let settings = self
            .service
            .read(|state, _| state.device(&self.name).map(|device| device.settings.clone()));
        settings.unwrap_or_default()
    }

    /// Changes the state of the phone. One that is now connected gets the notifications that wait. They are dropped
    /// if it is out of reach. If it becomes inactive, the emulator calls the registered callbacks.
    pub fn set_settings(&self, settings: DeviceSettings) {
        self.service.change(|state, now| state.configure_device(&self.name, settings, now));
    }

    /// Changes whether the phone can be reached.
    pub fn set_connection(&self, connection: DeviceConnection) {
        self.set_settings(DeviceSettings { connection, ..self.settings() });
    }

    /// Removes the phone, and closes its channels.
    pub fn remove(&self) {
        self.service.change(|state, _| state.remove_device(&self.name));
    }

    pub(crate) fn new(service: Arc<Service>, name: DeviceName) -> Self {
        Self { service, name }
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device").field("name", &self.name).finish_non_exhaustive()
    }
}
