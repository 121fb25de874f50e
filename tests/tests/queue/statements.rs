//! The statements of the crate, and how the server would run them.

use mpns_queue::tokio_postgres::Client;

/// A statement with parameters.
pub(crate) struct Statement {
    pub(crate) name: &'static str,
    text: &'static str,
    /// The types of the parameters, where the text does not say them.
    types: &'static str,
    params: &'static str,
}

impl Statement {
    /// The plan for a session that has prepared it, in all detail.
    pub(crate) async fn plan(&self, client: &Client) -> Vec<String> {
        let Self { name, text, types, params } = self;
        let explain = if params.is_empty() {
            format!("EXPLAIN VERBOSE {text}")
        } else {
            client.batch_execute(&format!("PREPARE {name} {types} AS {text}")).await.expect(name);
            format!("EXPLAIN VERBOSE EXECUTE {name} ({params})")
        };
        let rows = client.query(&explain, &[]).await.expect(name);
        rows.iter().map(|row| row.get(0)).collect()
    }
}

const fn statement(name: &'static str, text: &'static str, params: &'static str) -> Statement {
    Statement { name, text, types: "", params }
}

pub(crate) const STATEMENTS: [Statement; 10] = [
    statement(
        "lease",
        include_str!("../../../mpns-queue/src/sql/lease.sql"),
        "'00000000-0000-0000-0000-000000000001', 60, 64, 32, '{}', '{}', '{}', 7",
    ),
    statement("take", include_str!("../../../mpns-queue/src/sql/take.sql"), "'{1}'"),
    statement(
        "settle",
        include_str!("../../../mpns-queue/src/sql/settle.sql"),
        "'00000000-0000-0000-0000-000000000001', '{1}', '{now}', '{1}', '{accepted}', '{1}', '{NULL}', '{NULL}', '{f}',
        '{now}', '{NULL}', '{NULL}', 1",
    ),
    statement("clamp", include_str!("../../../mpns-queue/src/sql/clamp.sql"), "60, 60"),
    statement(
        "end_expired",
        include_str!("../../../mpns-queue/src/sql/end_expired.sql"),
        "'00000000-0000-0000-0000-000000000001', '{1}', '{now}', 10, 'x'",
    ),
    statement(
        "give_back",
        include_str!("../../../mpns-queue/src/sql/give_back.sql"),
        "'00000000-0000-0000-0000-000000000001', 60, '{1}'",
    ),
    Statement {
        name: "enqueue",
        text: include_str!("../../../mpns-queue/src/sql/enqueue.sql"),
        types: "(text[], text[], bigint[], text[], uuid[], float8[], smallint[], boolean[])",
        params: r#"'{http://h/1}', '{http://h1}', '{1}', '{""}', '{NULL}', '{NULL}', '{NULL}', '{f}'"#,
    },
    statement(
        "cancel",
        concat!(
            "WITH chosen AS MATERIALIZED (SELECT channel, channel AS id FROM unnest($1::bigint[]) AS it (channel)), ",
            include_str!("../../../mpns-queue/src/sql/cancel.sql")
        ),
        "'{1}'",
    ),
    statement("lag", include_str!("../../../mpns-queue/src/sql/lag.sql"), ""),
    statement("status", include_str!("../../../mpns-queue/src/sql/status.sql"), ""),
];
