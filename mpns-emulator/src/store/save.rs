use redb::{Error, Table, WriteTransaction};

use super::rows::{ABOUT, CHANNELS, COMMON, DELIVERIES, DEVICES, Numbered, WAITING, to_row};
use crate::state::changes::{ChangedChannel, Changes};

/// Writes changes.
pub(super) fn save(transaction: &WriteTransaction, changes: Changes) -> Result<(), Error> {
    if changes.replace_all {
        transaction.delete_table(DEVICES)?;
        transaction.delete_table(CHANNELS)?;
        transaction.delete_table(DELIVERIES)?;
        transaction.delete_table(WAITING)?;
    }
    transaction.open_table(ABOUT)?.insert(COMMON, &*to_row(&changes.common)?)?;
    let mut devices = transaction.open_table(DEVICES)?;
    for name in &changes.removed_devices {
        devices.remove(name.as_str())?;
    }
    for device in &changes.devices {
        devices.insert(device.name.as_str(), &*to_row(device)?)?;
    }
    let mut channels = Channels {
        channels: transaction.open_table(CHANNELS)?,
        deliveries: transaction.open_table(DELIVERIES)?,
        waiting: transaction.open_table(WAITING)?,
    };
    for token in &changes.closed_channels {
        channels.remove(token.expose())?;
    }
    changes.channels.into_iter().try_for_each(|changed| channels.write(changed))
}

/// The tables that the rows of a channel are in.
struct Channels<'a> {
    channels: Table<'a, &'static str, &'static [u8]>,
    deliveries: Table<'a, Numbered, &'static [u8]>,
    waiting: Table<'a, Numbered, &'static [u8]>,
}

impl Channels<'_> {
    fn write(&mut self, changed: ChangedChannel) -> Result<(), Error> {
        let ChangedChannel { mut channel, first_delivery, waiting } = changed;
        let deliveries = std::mem::take(&mut channel.deliveries);
        let new = std::mem::take(&mut channel.waiting);
        let token = channel.token.expose();
        self.channels.insert(token, &*to_row(&channel)?)?;
        self.deliveries.retain_in((token, 0)..(token, first_delivery), |_, _| false)?;
        for delivery in deliveries {
            self.deliveries.insert((token, delivery.number), &*to_row(&delivery)?)?;
        }
        self.waiting.retain_in(all(token), |(_, request), _| waiting.contains(&request))?;
        for one in new {
            self.waiting.insert((token, one.request), &*to_row(&one)?)?;
        }
        Ok(())
    }

    fn remove(&mut self, token: &str) -> Result<(), Error> {
        self.channels.remove(token)?;
        self.deliveries.retain_in(all(token), |_, _| false)?;
        self.waiting.retain_in(all(token), |_, _| false)?;
        Ok(())
    }
}

fn all(token: &str) -> std::ops::RangeInclusive<(&str, u64)> {
    (token, 0)..=(token, u64::MAX)
}
