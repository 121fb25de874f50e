//! What a sender has besides workers: a reader of results, and one that deletes contents.

use std::sync::Arc;
use std::time::Duration;

use mpns_queue::{Cursor, Database, Results, Retention, delete_old};
use tokio::time::sleep;

use super::ledger::Ledger;

/// Notes results as they come. It does not end.
pub(super) async fn read(database: Database, ledger: Arc<Ledger>) {
    let mut results = Results::after(&database, Cursor::START).await.expect("a connection");
    loop {
        let page = results.next_page(PAGE).await.expect("results");
        page.iter().for_each(|result| ledger.end(result));
    }
}

/// Deletes contents that have been over for this long, and looks for them more often than that, as the command does, which
/// keeps them for an hour and looks every minute. It does not end.
pub(super) async fn forget_contents(database: Database, kept: Duration) {
    let mut retention = Retention::default();
    retention.contents = kept;
    loop {
        let connection = database.connect().await.expect("a connection");
        delete_old(&*connection, &retention, PAGE).await.expect("no error");
        drop(connection);
        sleep(kept / 6).await;
    }
}

const PAGE: i64 = 10_000;
