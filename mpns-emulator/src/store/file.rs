use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use redb::{Builder, Database, Error, ReadTransaction, ReadableDatabase as _, WriteTransaction};

use super::StateError;
use super::error::Why;
use super::rows::{ABOUT, PLACE, VERSION, about, to_row};
use super::{load, save};
use crate::place::Place;
use crate::state::changes::Changes;
use crate::{Snapshot, UriShape};

/// The state file of an emulator: a database, which no other process has open.
pub(crate) struct StateFile {
    path: PathBuf,
    database: Database,
}

impl StateFile {
    /// Opens a state file, or creates it. Fails, and writes no row, if it is anything else.
    pub(crate) fn open(path: &Path) -> Result<Self, StateError> {
        let refused = |why| StateError::new(path, why);
        let file = Self { path: path.to_owned(), database: open(path).map_err(refused)? };
        let transaction = file.database.begin_read();
        let transaction = transaction.map_err(|error| refused(unread(error.into())))?;
        match is_known(&transaction).map_err(|error| refused(unread(error)))? {
            Known::Yes => {}
            Known::New => file.change(|transaction| {
                let mut about = transaction.open_table(ABOUT)?;
                about.insert(VERSION, &*to_row(&Snapshot::VERSION)?)?;
                Ok(())
            })?,
            Known::No(why) => return Err(refused(why)),
        }
        Ok(file)
    }

    /// Where the emulator was that wrote the file; nowhere if it is new.
    pub(crate) fn place(&self) -> Result<Place, StateError> {
        self.read(|transaction| Ok(about(transaction, PLACE)?.unwrap_or_default()))
    }

    /// Keeps where the emulator is.
    pub(crate) fn set_place(&self, place: &Place) -> Result<(), StateError> {
        self.change(|transaction| {
            transaction.open_table(ABOUT)?.insert(PLACE, &*to_row(place)?)?;
            Ok(())
        })
    }

    /// The state in the file; `None` if it is new.
    pub(crate) fn load(&self) -> Result<Option<Snapshot>, StateError> {
        self.read(load::load)
    }

    /// Writes changes, and flushes them to the disk.
    pub(crate) fn save(&self, changes: Changes) -> Result<(), StateError> {
        self.change(|transaction| save::save(transaction, changes))
    }

    /// What is wrong with what was loaded.
    pub(crate) fn damaged(&self, error: &dyn std::error::Error) -> StateError {
        StateError::new(&self.path, Why::Damaged(error.to_string()))
    }

    /// What is wrong if its channels have URIs of another shape than the emulator.
    pub(crate) fn differs(&self, known: UriShape, shape: UriShape) -> StateError {
        StateError::new(&self.path, Why::Shape { known, shape })
    }

    /// Why there is no writer.
    pub(super) fn unwritten(&self) -> impl FnOnce(io::Error) -> StateError + use<> {
        let path = self.path.clone();
        move |error| StateError::new(&path, Why::Write(error.to_string()))
    }

    fn read<T>(
        &self,
        read: impl FnOnce(&ReadTransaction) -> Result<T, Error>,
    ) -> Result<T, StateError> {
        let transaction = self.database.begin_read().map_err(Error::from);
        let read = transaction.and_then(|transaction| caught(|| read(&transaction)));
        read.map_err(|error| StateError::new(&self.path, unread(error)))
    }

    fn change(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<(), Error>,
    ) -> Result<(), StateError> {
        let changed = || -> Result<(), Error> {
            let transaction = self.database.begin_write()?;
            change(&transaction)?;
            Ok(transaction.commit()?)
        };
        caught(changed).map_err(|error| StateError::new(&self.path, Why::Write(error.to_string())))
    }
}

/// Whether a database is one of ours.
enum Known {
    Yes,
    New,
    No(Why),
}

fn is_known(transaction: &ReadTransaction) -> Result<Known, Error> {
    if transaction.list_tables()?.next().is_none() {
        return Ok(Known::New);
    }
    Ok(match about::<u32>(transaction, VERSION)? {
        Some(Snapshot::VERSION) => Known::Yes,
        Some(found) => Known::No(Why::Version { found, known: Snapshot::VERSION }),
        None => Known::No(Why::Foreign),
    })
}

fn open(path: &Path) -> Result<Database, Why> {
    let unread = |error: io::Error| Why::Read(error.to_string());
    let mut file = create(path).map_err(unread)?;
    let mut begin = Vec::new();
    (&file).take(MAGIC.len() as u64).read_to_end(&mut begin).map_err(unread)?;
    if !begin.is_empty() && begin != MAGIC {
        return Err(Why::Foreign);
    }
    file.rewind().map_err(unread)?;
    let opened = caught(|| {
        let mut database = Builder::new().set_cache_size(CACHE_BYTES).create_file(file)?;
        // It also says whether it repaired anything, which is so after an ordinary end, too.
        database.check_integrity()?;
        Ok(database)
    });
    opened.map_err(|error| match error {
        Error::DatabaseAlreadyOpen => Why::InUse,
        other => self::unread(other),
    })
}

/// The database panics at some of what is damaged.
fn caught<T>(run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    let damaged = |_| Err(Error::Corrupted("the database cannot go on with it".to_owned()));
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(damaged)
}

/// Creates the file if it is not there, only for this user: tokens and a private key are in it.
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn unread(error: Error) -> Why {
    match error {
        Error::Corrupted(what) => Why::Damaged(what),
        Error::RepairAborted | Error::UpgradeRequired(_) => Why::Damaged(error.to_string()),
        other => Why::Read(other.to_string()),
    }
}

/// What every file of this database begins with.
const MAGIC: &[u8] = b"redb\x1a\x0a\xa9\x0d\x0a";
/// The state is in memory already.
const CACHE_BYTES: usize = 16 << 20;
