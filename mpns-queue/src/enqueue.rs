use std::collections::HashMap;
use std::fmt;

use tokio_postgres::GenericClient;
use tokio_postgres::types::Type;

use crate::new_job::checked_json;
use crate::stored_uri::StoredUri;
use crate::{Error, NewJob};

/// A job in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobId(i64);

impl JobId {
    pub(crate) const fn new(id: i64) -> Self {
        Self(id)
    }

    /// The number, which [`JobResult::job`](crate::JobResult) has too.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// Puts jobs behind those of their channels, and returns their ids in the same order. Contents that are equal are stored
/// once.
///
/// With a transaction of your own, they are there if the rest of it is: the pattern of the transactional outbox. Until it
/// is over, nothing is sent to its channels, so end it soon. To avoid deadlocks, enqueue once in a transaction, or in the
/// order of the channels.
///
/// A hold of a channel stays as it is. A job for a channel that is known to be expired ends as that.
///
/// # Errors
///
/// If a content cannot be built, or the database refuses: nothing has been enqueued then.
pub async fn enqueue(client: &impl GenericClient, jobs: &[NewJob]) -> Result<Vec<JobId>, Error> {
    let bodies =
        jobs.iter().map(|job| checked_json(&job.content)).collect::<Result<Vec<_>, _>>()?;
    let uris: Vec<_> = jobs.iter().map(|job| StoredUri::new(&job.channel)).collect();
    add_hosts(client, &uris).await?;
    let contents = add_contents(client, &bodies).await?;
    let contents: Vec<_> = bodies.iter().map(|body| contents.get(body.as_str())).collect();
    let channels: Vec<_> = uris.iter().map(|uri| &uri.text).collect();
    let origins: Vec<_> = uris.iter().map(|uri| &uri.origin).collect();
    let keys: Vec<_> = jobs.iter().map(|job| &job.key).collect();
    let message_ids: Vec<_> = jobs.iter().map(|job| job.message_id).collect();
    let terms = || jobs.iter().map(|job| job.terms);
    let deadlines: Vec<_> = terms().map(|it| it.deadline.map(|it| it.as_secs_f64())).collect();
    let most: Vec<_> = terms().map(|it| it.attempts.map(|it| clamped(it.get()))).collect();
    let twice: Vec<_> = terms().map(|it| it.may_show_twice).collect();
    let rows = client
        .query_typed(
            ENQUEUE,
            &[
                (&channels, Type::TEXT_ARRAY),
                (&origins, Type::TEXT_ARRAY),
                (&contents, Type::INT8_ARRAY),
                (&keys, Type::TEXT_ARRAY),
                (&message_ids, Type::UUID_ARRAY),
                (&deadlines, Type::FLOAT8_ARRAY),
                (&most, Type::INT2_ARRAY),
                (&twice, Type::BOOL_ARRAY),
            ],
        )
        .await?;
    Ok(rows.iter().map(|row| JobId(row.get(0))).collect())
}

/// Adds the hosts that are not known yet.
pub(crate) async fn add_hosts(
    client: &impl GenericClient,
    uris: &[StoredUri],
) -> Result<(), Error> {
    let origins: Vec<_> = uris.iter().map(|uri| &uri.origin).collect();
    client.query_typed(ADD_HOSTS, &[(&origins, Type::TEXT_ARRAY)]).await?;
    Ok(())
}

/// Adds each content once, and returns their ids.
pub(crate) async fn add_contents<'a>(
    client: &impl GenericClient,
    bodies: &'a [String],
) -> Result<HashMap<&'a str, i64>, Error> {
    let mut distinct: Vec<_> = bodies.iter().map(String::as_str).collect();
    distinct.sort_unstable();
    distinct.dedup();
    let rows = client.query_typed(ADD_CONTENTS, &[(&distinct, Type::TEXT_ARRAY)]).await?;
    let ids = rows.iter().map(|row| row.get(0));
    Ok(distinct.into_iter().zip(ids).collect())
}

/// As many attempts are never made.
pub(crate) fn clamped(attempts: u16) -> i16 {
    i16::try_from(attempts).unwrap_or(i16::MAX)
}

const ADD_HOSTS: &str = "
    INSERT INTO mpns.host (origin)
    SELECT DISTINCT origin FROM unnest($1) AS given (origin)
    WHERE NOT EXISTS (SELECT FROM mpns.host WHERE host.origin = given.origin)
    ORDER BY origin
    ON CONFLICT DO NOTHING";

/// In the order of the parameter.
const ADD_CONTENTS: &str = "
    INSERT INTO mpns.content (body)
    SELECT body FROM unnest($1) WITH ORDINALITY AS given (body, place) ORDER BY place
    RETURNING id";

/// A job gets its id when its channel is locked, so ids in a channel are in the order of commits.
const ENQUEUE: &str = include_str!("sql/enqueue.sql");
