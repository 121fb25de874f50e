use std::error::Error as StdError;
use std::fmt;

use deadpool::managed::PoolError;
use mpns_hyper::mpns_connect::TlsFailure;
use tokio_postgres::error::{DbError, SqlState};

/// Why the database did not do what was wanted.
///
/// It has no secret in it: of an error of the server, only its code and message are kept, since the rest may show a row.
pub struct Error {
    kind: ErrorKind,
    text: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The URL of the database is not one.
    Url,
    /// There is no connection, or it was lost. What was being done may have been done.
    Connection,
    /// The server has no TLS, is not trusted, or does not trust the client certificate.
    Tls,
    /// The server takes no changes: it is a standby.
    ReadOnly,
    /// The schema is missing, or of another version than this crate.
    Schema,
    /// The role may not do this.
    Privilege,
    /// The server does not let the role in: a wrong password, or no such role or database.
    Login,
    /// The server refused it for another reason.
    Refused,
    /// A notification cannot be built.
    Content,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, text: impl Into<String>) -> Self {
        Self { kind, text: text.into(), source: None }
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.source = Some(Box::new(source));
        self
    }

    /// What is at fault.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// Whether the same may succeed later, without a change by anyone: the server is away, starting, full or read-only.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self.kind, ErrorKind::Connection | ErrorKind::ReadOnly)
    }

    /// Its text with those of its causes.
    pub(crate) fn with_causes(&self) -> String {
        let mut text = self.text.clone();
        let mut cause = self.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        text
    }

    fn refused(error: &DbError) -> Self {
        let code = error.code();
        let kind = match code {
            _ if is_of_connection(code) || is_of_session(error) => ErrorKind::Connection,
            _ if is_of_login(code) => ErrorKind::Login,
            &SqlState::READ_ONLY_SQL_TRANSACTION => ErrorKind::ReadOnly,
            &SqlState::UNDEFINED_TABLE
            | &SqlState::UNDEFINED_COLUMN
            | &SqlState::INVALID_SCHEMA_NAME => ErrorKind::Schema,
            &SqlState::INSUFFICIENT_PRIVILEGE => ErrorKind::Privilege,
            _ => ErrorKind::Refused,
        };
        Self::new(kind, format!("the database says {}: {}", code.code(), error.message()))
    }
}

/// The server has no resources or a broken disk, is starting or ending, or ended this session, or a deadlock, another
/// transaction or a lock's time limit did.
fn is_of_connection(code: &SqlState) -> bool {
    is_one_of(code, &["08", "53", "57", "58", "40", "55P03", "25P03", "25P04"])
}

/// Another session does better: this one has no such statement any more, or a table has changed since it was prepared.
fn is_of_session(error: &DbError) -> bool {
    is_one_of(error.code(), &["26000"]) || error.routine() == Some("RevalidateCachedQuery")
}

/// Until someone changes something.
fn is_of_tls(error: &tokio_postgres::Error) -> bool {
    let cause = error.source().map(ToString::to_string);
    cause.as_deref() == Some("server does not support TLS")
        || TlsFailure::find(error).is_some_and(|failure| failure.is_permanent())
}

fn is_of_login(code: &SqlState) -> bool {
    is_one_of(code, &["28", "3D000"])
}

fn is_one_of(code: &SqlState, classes: &[&str]) -> bool {
    classes.iter().any(|class| code.code().starts_with(class))
}

impl From<tokio_postgres::Error> for Error {
    fn from(error: tokio_postgres::Error) -> Self {
        if let Some(refused) = error.as_db_error() {
            return Self::refused(refused);
        }
        let kind = if is_of_tls(&error) { ErrorKind::Tls } else { ErrorKind::Connection };
        Self::new(kind, "the connection to the database failed").with_source(error)
    }
}

impl From<PoolError<Self>> for Error {
    fn from(error: PoolError<Self>) -> Self {
        match error {
            PoolError::Backend(error) => error,
            error => Self::new(ErrorKind::Connection, "there is no connection to the database")
                .with_source(error),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("kind", &self.kind).field("text", &self.text).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
