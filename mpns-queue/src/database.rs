use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use deadpool::Runtime;
use deadpool::managed::{Object, Pool};
use mpns_hyper::mpns_connect::Tls;
use mpns_hyper::mpns_connect::transport::client_config;
use tokio_postgres::{Client, Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Error, ErrorKind};

mod connector;
mod hosts;
mod session;

pub(crate) use connector::Connector;
pub(crate) use session::Session;

/// A database, with the connections to it.
///
/// It connects when something is wanted. A clone shares the connections.
#[derive(Clone)]
pub struct Database {
    connector: Connector,
    pool: Pool<Connector>,
    statement_timeout: Duration,
}

impl Database {
    /// The database of a [URL](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING), with at most
    /// `connections` to it (minimum 1).
    ///
    /// A server that is reached by TLS (`sslmode=require`; by default, if it can) has to show a certificate that `tls`
    /// trusts. For a server with a standby, name both and `target_session_attrs=read-write`. Each of them has
    /// `connect_timeout`, by default 10 seconds, until its session is ready. A pooler has to give each
    /// client a session of its own.
    ///
    /// # Errors
    ///
    /// If the URL is none. Its text is not repeated, since a password may be in it.
    pub fn new(url: &str, tls: &Tls, connections: usize) -> Result<Self, Error> {
        let wrong = |_| Error::new(ErrorKind::Url, "the URL of the database is malformed");
        Self::with_config(url.parse().map_err(wrong)?, tls, connections)
    }

    /// The same from parts, for a password that is not in the URL.
    ///
    /// # Errors
    ///
    /// If there can be no connections by it.
    pub fn with_config(config: Config, tls: &Tls, connections: usize) -> Result<Self, Error> {
        let tls = MakeRustlsConnect::new((**client_config(tls)).clone());
        let connector = Connector::new(&config, tls)?;
        let pool = pool(connector.clone(), connections)?;
        Ok(Self { connector, pool, statement_timeout: STATEMENT_TIMEOUT })
    }

    /// Another time limit for a statement of a [`Worker`](crate::Worker) or of [`Results`](crate::Results): 30 seconds.
    ///
    /// One that takes longer has failed: the connection may be gone without a sign of it. The server gives the statements
    /// of a worker up after the same time, and transactions that do nothing, so that a worker that has vanished locks
    /// nothing for longer. What you do with [`connect`](Self::connect) has no limit.
    #[must_use]
    pub fn with_statement_timeout(mut self, limit: Duration) -> Self {
        self.statement_timeout = limit;
        self
    }

    /// A connection to it, which goes back when it is dropped. PostgreSQL's compiler (`jit`) is off in its session.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn connect(&self) -> Result<Connection, Error> {
        Ok(Connection(self.pool.get().await?))
    }

    /// The same database with connections of its own, for a worker.
    pub(crate) fn for_worker(&self) -> Result<Self, Error> {
        let connector = self.connector.clone().for_worker(self.statement_timeout);
        let pool = pool(connector.clone(), OF_A_WORKER)?;
        Ok(Self { connector, pool, statement_timeout: self.statement_timeout })
    }

    /// A connection of its own, for one that listens.
    pub(crate) fn connector(&self) -> &Connector {
        &self.connector
    }

    /// Gives a statement up after the time limit: a connection may be gone without a sign of it. Discard it after an error.
    pub(crate) async fn within_time<T>(
        &self,
        statement: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let late = |_| Error::new(ErrorKind::Connection, "the database has not answered in time");
        tokio::time::timeout(self.statement_timeout, statement).await.map_err(late)?
    }
}

/// Shows nothing of the URL.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

/// A connection to a [`Database`]: a [`tokio_postgres::Client`] by `Deref`. When it is dropped, others may use it.
pub struct Connection(Object<Connector>);

impl Connection {
    /// A statement that is prepared once for each connection.
    pub(crate) async fn prepare(&self, statement: &'static str) -> Result<Statement, Error> {
        Ok(self.0.prepare(statement).await?)
    }

    /// Closes it, after an error of which the next user should not learn.
    pub(crate) fn discard(self) {
        drop(Object::take(self.0));
    }
}

impl Deref for Connection {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.0
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.0
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").finish_non_exhaustive()
    }
}

fn pool(connector: Connector, connections: usize) -> Result<Pool<Connector>, Error> {
    Pool::builder(connector)
        .max_size(connections.max(1))
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(WAIT_TIMEOUT))
        .build()
        .map_err(|error| Error::new(ErrorKind::Url, error.to_string()))
}

const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// For one of the connections to become free.
const WAIT_TIMEOUT: Duration = Duration::from_secs(30);
/// One claims, and one settles.
const OF_A_WORKER: usize = 2;
