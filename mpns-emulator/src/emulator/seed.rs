use super::Emulator;
use crate::{Config, OpenError};

impl Emulator {
    /// Adds the phones and channels of a configuration that are not there, and sets its answers and faults.
    ///
    /// # Errors
    ///
    /// If a channel cannot be opened. What comes before it stays.
    pub fn seed(&self, config: &Config) -> Result<(), SeedError> {
        self.service.change(|state, now| {
            for device in &config.devices {
                if state.device(&device.name).is_none() {
                    state.add_device(device.name.clone(), Some(device.settings.clone()), now);
                }
            }
            for (index, channel) in config.channels.iter().enumerate() {
                let opened = state.open(channel.clone(), now);
                opened.map_err(|source| SeedError { index, source })?;
            }
            state.set_answers(config.answers.clone());
            state.set_faults(config.faults.clone());
            Ok(())
        })
    }
}

/// Why a channel of a configuration cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("channels[{index}] cannot be opened")]
pub struct SeedError {
    index: usize,
    source: OpenError,
}
