//! What is logged of the worker.

use std::time::Duration;

use mpns_queue::WorkerCounts;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::log::{Level, log};
use super::shared::Shared;
use crate::kebab_case::kebab_case;

/// Logs what changes, and the counts once in a while. It does not end.
pub(super) async fn watch(shared: &Shared, report: Duration) {
    let mut before = WorkerCounts::default();
    let (mut logged, mut logged_at) = (WorkerCounts::default(), Instant::now());
    loop {
        tokio::time::sleep(LOOK).await;
        let now = shared.handle.counts();
        for (level, event, fields) in changes(&before, &now) {
            log(level, event, &fields);
        }
        if logged_at.elapsed() >= report {
            if now.claimed != logged.claimed || now.sent != logged.sent {
                log_counts("progress", &now);
            }
            (logged, logged_at) = (now.clone(), Instant::now());
        }
        before = now;
    }
}

/// Logs the counts since the start.
pub(super) fn log_counts(event: &str, counts: &WorkerCounts) {
    let fields = [
        ("claimed", json!(counts.claimed)),
        ("sent", json!(counts.sent)),
        ("ended", json!(counts.ended)),
        ("held", json!(counts.held)),
        ("late", json!(counts.late)),
        ("inFlight", json!(counts.in_flight)),
        ("unsettled", json!(counts.unsettled)),
    ];
    log(Level::Info, event, &fields);
}

type Change = (Level, &'static str, Vec<(&'static str, Value)>);

fn changes(before: &WorkerCounts, now: &WorkerCounts) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    if let Some(kind) = now.database.filter(|_| now.database != before.database) {
        let what = kebab_case(&format!("{kind:?}"));
        let fields = vec![("kind", json!(what)), ("error", json!(now.database_error))];
        changes.push((Level::Warning, "database-failed", fields));
    }
    if now.is_ready && now.database.is_none() && (!before.is_ready || before.database.is_some()) {
        changes.push((Level::Info, "ready", Vec::new()));
    }
    let of = |host: &String| vec![("host", json!(host))];
    let is_new = |host: &&String| !before.hosts_down.contains(host);
    let down = now.hosts_down.iter().filter(is_new);
    changes.extend(down.map(|host| (Level::Warning, "host-down", of(host))));
    let is_over = |host: &&String| !now.hosts_down.contains(host);
    let over = before.hosts_down.iter().filter(is_over);
    // Whether it is back is found out by one request.
    changes.extend(over.map(|host| (Level::Info, "host-tried-again", of(host))));
    changes
}

const LOOK: Duration = Duration::from_millis(500);

#[cfg(test)]
mod tests {
    use mpns_queue::ErrorKind;

    use super::*;

    #[test]
    fn what_changes_is_logged_once() {
        let mut before = WorkerCounts::default();
        for (change, expected) in [
            ((false, Some(ErrorKind::Connection), &[][..]), &["database-failed"][..]),
            ((false, Some(ErrorKind::Connection), &[]), &[]),
            ((true, None, &[]), &["ready"]),
            ((true, None, &["http://h"]), &["host-down"]),
            ((true, Some(ErrorKind::ReadOnly), &["http://h"]), &["database-failed"]),
            ((true, None, &[]), &["ready", "host-tried-again"]),
        ] {
            let mut now = WorkerCounts::default();
            let (is_ready, database, down) = change;
            (now.is_ready, now.database) = (is_ready, database);
            now.hosts_down = down.iter().map(ToString::to_string).collect();
            let events: Vec<_> =
                changes(&before, &now).into_iter().map(|(_, event, _)| event).collect();
            assert_eq!(events, expected, "{change:?}");
            before = now;
        }
    }
}
