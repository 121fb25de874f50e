use std::collections::HashMap;
use std::time::SystemTime;

use mpns_queue::mpns_proto::Toast;
use mpns_queue::tokio_postgres::{Client, Row};
use mpns_queue::{NewJob, enqueue, migrate};

use super::service::Service;
use crate::postgres::Server;

/// What the database says.
pub(super) struct Books {
    client: Client,
}

/// The end of a job.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub(super) job: u64,
    pub(super) result: String,
    pub(super) attempts: u64,
}

/// A job of which a worker had said nothing when another took its channel over.
#[derive(Clone, Debug)]
pub(super) struct Lost {
    pub(super) job: u64,
    /// How often it may have been sent.
    pub(super) attempts: u64,
    /// The worker that had it.
    pub(super) worker: String,
}

/// All at the end.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// In the order in which they were written.
    pub(super) ended: Vec<Ended>,
    pub(super) lost: Vec<Lost>,
    /// What is left of jobs, of their counters and of leases.
    pub(super) left: u64,
}

impl Books {
    pub(super) async fn open(server: &Server) -> Self {
        let mut client = server.client().await;
        migrate(&mut client).await.expect("a schema");
        client.batch_execute(NOTE).await.expect("tables");
        Self { client }
    }

    pub(super) async fn reopen(server: &Server) -> Self {
        Self { client: server.client().await }
    }

    pub(super) async fn enqueue(&self, service: &Service, jobs: u64) {
        let numbers: Vec<_> = (0..jobs).collect();
        for some in numbers.chunks(AT_ONCE) {
            let jobs: Vec<_> = some.iter().map(|job| new_job(service, *job)).collect();
            enqueue(&self.client, &jobs).await.expect("room");
        }
    }

    /// How many results there are.
    pub(super) async fn results(&self) -> u64 {
        let row = self.client.query_one("SELECT count(*) FROM mpns.result", &[]).await;
        number(row.expect("a count").get(0))
    }

    /// Ends all holds, as time does.
    pub(super) async fn end_holds(&self) {
        self.client.batch_execute(END_HOLDS).await.expect("no error");
    }

    /// Until when channels are held, by a job of each, and when that was known: not before the answer, since a request
    /// that came while the database read may be the one for which a channel is held.
    pub(super) async fn holds(&self) -> (SystemTime, HashMap<u64, SystemTime>) {
        let rows = self.client.query(HOLDS, &[]).await.expect("holds");
        (SystemTime::now(), rows.iter().map(|row| (job(row), row.get("held_until"))).collect())
    }

    pub(super) async fn facts(&self) -> Facts {
        let rows = self.client.query(ENDED, &[]).await.expect("results");
        let ended = rows.iter().map(|row| Ended {
            job: job(row),
            result: row.get("result"),
            attempts: number(row.get::<_, i16>("attempts").into()),
        });
        let ended = ended.collect();
        let rows = self.client.query(LOST, &[]).await.expect("what was lost");
        let lost = rows.iter().map(|row| Lost {
            job: job(row),
            attempts: number(row.get::<_, i16>("attempts").into()),
            worker: row.get("name"),
        });
        let lost = lost.collect();
        let left = self.client.query_one(LEFT, &[]).await.expect("a count").get(0);
        Facts { ended, lost, left: number(left) }
    }
}

/// Whether a job may be shown twice: every second one of a channel.
pub(super) fn may_show_twice(job: u64, channels: u64) -> bool {
    job / channels % 2 == 1
}

fn new_job(service: &Service, number: u64) -> NewJob {
    let toast = Toast { text1: Some(number.to_string()), ..Toast::default() };
    let mut job = NewJob::new(service.channel(number).clone(), toast.into());
    job.key = number.to_string();
    job.terms.may_show_twice = may_show_twice(number, service.channels());
    job
}

fn job(row: &Row) -> u64 {
    row.get::<_, &str>("key").parse().expect("a number")
}

fn number(count: i64) -> u64 {
    u64::try_from(count).expect("a count")
}

/// Notes which worker has which leases, and each lease that is taken before it was given back.
const NOTE: &str = "
    CREATE SCHEMA judge;
    CREATE TABLE judge.owner (owner uuid PRIMARY KEY, name text NOT NULL);
    CREATE TABLE judge.lost (key text NOT NULL, attempts smallint NOT NULL, owner uuid NOT NULL);
    CREATE FUNCTION judge.note() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO judge.owner
            SELECT DISTINCT lease_owner, current_setting('application_name') FROM later WHERE lease_owner IS NOT NULL
            ON CONFLICT DO NOTHING;
        INSERT INTO judge.lost
            SELECT head.key, head.attempts, earlier.lease_owner
            FROM earlier JOIN later USING (id) CROSS JOIN LATERAL (
                SELECT * FROM mpns.job WHERE job.channel = later.id ORDER BY job.id LIMIT 1
            ) AS head
            WHERE earlier.lease_owner IS NOT NULL AND later.lease_owner IS NOT NULL
                AND earlier.lease_until <> later.lease_until AND head.taken IS NOT NULL;
        RETURN NULL;
    END $$;
    CREATE TRIGGER note AFTER UPDATE ON mpns.channel
        REFERENCING OLD TABLE AS earlier NEW TABLE AS later
        FOR EACH STATEMENT EXECUTE FUNCTION judge.note();";
const END_HOLDS: &str = "
    UPDATE mpns.channel SET held_until = now() WHERE held_until > now();
    UPDATE mpns.host SET down_until = now() WHERE down_until > now();";
const HOLDS: &str = "
    SELECT held_until, (SELECT key FROM mpns.job WHERE job.channel = channel.id LIMIT 1) AS key
    FROM mpns.channel WHERE held_until > now() AND waiting > 0";
const ENDED: &str = "SELECT key, result, attempts FROM mpns.result ORDER BY written, id";
const LOST: &str = "SELECT key, attempts, name FROM judge.lost JOIN judge.owner USING (owner)";
const LEFT: &str = "
    SELECT (SELECT count(*) FROM mpns.job)
        + (SELECT coalesce(sum(waiting), 0) + count(lease_owner) FROM mpns.channel)";
/// How many jobs are enqueued by one statement.
const AT_ONCE: usize = 5_000;
