use mpns_proto::Content;
use tokio_postgres::GenericClient;
use tokio_postgres::types::Type;

use crate::enqueue::{add_contents, clamped};
use crate::new_job::checked_json;
use crate::{Error, ErrorKind, Terms};

/// One content for all channels that a condition selects, enqueued in pages.
///
/// The key of each job is the owner of its channel. Channels that are expired are left out.
///
/// ```no_run
/// # use mpns_proto::Toast;
/// # async fn run(client: mpns_queue::tokio_postgres::Client) -> Result<(), mpns_queue::Error> {
/// use mpns_queue::{FanOut, Terms};
///
/// let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() };
/// let mut fan_out = FanOut::new(&client, &toast.into(), "owner LIKE 'eu-%'", Terms::default()).await?;
/// while let Some(jobs) = fan_out.enqueue_page(&client, FanOut::PAGE).await? {
///     println!("{jobs} more");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct FanOut {
    /// What is sent, by which it can be [cancelled](crate::cancel_content).
    pub content: ContentId,
    /// The channels up to this number have their job. With it, an interrupted fan-out goes on: write it down after each
    /// page, in the same transaction.
    pub after: i64,
    condition: String,
    terms: Terms,
}

/// A content in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContentId(pub i64);

impl FanOut {
    /// How many channels a page has, if you have no reason for another number: the channels of a page wait until it is
    /// committed.
    pub const PAGE: i64 = 5_000;

    /// Stores the content. Nothing is enqueued yet.
    ///
    /// **`condition` is SQL**, which may name the columns of a channel: `owner`, `os_version`, `created`. It must not
    /// come from a stranger. `true` selects all.
    ///
    /// # Errors
    ///
    /// If the content cannot be built, or the database refuses.
    pub async fn new(
        client: &impl GenericClient,
        content: &Content,
        condition: &str,
        terms: Terms,
    ) -> Result<Self, Error> {
        let bodies = [checked_json(content)?];
        let ids = add_contents(client, &bodies).await?;
        let lost = || Error::new(ErrorKind::Refused, "the content was not stored");
        let content = ContentId(ids.into_values().next().ok_or_else(lost)?);
        Ok(Self { content, after: 0, condition: condition.to_owned(), terms })
    }

    /// One that goes on after the channel with this number.
    #[must_use]
    pub fn resume(content: ContentId, after: i64, condition: &str, terms: Terms) -> Self {
        Self { content, after, condition: condition.to_owned(), terms }
    }

    /// Enqueues a job for each of the next channels, and returns how many; `None` if there was no channel left.
    ///
    /// # Errors
    ///
    /// If the database refuses, for example the condition: nothing of the page has been enqueued then, unless the
    /// connection was lost.
    pub async fn enqueue_page(
        &mut self,
        client: &impl GenericClient,
        channels: i64,
    ) -> Result<Option<u64>, Error> {
        let statement = FAN_OUT.replace("/* condition */ true", &format!("({}\n)", self.condition));
        let deadline = self.terms.deadline.map(|deadline| deadline.as_secs_f64());
        let most = self.terms.attempts.map(|most| clamped(most.get()));
        let rows = client
            .query_typed(
                &statement,
                &[
                    (&self.after, Type::INT8),
                    (&channels, Type::INT8),
                    (&self.content.0, Type::INT8),
                    (&deadline, Type::FLOAT8),
                    (&most, Type::INT2),
                    (&self.terms.may_show_twice, Type::BOOL),
                ],
            )
            .await?;
        let Some(last) = rows.iter().map(|row| row.get(0)).max() else { return Ok(None) };
        self.after = last;
        Ok(Some(u64::try_from(rows.len()).unwrap_or(u64::MAX)))
    }
}

const FAN_OUT: &str = include_str!("sql/fan_out.sql");
