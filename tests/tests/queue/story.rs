use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use mpns_emulator::{Channel, Emulator};
use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::mpns_proto::{ChannelUri, Content, Toast};
use mpns_queue::tokio_postgres::Client;
use mpns_queue::{
    Cursor, Database, Error, ErrorKind, JobResult, NewJob, Worker, WorkerHandle, WorkerSettings,
    enqueue, results_after,
};
use tokio::task::JoinHandle;

use mpns_tests::postgres::Server;

/// A server with the schema, and an emulator.
pub(crate) struct Story {
    pub(crate) server: Server,
    pub(crate) client: Client,
    pub(crate) database: Database,
    pub(crate) emulator: Emulator,
}

/// A worker that runs.
pub(crate) struct Working {
    pub(crate) handle: WorkerHandle,
    task: JoinHandle<Result<(), Error>>,
}

impl Story {
    pub(crate) async fn begin() -> Self {
        Self::begin_with(&[]).await
    }

    pub(crate) async fn begin_with(options: &[&str]) -> Self {
        let server = Server::start_with(options);
        let database = server.database(8).await;
        Self::begin_on(server, database).await
    }

    pub(crate) async fn begin_on(server: Server, database: Database) -> Self {
        let client = server.client().await;
        let emulator = Emulator::start(Emulator::LOOPBACK).await.expect("an emulator");
        Self { server, client, database, emulator }
    }

    pub(crate) fn open(&self, count: usize) -> Vec<Channel> {
        (0..count).map(|_| self.emulator.open_channel()).collect()
    }

    /// Enqueues toasts with their keys as the text.
    pub(crate) async fn enqueue(&self, channel: &ChannelUri, keys: &[&str]) {
        let jobs: Vec<_> = keys.iter().map(|key| job(channel, key)).collect();
        enqueue(&self.client, &jobs).await.expect("room");
    }

    pub(crate) fn work(&self) -> Working {
        self.work_with(quick())
    }

    pub(crate) fn work_with(&self, settings: WorkerSettings) -> Working {
        Self::work_over(self.database.clone(), settings)
    }

    /// A worker that reaches the database in a way of its own.
    pub(crate) fn work_over(database: Database, settings: WorkerSettings) -> Working {
        let worker = Worker::new(database, Sender::new(), settings);
        Working { handle: worker.handle(), task: tokio::spawn(worker.run()) }
    }

    /// The results, once there are this many.
    pub(crate) async fn results(&self, count: usize) -> Vec<JobResult> {
        let start = Instant::now();
        loop {
            let results = self.all_results().await;
            if results.len() >= count {
                assert_eq!(results.len(), count, "{results:?}");
                return results;
            }
            assert!(start.elapsed() < LONG, "{} results of {count}", results.len());
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn all_results(&self) -> Vec<JobResult> {
        results_after(&self.client, Cursor::START, i64::MAX).await.expect("results")
    }

    /// Waits until a query returns true.
    pub(crate) async fn until(&self, query: &str) {
        let start = Instant::now();
        while !self.ask::<bool>(query).await {
            assert!(start.elapsed() < LONG, "{query}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn ask<T>(&self, query: &str) -> T
    where
        T: for<'a> mpns_queue::tokio_postgres::types::FromSql<'a>,
    {
        self.client.query_one(query, &[]).await.expect(query).get(0)
    }
}

impl Working {
    /// Waits until it says that the database has failed in this way, or works again.
    pub(crate) async fn until_database(&self, is: Option<ErrorKind>) {
        let start = Instant::now();
        while self.handle.counts().database != is {
            assert!(start.elapsed() < LONG, "{:?}", self.handle.counts());
            assert!(!self.task.is_finished(), "it has ended");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    pub(crate) async fn drain(self) {
        self.handle.drain();
        tokio::time::timeout(LONG, self.task).await.expect("an end").unwrap().expect("no error");
    }

    /// As if its process had been killed.
    pub(crate) async fn kill(self) {
        self.task.abort();
        let _ = self.task.await;
    }
}

pub(crate) fn quick() -> WorkerSettings {
    let mut settings = WorkerSettings::default();
    settings.look = Duration::from_millis(20);
    settings
}

pub(crate) fn job(channel: &ChannelUri, key: &str) -> NewJob {
    let mut job = NewJob::new(channel.clone(), toast(key));
    key.clone_into(&mut job.key);
    job
}

pub(crate) fn toast(text: &str) -> Content {
    Toast { text1: Some(text.into()), ..Toast::default() }.into()
}

/// How often each result is there.
pub(crate) fn tally(results: &[JobResult]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for result in results {
        *tally.entry(result.result.clone()).or_default() += 1;
    }
    tally
}

/// The texts that the phone of a channel got, in order.
pub(crate) fn received(channel: &Channel) -> Vec<String> {
    channel.deliveries().iter().map(|delivery| text(&delivery.notification)).collect()
}

fn text(content: &Content) -> String {
    match content {
        Content::Toast(toast) => toast.text1.clone().unwrap_or_default(),
        content => format!("{content:?}"),
    }
}

pub(crate) const LONG: Duration = Duration::from_secs(60);
