use std::time::SystemTime;

use super::Emulator;
use crate::state::State;
use crate::{Config, OpenError};

impl Emulator {
    /// Adds the phones and channels of a configuration that are not there, and sets its answers and faults. Does nothing
    /// if the state is from [its file](crate::Options#structfield.state): then what was closed and used up stays so.
    ///
    /// # Errors
    ///
    /// If a channel cannot be opened. Nothing is changed then.
    pub fn seed(&self, config: &Config) -> Result<(), SeedError> {
        #[cfg(feature = "store")]
        if self.is_restored {
            return Ok(());
        }
        self.service.change(|state, now| {
            let before = state.export();
            seed(state, config, now).inspect_err(|_| _ = state.import(before))
        })
    }
}

fn seed(state: &mut State, config: &Config, now: SystemTime) -> Result<(), SeedError> {
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
}

/// Why a channel of a configuration cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("channels[{index}] cannot be opened")]
pub struct SeedError {
    index: usize,
    source: OpenError,
}
