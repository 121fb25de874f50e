use std::time::{Duration, SystemTime};

use tokio::sync::mpsc::{Receiver, channel};
use tokio_postgres::types::Type;
use tokio_postgres::{GenericClient, Row};

use crate::database::Session;
use crate::{ContentId, Database, Error, JobId};

/// The end of a job: exactly one for each.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct JobResult {
    /// Where to go on reading.
    pub cursor: Cursor,
    /// The job.
    pub job: JobId,
    /// The number of its channel.
    pub channel: i64,
    /// Its content.
    pub content: ContentId,
    /// Your own name for it.
    pub key: String,
    /// How it ended: the name of an [`End`](mpns_outbox::End), or `invalid` if the content cannot be sent to this phone.
    pub result: String,
    /// How often it was sent.
    pub attempts: u16,
    /// When it ended.
    pub ended: SystemTime,
    /// When it was sent last, if it was, and how long it took to get the reply or the failure.
    pub sent: Option<(SystemTime, Duration)>,
    /// What the last request led to, as JSON: a [`Report`](mpns_proto::Report), or `error`, `errorKind` and
    /// `mayHaveBeenDelivered`.
    pub detail: Option<String>,
}

/// A place among the results. It is valid for the server on which they were written, not for a copy that was restored from
/// a dump.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    written: i64,
    id: i64,
}

impl Cursor {
    /// Before the first.
    pub const START: Self = Self { written: 0, id: 0 };
}

/// Written down as `123-456`.
impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.written, self.id)
    }
}

impl std::str::FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Self, ParseCursorError> {
        let (written, id) = text.split_once('-').ok_or(ParseCursorError)?;
        let number = |text: &str| text.parse().map_err(|_| ParseCursorError);
        Ok(Self { written: number(written)?, id: number(id)? })
    }
}

/// A text is not a [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cursor is two numbers with a hyphen between them")]
pub struct ParseCursorError;

/// The next results, at most this many. None is left out or comes twice, however many workers write: those of
/// a transaction come when all older ones are over, so a long one that writes, of anyone on the server, delays them.
///
/// # Errors
///
/// If the database refuses.
pub async fn results_after(
    client: &impl GenericClient,
    cursor: Cursor,
    at_most: i64,
) -> Result<Vec<JobResult>, Error> {
    let params: &[(&(dyn tokio_postgres::types::ToSql + Sync), Type)] =
        &[(&cursor.written, Type::INT8), (&cursor.id, Type::INT8), (&at_most, Type::INT8)];
    Ok(client.query_typed(PAGE, params).await?.iter().map(JobResult::from_row).collect())
}

/// The results as they come: pages, and between them it waits.
pub struct Results {
    database: Database,
    session: Session,
    news: Receiver<()>,
    cursor: Cursor,
}

impl Results {
    /// Reads those after a cursor, over a connection of its own.
    ///
    /// # Errors
    ///
    /// If there is no connection.
    pub async fn after(database: &Database, cursor: Cursor) -> Result<Self, Error> {
        let (sender, news) = channel(1);
        let session = database.connector().open(Some(&sender)).await?;
        let listen = async { Ok(session.batch_execute("LISTEN mpns_results").await?) };
        database.within_time(listen).await?;
        Ok(Self { database: database.clone(), session, news, cursor })
    }

    /// The next results, at least one and at most this many; waits until there is one.
    ///
    /// # Errors
    ///
    /// If the connection is lost, or the server does not answer within the
    /// [time limit](Database::with_statement_timeout): begin again after the last [`cursor`](Self::cursor).
    pub async fn next_page(&mut self, at_most: i64) -> Result<Vec<JobResult>, Error> {
        loop {
            let page = results_after(&*self.session, self.cursor, at_most);
            let page = self.database.within_time(page).await?;
            if let Some(last) = page.last() {
                self.cursor = last.cursor;
                return Ok(page);
            }
            // What was announced may have to wait for an older transaction, of which nothing is announced.
            let _ = tokio::time::timeout(LOOK_AGAIN, self.news.recv()).await;
        }
    }

    /// The place of the last result.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        self.cursor
    }
}

impl std::fmt::Debug for Results {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Results").field("cursor", &self.cursor).finish_non_exhaustive()
    }
}

impl JobResult {
    fn from_row(row: &Row) -> Self {
        let took = |took: i32| Duration::from_millis(u64::try_from(took).unwrap_or_default());
        let sent: Option<SystemTime> = row.get("sent");
        Self {
            cursor: Cursor { written: row.get("written"), id: row.get("id") },
            job: JobId::new(row.get("job")),
            channel: row.get("channel"),
            content: ContentId(row.get("content")),
            key: row.get("key"),
            result: row.get("result"),
            attempts: u16::try_from(row.get::<_, i16>("attempts")).unwrap_or_default(),
            ended: row.get("ended"),
            sent: sent.zip(row.get::<_, Option<i32>>("took_milliseconds").map(took)),
            detail: row.get("detail"),
        }
    }
}

/// How long to wait for an announcement.
const LOOK_AGAIN: Duration = Duration::from_millis(250);
const PAGE: &str = "
    SELECT written, id, job, channel, content, key, result, attempts, ended, sent, took_milliseconds, detail
    FROM mpns.result
    WHERE (written, id) > ($1, $2) AND written < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
    ORDER BY written, id
    LIMIT $3";
