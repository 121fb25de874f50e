//! Each job has exactly one result, `accepted`.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use mpns_queue::tokio_postgres::Client;
use serde_json::Value;

/// Checks the results of a batch of so many jobs.
pub(super) fn check_file(path: &Path, jobs: u64) {
    let text = fs::read_to_string(path).expect("results");
    let mut lines = BTreeSet::new();
    for line in text.lines() {
        let result: Value = serde_json::from_str(line).expect("JSON");
        assert_eq!(result["result"], "accepted", "{line}");
        assert!(lines.insert(result["line"].as_u64().expect("a number")), "twice: {line}");
    }
    assert_eq!(lines.len() as u64, jobs, "jobs with a result");
}

/// Checks the results of so many jobs in a database, and returns when the last was written.
pub(super) async fn check_results(client: &Client, jobs: u64) -> SystemTime {
    let row = client.query_one(COUNTS, &[]).await.expect("counts");
    let counts: [i64; 4] = [row.get(0), row.get(1), row.get(2), row.get(3)];
    let jobs = i64::try_from(jobs).expect("a number of PostgreSQL");
    let expected = [jobs, jobs, jobs, 0];
    assert_eq!(counts, expected, "results, jobs with a result, accepted ones, jobs that are left");
    row.get(4)
}

const COUNTS: &str = "
    SELECT
        count(*), count(DISTINCT job), count(*) FILTER (WHERE result = 'accepted'),
        (SELECT count(*) FROM mpns.job), max(ended)
    FROM mpns.result";
