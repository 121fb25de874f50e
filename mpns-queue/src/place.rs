use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{GenericClient, Row};

use crate::{ContentId, Error, ErrorKind};

/// How far a program is that enqueues in steps, kept in the database under a name, of which each role has its own.
///
/// A step and its place are one transaction. So after a crash, or if the connection is lost while it is committed, the place
/// says whether it was done, and no step is lost or repeated.
///
/// ```no_run
/// # use mpns_queue::{Connection, Error, NewJob};
/// # async fn run(mut connection: Connection, step: i64, jobs: &[NewJob]) -> Result<(), Error> {
/// use mpns_queue::{Place, enqueue};
///
/// let transaction = connection.transaction().await?;
/// let mut place = Place::lock(&transaction, "newsletter").await?;
/// if place.reached < step {
///     enqueue(&transaction, jobs).await?;
///     place.reached = step;
///     place.note(&transaction).await?;
/// }
/// transaction.commit().await?;
/// # Ok(())
/// # }
/// ```
///
/// [`delete_old`](crate::delete_old) deletes it a month after the last step, if the program does not
/// [forget](Self::forget) it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// Of what.
    pub name: String,
    /// What a fan-out sends.
    pub content: Option<ContentId>,
    /// The steps up to this number are done: the line of a file, or a channel. 0 at first.
    pub reached: i64,
    /// How many jobs they have enqueued.
    pub jobs: u64,
}

impl Place {
    /// Reads a place, or begins a new one, and keeps others from it until the transaction is over: waits for one that has it.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn lock(transaction: &impl GenericClient, name: &str) -> Result<Self, Error> {
        let rows = transaction.query_typed(LOCK, &[(&name, Type::TEXT)]).await?;
        let lost = || Error::new(ErrorKind::Refused, "the place was not stored");
        rows.first().map(|row| Self::from_row(row, name)).ok_or_else(lost)
    }

    /// Writes it, in the transaction in which it was locked.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn note(&self, transaction: &impl GenericClient) -> Result<(), Error> {
        let content = self.content.map(|content| content.0);
        let jobs = i64::try_from(self.jobs).unwrap_or(i64::MAX);
        let params: &[(&(dyn ToSql + Sync), Type)] = &[
            (&self.name, Type::TEXT),
            (&content, Type::INT8),
            (&self.reached, Type::INT8),
            (&jobs, Type::INT8),
        ];
        transaction.query_typed(NOTE, params).await?;
        Ok(())
    }

    /// Deletes it, since all is done.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn forget(self, client: &impl GenericClient) -> Result<(), Error> {
        client.query_typed(FORGET, &[(&self.name, Type::TEXT)]).await?;
        Ok(())
    }

    fn from_row(row: &Row, name: &str) -> Self {
        Self {
            name: name.to_owned(),
            content: row.get::<_, Option<i64>>("content").map(ContentId),
            reached: row.get("reached"),
            jobs: u64::try_from(row.get::<_, i64>("jobs")).unwrap_or_default(),
        }
    }
}

const LOCK: &str = "
    INSERT INTO mpns.place (name) VALUES ($1)
    ON CONFLICT (role, name) DO UPDATE SET noted = now()
    RETURNING content, reached, jobs";
const NOTE: &str = "
    UPDATE mpns.place SET content = $2, reached = $3, jobs = $4, noted = now()
    WHERE role = current_user AND name = $1";
const FORGET: &str = "DELETE FROM mpns.place WHERE role = current_user AND name = $1";
