use std::time::Duration;

use deadpool::managed::{Manager, Metrics, RecycleError, RecycleResult};
use tokio::sync::mpsc::Sender;
use tokio_postgres::Config;
use tokio_postgres_rustls::MakeRustlsConnect;

use super::hosts::{each_address, each_host};
use super::session::Session;
use crate::{Error, ErrorKind};

/// Opens sessions on the first server of a database that answers and is as wanted.
#[derive(Clone)]
pub(crate) struct Connector {
    /// Each with one server.
    configs: Vec<Config>,
    tls: MakeRustlsConnect,
    /// What a session begins with. These are not startup options, since poolers refuse those.
    begin: String,
}

impl Connector {
    pub(super) fn new(config: &Config, tls: MakeRustlsConnect) -> Result<Self, Error> {
        let mut config = config.clone();
        // A server that is gone without a sign of it is noticed, and a connection that rests is not forgotten on the way.
        config.tcp_user_timeout(*config.get_tcp_user_timeout().unwrap_or(&SILENCE));
        if config.get_keepalives_idle() == KEEPALIVES_IDLE {
            config.keepalives_idle(SILENCE);
        }
        let wrong = "the URL of the database needs a host, and as many ports as hosts or one";
        let configs = each_host(&config).ok_or_else(|| Error::new(ErrorKind::Url, wrong))?;
        Ok(Self { configs, tls, begin: WITHOUT_JIT.to_owned() })
    }

    /// For the statements of a worker, none of which takes long. They are written for the isolation that is the default,
    /// and for indexes: a plan that was made while a table was nearly empty is kept while it fills. A bitmap scan would
    /// leave entries of rows that are gone as they are, so that they are read again and again, and the index grows.
    pub(super) fn for_worker(mut self, limit: Duration) -> Self {
        let limit = limit.as_millis().clamp(1, LONGEST);
        self.begin = format!(
            "{WITHOUT_JIT}; SET statement_timeout = {limit}; SET idle_in_transaction_session_timeout = {limit}; \
             SET default_transaction_isolation = 'read committed'; SET enable_seqscan = off; \
             SET enable_bitmapscan = off"
        );
        self
    }

    /// A session, which says that there is news whenever it is notified of something.
    ///
    /// Each address has a time limit of its own, in which the session has to be ready: a server may accept a connection
    /// and say nothing, and another may be the one that works.
    pub(crate) async fn open(&self, news: Option<&Sender<()>>) -> Result<Session, Error> {
        let mut last = Error::new(ErrorKind::Connection, "the database has no address");
        for config in &self.configs {
            let limit = *config.get_connect_timeout().unwrap_or(&CONNECT_TIMEOUT);
            let late = |_| Error::new(ErrorKind::Connection, LATE);
            let found = tokio::time::timeout(limit, each_address(config)).await;
            let addresses = match found.map_err(late).and_then(|found| found) {
                Ok(addresses) => addresses,
                Err(error) => {
                    last = error;
                    continue;
                }
            };
            for config in addresses {
                let opening = Session::open(&config, self.tls.clone(), &self.begin, news.cloned());
                match tokio::time::timeout(limit, opening).await.map_err(late).and_then(|it| it) {
                    Ok(session) => return Ok(session),
                    Err(error) => last = error,
                }
            }
        }
        Err(last)
    }
}

impl Manager for Connector {
    type Type = Session;
    type Error = Error;

    async fn create(&self) -> Result<Session, Error> {
        self.open(None).await
    }

    async fn recycle(&self, session: &mut Session, _: &Metrics) -> RecycleResult<Error> {
        if session.is_closed() { Err(RecycleError::message("it is closed")) } else { Ok(()) }
    }
}

/// The statements of this crate are short, and compiling one takes longer than running it; by wrong statistics, PostgreSQL
/// compiles them at every use.
const WITHOUT_JIT: &str = "SET jit = off";
const LATE: &str = "the database has not let a session begin in time";
/// For a session to begin, unless the URL has another time limit.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long what was sent may be without an acknowledgement, and a connection without a sign of life.
const SILENCE: Duration = Duration::from_secs(30);
/// The value of a URL that has none.
const KEEPALIVES_IDLE: Duration = Duration::from_secs(2 * 60 * 60);
/// The longest time limit of PostgreSQL, in milliseconds.
const LONGEST: u128 = 2_147_483_647;
