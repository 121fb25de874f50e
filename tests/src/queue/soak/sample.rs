use std::fmt;
use std::time::Duration;

use mpns_queue::tokio_postgres::Client;

use super::relations::Relations;
use crate::grouped::grouped;
use crate::process::Process;
use crate::queue::markdown;

/// The state at a time. `Display` is a row of [`Sample::head`].
#[derive(Clone, Debug)]
pub struct Sample {
    /// Since the begin.
    pub time: Duration,
    /// How many jobs there are.
    pub waiting: i64,
    /// How large the tables and indexes are.
    pub relations: Relations,
    /// Rows that are to be vacuumed, in all tables.
    pub dead: i64,
    /// How often a table has been vacuumed.
    pub vacuums: i64,
    /// How many processors PostgreSQL has used since the sample before.
    pub database: f64,
    /// How many all workers have used.
    pub workers: f64,
}

impl Sample {
    /// The head of the table.
    pub fn head() -> String {
        let tables = TABLES.map(|table| format!("`{table}`, MiB"));
        let mut titles = vec!["time", "jobs waiting"];
        titles.extend(tables.iter().map(String::as_str));
        titles.extend(["dead rows", "vacuums", "cores of PostgreSQL", "of the workers"]);
        markdown::head(&titles)
    }
}

impl fmt::Display for Sample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.time.as_secs();
        let mut cells = vec![format!("{}:{:02}", seconds / 60, seconds % 60)];
        cells.push(grouped(&self.waiting.to_string()));
        cells.extend(TABLES.map(|table| format!("{:.1}", self.relations.with_indexes(table))));
        cells.push(grouped(&self.dead.to_string()));
        cells.push(self.vacuums.to_string());
        cells.extend([self.database, self.workers].map(|cores| format!("{cores:.2}")));
        f.write_str(&markdown::row(&cells))
    }
}

/// Takes samples.
pub(super) struct Sampler {
    client: Client,
    process: Process,
    /// The time of the last one, and the processor time of PostgreSQL and of the workers until then.
    last: [Duration; 3],
}

impl Sampler {
    pub(super) fn new(client: Client, process: Process) -> Self {
        Self {
            client,
            process,
            last: [Duration::ZERO, process.time_with_children(), Duration::ZERO],
        }
    }

    /// The state at this time, when the workers have taken this much.
    pub(super) async fn sample(&mut self, time: Duration, workers: Duration) -> Sample {
        let relations = Relations::of(&self.client).await;
        let row = self.client.query_one(COUNTS, &[]).await.expect("an answer");
        let now = [time, self.process.time_with_children(), workers];
        let since = |place: usize| now[place].saturating_sub(self.last[place]).as_secs_f64();
        let [elapsed, database, workers] = [since(0), since(1), since(2)];
        self.last = now;
        Sample {
            time,
            waiting: row.get(0),
            relations,
            dead: row.get(1),
            vacuums: row.get(2),
            database: database / elapsed,
            workers: workers / elapsed,
        }
    }
}

/// The tables that change.
const TABLES: [&str; 4] = ["channel", "job", "content", "result"];
const COUNTS: &str = "
    SELECT
        (SELECT coalesce(sum(waiting), 0) FROM mpns.channel)::bigint,
        sum(n_dead_tup)::bigint, sum(autovacuum_count)::bigint
    FROM pg_stat_user_tables
    WHERE schemaname = 'mpns'";
