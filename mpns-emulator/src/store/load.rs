use redb::{Error, ReadTransaction, ReadableTable as _};

use super::rows::{CHANNELS, COMMON, DELIVERIES, DEVICES, WAITING, about, from_row};
use crate::Snapshot;
use crate::snapshot::ChannelSnapshot;

/// The state in a file; `None` if there is none yet.
pub(super) fn load(transaction: &ReadTransaction) -> Result<Option<Snapshot>, Error> {
    let Some(common) = about(transaction, COMMON)? else { return Ok(None) };
    let mut devices = Vec::new();
    for row in transaction.open_table(DEVICES)?.iter()? {
        devices.push(from_row(row?.1.value())?);
    }
    let deliveries = transaction.open_table(DELIVERIES)?;
    let waiting = transaction.open_table(WAITING)?;
    let mut channels = Vec::new();
    for row in transaction.open_table(CHANNELS)?.iter()? {
        let (token, channel) = row?;
        let mut channel: ChannelSnapshot = from_row(channel.value())?;
        let all = (token.value(), 0)..=(token.value(), u64::MAX);
        for row in deliveries.range(all.clone())? {
            channel.deliveries.push(from_row(row?.1.value())?);
        }
        for row in waiting.range(all)? {
            channel.waiting.push(from_row(row?.1.value())?);
        }
        channels.push(channel);
    }
    // The log is not in the file.
    let requests = Vec::new();
    Ok(Some(Snapshot { version: Snapshot::VERSION, common, devices, channels, requests }))
}
