use std::collections::HashMap;

use mpns_proto::{BatchingInterval, Content, Limits, Notification, OsVersion};
use uuid::Uuid;

use crate::Error;
use crate::database::Connection;

/// The contents of jobs, as the notifications that are built from them, each once for many jobs.
pub(super) struct Contents {
    limits: Limits,
    bodies: HashMap<i64, Option<Content>>,
    built: HashMap<(i64, Option<OsVersion>), Result<Notification, String>>,
}

impl Contents {
    pub(super) fn new(limits: Limits) -> Self {
        Self { limits, bodies: HashMap::new(), built: HashMap::new() }
    }

    /// Reads those that are not known yet.
    pub(super) async fn load(
        &mut self,
        connection: &Connection,
        ids: impl Iterator<Item = i64>,
    ) -> Result<(), Error> {
        if self.bodies.len() > MOST || self.built.len() > MOST {
            self.bodies.clear();
            self.built.clear();
        }
        let mut unknown: Vec<_> = ids.filter(|id| !self.bodies.contains_key(id)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        if unknown.is_empty() {
            return Ok(());
        }
        let statement = connection.prepare(LOAD).await?;
        for row in connection.query(&statement, &[&unknown]).await? {
            self.bodies.insert(row.get(0), serde_json::from_str(row.get(1)).ok());
        }
        Ok(())
    }

    /// The notification for a phone, or why it cannot be sent to it.
    pub(super) fn notification(
        &mut self,
        id: i64,
        os: Option<OsVersion>,
        message_id: Option<Uuid>,
    ) -> Result<(Notification, BatchingInterval), String> {
        let Some(Some(content)) = self.bodies.get(&id) else {
            return Err("the stored content is not one".to_owned());
        };
        let built = self.built.entry((id, os)).or_insert_with(|| {
            let limits = Limits { os: os.or(self.limits.os), ..self.limits };
            content.build_with(&limits).map_err(|error| error.to_string())
        });
        let message_id = message_id.unwrap_or_else(Uuid::new_v4);
        let notification = built.clone()?.with_message_id(message_id);
        Ok((notification, content.interval()))
    }
}

const LOAD: &str = "SELECT id, body FROM mpns.content WHERE id = ANY ($1)";
/// How many are kept.
const MOST: usize = 2_000;
