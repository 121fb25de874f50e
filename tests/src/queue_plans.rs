//! What the statements of the queue read of large tables: what the command `queue_plans` measures and prints.
//!
//! The tables of a server are filled. Then every statement runs as programs run it, by the functions of `mpns-queue`
//! and by a worker that sends, and the server says what each has read.

mod figures;
mod fill;
mod service;
mod work;

pub use figures::{Figure, Figures, NAMES};

use crate::postgres::Server;

use self::service::Service;

/// How large the tables are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tables {
    /// The rows of `channel` and `result`, and about as many of `job`.
    pub rows: i64,
    /// The rows of `host`.
    pub hosts: i64,
}

impl Tables {
    /// Fills the tables of a new server, uses them, and returns what each statement has read. `filled` is called in between.
    pub async fn measure(self, filled: impl FnOnce()) -> Figures {
        let server = Server::start_with(SETTINGS);
        let service = Service::start();
        let database = server.database(8).await;
        let client = server.client().await;
        fill::fill(&client, self, service.port()).await;
        filled();
        figures::forget(&client).await;
        work::work(&client, database, self, service.port()).await;
        Figures::read(&client).await
    }
}

const SETTINGS: &[&str] = &[
    "shared_preload_libraries=pg_stat_statements",
    "pg_stat_statements.track_utility=off",
    // What it does in between is not what is measured.
    "autovacuum=off",
    "shared_buffers=1GB",
    "max_wal_size=1GB",
    "maintenance_work_mem=512MB",
];
