use mpns_queue::tokio_postgres::Client;

use super::Tables;

/// Fills the tables, without sending: one channel in a hundred is due with a job, one in ten is held with ten jobs, and the
/// others are idle. One in a thousand is gone, and of those that are due, one in ten.
///
/// One host is down, and another was.
pub(super) async fn fill(client: &Client, tables: Tables, port: u16) {
    let Tables { rows, hosts } = tables;
    let contents = rows / 10;
    let (host, uri) = (host("n", hosts), uri("n", hosts, port));
    let statement = format!(
        "
        CREATE EXTENSION pg_stat_statements;
        SET session_replication_role = replica; -- No foreign keys are checked.
        SET synchronize_seqscans = off;
        INSERT INTO mpns.host (origin) SELECT {origin} FROM generate_series(0, {hosts} - 1) AS h;
        UPDATE mpns.host SET openings = 1 WHERE id = {was_down} + 1;
        INSERT INTO mpns.host (origin) VALUES ('{DOWN}');
        INSERT INTO mpns.content (body, created)
            SELECT '{{\"type\":\"toast\",\"text1\":\"' || n || '\"}}', now() - interval '1 day' * (1 - n::float8 / {contents})
            FROM generate_series(1, {contents}) AS n;
        INSERT INTO mpns.channel (uri, host, owner, waiting, held_until, lease_until, expired)
            SELECT
                {uri}, {host} + 1, 'owner-' || n,
                CASE WHEN n % 100 = 0 THEN 1 WHEN n % 10 = 1 THEN 10 ELSE 0 END,
                CASE WHEN n % 10 = 1 THEN now() + random() * interval '1 hour' ELSE 'epoch' END,
                now() - random() * interval '1 hour',
                CASE WHEN n % 1000 IN (0, 500) THEN now() - interval '1 hour' END
            FROM generate_series(1, {rows}) AS n;
        INSERT INTO mpns.channel (uri, host, waiting)
            SELECT '{DOWN}/' || n, {hosts} + 1, 1 FROM generate_series(1, 20) AS n;
        INSERT INTO mpns.job (channel, content, key, deadline, may_show_twice)
            SELECT id, (id + place) % {contents} + 1, '', now() + interval '1 day', false
            FROM mpns.channel CROSS JOIN LATERAL generate_series(1, waiting) AS place
            WHERE waiting > 0;
        INSERT INTO mpns.result (job, channel, content, key, result, attempts, ended, sent, took_milliseconds, detail)
            SELECT
                n, n, n % {contents} + 1, '', 'accepted', 1, ended, ended, 80,
                '{{\"status\":200,\"notificationStatus\":\"Received\",\"outcome\":\"received\"}}'
            FROM generate_series(1, {rows}) AS n
            CROSS JOIN LATERAL (SELECT now() - interval '29 days' * (1 - n::float8 / {rows}) AS ended) AS at;
        SET session_replication_role = origin;",
        origin = origin("h", port),
        was_down = self::host(&(rows + 4).to_string(), hosts),
    );
    client.batch_execute(&statement).await.expect("room");
    client.batch_execute("VACUUM ANALYZE").await.expect("room");
}

/// The SQL of the URI of the channel with this number.
pub(super) fn uri(number: &str, hosts: i64, port: u16) -> String {
    let origin = origin(&host(number, hosts), port);
    // As long as those of the service.
    format!("{origin} || '/throttledthirdparty/01.00/' || lpad(({number})::text, 64, 'A')")
}

/// The SQL of the number of a channel's host, from 0 on. Those that are due are on all hosts.
fn host(number: &str, hosts: i64) -> String {
    format!("(({number} + {number} / 100) % {hosts})")
}

/// The SQL of a host with this number: an address of loopback for each.
fn origin(number: &str, port: u16) -> String {
    let part = |divisor: i64| format!("({number} / {divisor} % 256)");
    let (high, middle, low) = (part(65_536), part(256), part(1));
    format!("'http://127.' || ({high} + 1) || '.' || {middle} || '.' || {low} || ':{port}'")
}

/// Nothing listens there.
const DOWN: &str = "http://127.0.0.1:1";
