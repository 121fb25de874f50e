//! A connection for what is done in steps.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use mpns_queue::{Connection, Database, Error, Place, check_schema};
use tokio::time::{Instant, sleep};

use super::database_options::{DatabaseOptions, failed};
use crate::failure::{Failure, chain, say};

/// A connection for steps that may be repeated. If it is lost, it is opened again and the step repeated, for a while.
pub(super) struct Session {
    database: Database,
    connection: Option<Connection>,
    /// Ends the waiting.
    is_asked_to_end: Arc<AtomicBool>,
}

impl Session {
    /// What is wrong at the start is said at once.
    pub(super) async fn open(options: &DatabaseOptions) -> Result<Self, Failure> {
        let database = options.open(1)?;
        let connection = database.connect().await.map_err(failed)?;
        check_schema(&*connection).await.map_err(failed)?;
        Ok(Self { database, connection: Some(connection), is_asked_to_end: Arc::default() })
    }

    /// Waits for the server no longer than until the flag is set.
    pub(super) fn until(mut self, is_asked_to_end: Arc<AtomicBool>) -> Self {
        self.is_asked_to_end = is_asked_to_end;
        self
    }

    pub(super) fn is_asked_to_end(&self) -> bool {
        self.is_asked_to_end.load(Ordering::Relaxed)
    }

    /// Does a step, again and again if the connection is lost meanwhile.
    pub(super) async fn step<T>(
        &mut self,
        step: impl AsyncFn(&mut Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let (mut pause, mut fails_since) = (SHORTEST, None);
        loop {
            let error = match self.attempt(&step).await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            let since = *fails_since.get_or_insert_with(Instant::now);
            if !error.is_transient() || since.elapsed() >= PATIENCE || self.is_asked_to_end() {
                return Err(error);
            }
            if pause == SHORTEST {
                say(format_args!("mpns: {}; trying again", chain(&error)));
            }
            self.pause(pause).await;
            pause = pause.saturating_mul(2).min(LONGEST);
        }
    }

    /// Forgets the place of this name, since all is done. If that fails, it is deleted when it is old.
    pub(super) async fn forget(&mut self, name: &str) {
        let step = self.step(async |it| {
            let transaction = it.transaction().await?;
            Place::lock(&transaction, name).await?.forget(&transaction).await?;
            Ok(transaction.commit().await?)
        });
        let _ = step.await;
    }

    async fn attempt<T>(
        &mut self,
        step: impl AsyncFn(&mut Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => self.database.connect().await?,
        };
        let done = step(&mut connection).await?;
        self.connection = Some(connection);
        Ok(done)
    }

    async fn pause(&self, pause: Duration) {
        let end = Instant::now().checked_add(pause);
        while !self.is_asked_to_end() && end.is_some_and(|end| Instant::now() < end) {
            sleep(SHORTEST).await;
        }
    }
}

const SHORTEST: Duration = Duration::from_millis(100);
const LONGEST: Duration = Duration::from_secs(5);
/// A server that restarts takes less.
const PATIENCE: Duration = Duration::from_secs(60);
