use std::collections::BTreeMap;
use std::time::Duration;

use mpns_queue::tokio_postgres::Client;

/// What the statements have read.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Each statement that ran, by its name, or by its text if it has none.
    pub statements: BTreeMap<String, Figure>,
    /// How many rows of each table were read from end to end.
    pub rows_in_sequence: BTreeMap<String, i64>,
}

/// What one statement has cost.
#[derive(Clone, Copy, Debug)]
pub struct Figure {
    /// How often it ran.
    pub calls: i64,
    /// How many pages it read each time, in memory or on disk.
    pub pages: f64,
    /// How long it took each time.
    pub time: Duration,
    /// How many functions the compiler of the server has compiled for it.
    pub compiled: i64,
}

impl Figures {
    pub(super) async fn read(client: &Client) -> Self {
        // What other sessions have done is known when they have ended.
        let others = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'";
        while client.query_one(others, &[]).await.expect("a count").get::<_, i64>(0) > 1 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        client.batch_execute("SELECT pg_stat_force_next_flush()").await.expect("a flush");
        let rows = client.query(STATEMENTS, &[]).await.expect("figures");
        let mut statements = BTreeMap::new();
        for row in &rows {
            let text: &str = row.get("query");
            let name = NAMES.iter().find(|(_, part)| text.contains(part));
            let name = name.map_or(text, |(name, _)| name).to_owned();
            let milliseconds: f64 = row.get("milliseconds");
            let figure = Figure {
                calls: row.get("calls"),
                pages: row.get("pages"),
                time: Duration::from_secs_f64(milliseconds / 1000.0),
                compiled: row.get("compiled"),
            };
            statements.insert(name, figure);
        }
        let rows = client.query(TABLES, &[]).await.expect("figures");
        let rows_in_sequence = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
        Self { statements, rows_in_sequence }
    }
}

/// Lets the figures begin. What this session has done so far is counted at the end of a transaction, so that comes first.
pub(super) async fn forget(client: &Client) {
    for statement in
        ["SELECT pg_stat_force_next_flush()", "SELECT pg_stat_reset(), pg_stat_statements_reset()"]
    {
        client.batch_execute(statement).await.expect("no error");
    }
}

/// The statements of the queue, and what is in the text of each alone.
pub const NAMES: &[(&str, &str)] = &[
    ("lease", "WITH RECURSIVE later"),
    ("take", "AS leased (channel)"),
    ("load contents", "SELECT id, body"),
    ("settle", "released AS ("),
    ("end expired", "ORDER BY id LIMIT $4"),
    ("give back", "forgotten AS MATERIALIZED"),
    ("clamp", "beyond AS MATERIALIZED"),
    ("clamp hosts", "WHERE down_until > now() +"),
    ("note that a host is down", "openings = CASE"),
    ("note that a host is up", "SET openings = "),
    ("add hosts", "AS given (origin)"),
    ("add contents", "INSERT INTO mpns.content"),
    ("enqueue", "most_attempts, may_show_twice, place"),
    ("add channels", "AS given (uri, origin, owner, os_version, place)"),
    ("expire a channel", "SET expired = now()"),
    ("cancel a channel", "channel.uri = ANY ($1) AND NOT job.cancelled"),
    ("cancel a content", "job.content = $1 AND NOT job.cancelled"),
    ("cancel where", "FROM mpns.job JOIN page"),
    ("lock a place", "INSERT INTO mpns.place"),
    ("note a place", "UPDATE mpns.place"),
    ("forget a place", "DELETE FROM mpns.place WHERE role"),
    ("fan out to a prefix", "AND (owner LIKE"),
    ("fan out to one", "AND (owner ="),
    ("fan out to all", "SELECT locked.id, $3, coalesce(locked.owner"),
    ("list channels with URIs", "(channel.uri)::text AS uri"),
    ("list channels", "channel.id, ($3)::text AS uri"),
    ("results after", "pg_current_snapshot())"),
    ("lag", "max(now() - greatest(first.due"),
    ("delete results", "DELETE FROM mpns.result"),
    ("delete contents", "DELETE FROM mpns.content"),
    ("delete channels", "DELETE FROM mpns.channel"),
    ("delete places", "DELETE FROM mpns.place"),
];

const STATEMENTS: &str = "
    SELECT
        query, sum(calls)::bigint AS calls,
        (sum(shared_blks_hit + shared_blks_read) / sum(calls))::float8 AS pages,
        (sum(total_exec_time) / sum(calls))::float8 AS milliseconds, sum(jit_functions)::bigint AS compiled
    FROM pg_stat_statements
    WHERE query LIKE '%mpns.%' AND query NOT LIKE '%mpns.migration%'
    GROUP BY query";
const TABLES: &str =
    "SELECT relname::text, seq_tup_read FROM pg_stat_user_tables WHERE schemaname = 'mpns'";
