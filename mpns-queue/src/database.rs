use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::Duration;

use deadpool_postgres::{
    Hook, HookError, Manager, ManagerConfig, Object, Pool, RecyclingMethod, Runtime,
};
use mpns_hyper::mpns_connect::Tls;
use mpns_hyper::mpns_connect::transport::client_config;
use tokio_postgres::{Client, Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{Error, ErrorKind};

/// A database, with the connections to it.
///
/// It connects when something is wanted. A clone shares the connections.
#[derive(Clone)]
pub struct Database {
    pool: Pool,
    config: Config,
    tls: MakeRustlsConnect,
}

impl Database {
    /// The database of a [URL](https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING), with at most
    /// `connections` to it (minimum 1). A worker uses 2.
    ///
    /// A server that is reached by TLS (`sslmode=require`; by default, if it can) has to show a certificate that `tls`
    /// trusts. For a server with a standby, name both and `target_session_attrs=read-write`.
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
    pub fn with_config(mut config: Config, tls: &Tls, connections: usize) -> Result<Self, Error> {
        config.connect_timeout(*config.get_connect_timeout().unwrap_or(&CONNECT_TIMEOUT));
        let tls = MakeRustlsConnect::new((**client_config(tls)).clone());
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config.clone(), tls.clone(), recycling);
        let pool = Pool::builder(manager)
            .max_size(connections.max(1))
            .runtime(Runtime::Tokio1)
            .wait_timeout(Some(WAIT_TIMEOUT))
            .post_create(Hook::async_fn(|client, _| {
                let set = async { client.batch_execute(SESSION).await };
                Box::pin(async { set.await.map_err(HookError::Backend) })
            }))
            .build()
            .map_err(|error| Error::new(ErrorKind::Url, error.to_string()))?;
        Ok(Self { pool, config, tls })
    }

    /// A connection to it, which goes back when it is dropped. PostgreSQL's compiler (`jit`) is off in its session.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub async fn connect(&self) -> Result<Connection, Error> {
        Ok(Connection(self.pool.get().await?))
    }

    /// A connection of its own, for one that listens.
    pub(crate) fn config(&self) -> (&Config, MakeRustlsConnect) {
        (&self.config, self.tls.clone())
    }
}

/// Shows nothing of the URL.
impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").finish_non_exhaustive()
    }
}

/// A connection to a [`Database`]: a [`tokio_postgres::Client`] by `Deref`. When it is dropped, others may use it.
pub struct Connection(Object);

impl Connection {
    /// A statement that is prepared once for each connection.
    pub(crate) async fn prepare(&self, statement: &str) -> Result<Statement, Error> {
        Ok(self.0.prepare_cached(statement).await?)
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

/// Gives a statement up after a while: a connection may be gone without a sign of it. Discard it after an error.
pub(crate) async fn within_time<T>(
    statement: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let late = |_| Error::new(ErrorKind::Connection, "the database has not answered in time");
    tokio::time::timeout(STATEMENT_TIMEOUT, statement).await.map_err(late)?
}

/// What a connection begins with. The statements of this crate are short, and compiling one takes longer than running it; by
/// wrong statistics, PostgreSQL compiles them at every use. It is not a startup option, since poolers refuse those.
const SESSION: &str = "SET jit = off";
/// For a statement of a worker.
const STATEMENT_TIMEOUT: Duration = Duration::from_secs(30);
/// For a connection, unless the URL has another time limit.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// For one of the connections to become free.
const WAIT_TIMEOUT: Duration = Duration::from_secs(30);
