use std::fmt;

use mpns_hyper::Client;
use uuid::Uuid;

use crate::migrate::check_schema;
use crate::{Database, Error};

mod claim;
mod claiming;
mod clock;
mod contents;
mod handle;
mod leased;
mod lost;
mod pace;
mod run;
mod sending;
mod settings;
mod settlement;
mod settling;
mod upkeep;

pub use handle::{WorkerCounts, WorkerHandle};
pub use settings::WorkerSettings;

/// Delivers what is in the queue: claims channels, sends the job at the head of each, and writes the results.
///
/// Any number of workers share a database, on any machines. What they send is decided by the [rules](mpns_outbox#the-rules)
/// of an outbox.
///
/// ```no_run
/// # async fn run() -> Result<(), mpns_queue::Error> {
/// use mpns_queue::mpns_hyper::{Client, mpns_connect::Tls};
/// use mpns_queue::{Database, Worker, WorkerSettings};
///
/// let database = Database::new("postgresql://worker@db.example/push", &Tls::default(), 2)?;
/// let worker = Worker::new(database, Client::new(), WorkerSettings::default());
/// let handle = worker.handle(); // handle.drain() ends it
/// worker.run().await
/// # }
/// ```
pub struct Worker {
    database: Database,
    client: Client,
    settings: WorkerSettings,
    handle: WorkerHandle,
    owner: Uuid,
}

impl Worker {
    /// A worker that has up to 2 connections of its own to this database.
    #[must_use]
    pub fn new(database: Database, client: Client, settings: WorkerSettings) -> Self {
        let (handle, owner) = (WorkerHandle::default(), Uuid::new_v4());
        Self { database, client, settings, handle, owner }
    }

    /// Shows how far it is, and drains it.
    #[must_use]
    pub fn handle(&self) -> WorkerHandle {
        self.handle.clone()
    }

    /// Works until it is [drained](WorkerHandle::drain).
    ///
    /// While the database cannot be reached, takes no changes or has no connection left, it keeps what is to be written,
    /// and tries again and again; so too if the server does not let the role in any more, or is not trusted any more.
    /// Dropping the future is as a crash: what was in flight may have been delivered.
    ///
    /// # Errors
    ///
    /// If the schema is of another version, the server does not let the role in or is not trusted from the beginning, the
    /// role may not do what a worker does, or the database refuses something that it will refuse again. It claims no more
    /// then, and settles what is in flight; if it is the settlement that is refused, what was in flight is as after a crash.
    pub async fn run(mut self) -> Result<(), Error> {
        self.database = self.database.for_worker()?;
        self.wait_for_schema().await?;
        run::Run::new(self).run().await
    }

    async fn wait_for_schema(&self) -> Result<(), Error> {
        let mut pace = pace::Pace::default();
        loop {
            match self.check_schema().await {
                Err(error) if error.is_transient() && !self.handle.is_draining() => {
                    self.handle.update(|counts| counts.add_failure(&error));
                    tokio::time::sleep_until(pace.after_failure()).await;
                }
                Err(error) if error.is_transient() => return Ok(()),
                checked => return checked,
            }
        }
    }

    async fn check_schema(&self) -> Result<(), Error> {
        let connection = self.database.connect().await?;
        let checked = self.database.within_time(check_schema(&*connection)).await;
        if checked.is_err() {
            connection.discard();
        }
        checked
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("handle", &self.handle).finish_non_exhaustive()
    }
}
