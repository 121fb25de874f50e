use std::collections::HashMap;
use std::future::poll_fn;
use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};

use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;
use tokio_postgres::{AsyncMessage, Client, Config, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::Error;

/// A client with its connection, which is closed when this is dropped, and the statements that were prepared on it.
pub(crate) struct Session {
    client: Client,
    connection: JoinHandle<()>,
    statements: Mutex<HashMap<&'static str, Statement>>,
}

impl Session {
    pub(super) async fn open(
        config: &Config,
        tls: MakeRustlsConnect,
        begin: &str,
        news: Option<Sender<()>>,
    ) -> Result<Self, Error> {
        let (client, mut connection) = config.connect(tls).await?;
        let connection = tokio::spawn(async move {
            while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await
            {
                if let (AsyncMessage::Notification(_), Some(news)) = (message, &news) {
                    // One that has not been seen yet says the same.
                    let _ = news.try_send(());
                }
            }
        });
        let session = Self { client, connection, statements: Mutex::default() };
        session.batch_execute(begin).await?;
        Ok(session)
    }

    /// A statement that is prepared once.
    pub(super) async fn prepare(
        &self,
        text: &'static str,
    ) -> Result<Statement, tokio_postgres::Error> {
        let known = || self.statements.lock().unwrap_or_else(PoisonError::into_inner);
        let found = known().get(text).cloned();
        if let Some(statement) = found {
            return Ok(statement);
        }
        let statement = self.client.prepare(text).await?;
        known().insert(text, statement.clone());
        Ok(statement)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

impl Deref for Session {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Client {
        &mut self.client
    }
}
