//! The tables of a state file. Their values are the parts of a [`Snapshot`](crate::Snapshot) in JSON.

use std::io;

use redb::{Error, ReadTransaction, TableDefinition, TableError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What the file is, and what all channels have in common.
pub(super) const ABOUT: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("mpns-emulator");
/// By name.
pub(super) const DEVICES: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("devices");
/// By token, without what waits and was delivered.
pub(super) const CHANNELS: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("channels");
/// By the token and the number of the delivery.
pub(super) const DELIVERIES: TableDefinition<'_, Numbered, &[u8]> =
    TableDefinition::new("deliveries");
/// By the token and the number of the request.
pub(super) const WAITING: TableDefinition<'_, Numbered, &[u8]> = TableDefinition::new("waiting");

pub(super) type Numbered = (&'static str, u64);

/// Rows of [`ABOUT`].
pub(super) const VERSION: &str = "version";
pub(super) const PLACE: &str = "place";
pub(super) const COMMON: &str = "common";

/// A row of [`ABOUT`], unless there is none, or no such table.
pub(super) fn about<T: DeserializeOwned>(
    transaction: &ReadTransaction,
    key: &str,
) -> Result<Option<T>, Error> {
    let about = match transaction.open_table(ABOUT) {
        Err(TableError::TableDoesNotExist(_)) => return Ok(None),
        about => about?,
    };
    about.get(key)?.map(|row| from_row(row.value())).transpose()
}

pub(super) fn to_row(value: &impl Serialize) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value).map_err(|error| Error::Io(io::Error::other(error)))
}

pub(super) fn from_row<T: DeserializeOwned>(row: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(row).map_err(|error| Error::Corrupted(error.to_string()))
}
