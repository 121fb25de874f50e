//! `mpns queue work`.

use std::num::NonZeroUsize;
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use mpns_connect::transport::DEFAULT_TIMEOUT;
use mpns_queue::{Database, Retention, Worker, WorkerHandle, WorkerSettings};
use serde_json::json;
use tokio::time::timeout;

mod cleanup;
mod log;
mod metrics;
mod server;
mod shared;
mod watch;

use self::log::{Level, log};
use self::server::Server;
use self::shared::Shared;
use super::database_options::{DatabaseOptions, failed};
use crate::connection_options::ConnectionOptions;
use crate::failure::Failure;
use crate::interrupt;
use crate::transport::Transport;

#[derive(Args)]
pub(super) struct Options {
    /// How many requests are in flight at most
    #[arg(long, value_name = "N", default_value = "256")]
    concurrency: NonZeroUsize,

    /// How many of them to one host [default: half]
    #[arg(long, value_name = "N")]
    per_host: Option<NonZeroUsize>,

    /// Answers GET /metrics, in the text format of Prometheus, and GET /ready at this host and port; port 0 picks a free
    /// one, which the log names
    #[arg(long, value_name = "HOST:PORT")]
    metrics: Option<String>,

    /// How long a channel belongs to a worker that has claimed it. After a crash, others wait for so long. Longer than
    /// --timeout, with room for the database [default: 2m, or twice --timeout if that is longer]
    #[arg(long, value_name = "TIME", value_parser = humantime::parse_duration)]
    lease: Option<Duration>,

    /// How long to wait for what is in flight when asked to end
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = humantime::parse_duration)]
    grace: Duration,

    /// How long results are kept in the database, such as 30d, or forever
    #[arg(long, value_name = "TIME", default_value = "30d", value_parser = kept)]
    keep_results: Kept,

    /// How often the counts are logged, if there is something new
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = humantime::parse_duration)]
    progress: Duration,

    #[command(flatten)]
    connection: ConnectionOptions,
}

/// The value of `--keep-results`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kept(Duration);

impl Options {
    fn settings(&self) -> Result<WorkerSettings, Failure> {
        let mut settings = WorkerSettings::default();
        let half = NonZeroUsize::new(self.concurrency.get().div_ceil(2));
        settings.outbox.in_flight = self.concurrency;
        settings.outbox.in_flight_per_host = self.per_host.or(half).unwrap_or(self.concurrency);
        let request = self.connection.timeout.unwrap_or(DEFAULT_TIMEOUT);
        settings.lease = match self.lease {
            Some(lease) if lease <= request => return Err(Failure::usage(SHORT_LEASE)),
            Some(lease) => lease,
            // With room for what the database takes.
            None => settings.lease.max(request.saturating_mul(2)),
        };
        Ok(settings)
    }

    fn retention(&self) -> Retention {
        let mut retention = Retention::default();
        retention.results = self.keep_results.0;
        retention
    }
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let concurrency = options.concurrency.get();
    let transport = Transport::with_connections(&options.connection, Some(concurrency))?;
    let Transport::Hyper(client) = transport else { return Err(Failure::usage(BLOCKING)) };
    let server = options.metrics.as_deref().map(Server::bind).transpose()?;
    let interrupt = interrupt::wait()?;
    // The worker's two, so that nothing else can take them.
    let worker = Worker::new(database.open(2)?, *client, options.settings()?);
    let shared = Shared::new(worker.handle());
    let address = server.as_ref().map(|server| server.address().to_string());
    log(
        Level::Info,
        "started",
        &[("concurrency", json!(concurrency)), ("metrics", json!(address))],
    );
    let beside = beside(database.open(2)?, options, server, shared.clone());
    let result = tokio::select! {
        result = work(worker, &shared, interrupt, options.grace) => result,
        never = beside => never,
    };
    watch::log_counts("ended", &shared.handle.counts());
    result.map(|()| ExitCode::SUCCESS)
}

/// Works until interrupted, and then until what is in flight has ended, or for as long as is allowed.
async fn work(
    worker: Worker,
    shared: &Shared,
    interrupt: impl Future<Output = ()>,
    grace: Duration,
) -> Result<(), Failure> {
    let handle: WorkerHandle = shared.handle.clone();
    let mut working = pin!(worker.run());
    tokio::select! {
        result = &mut working => return result.map_err(failed),
        () = interrupt => {}
    }
    shared.drain();
    let in_flight = handle.counts().in_flight;
    log(Level::Info, "draining", &[("inFlight", json!(in_flight))]);
    match timeout(grace, working).await {
        Ok(result) => result.map_err(failed),
        Err(_) => {
            let counts = handle.counts();
            let (in_flight, unsettled) = (counts.in_flight, counts.unsettled);
            let grace = humantime::format_duration(grace);
            Err(Failure::no_reply(format_args!(
                "{in_flight} requests are in flight and {unsettled} results unwritten after {grace}: \
                 another worker takes them over when the leases end"
            )))
        }
    }
}

/// What runs beside the worker. It does not end.
async fn beside<T>(
    database: Database,
    options: &Options,
    server: Option<Server>,
    shared: Shared,
) -> T {
    let serve = async {
        match server {
            Some(server) => server.serve(shared.clone()).await,
            None => std::future::pending().await,
        }
    };
    let retention = options.retention();
    let (never, ..): (T, (), (), ()) = tokio::join!(
        serve,
        watch::watch(&shared, options.progress),
        cleanup::measure_lag(&database, &shared),
        cleanup::delete_now_and_then(&database, &retention, &shared)
    );
    never
}

fn kept(text: &str) -> Result<Kept, String> {
    if text == "forever" {
        return Ok(Kept(FOREVER));
    }
    let time = humantime::parse_duration(text).map_err(|error| error.to_string())?;
    Ok(Kept(time.min(FOREVER)))
}

/// A hundred years: more than that is no time to PostgreSQL.
const FOREVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
const SHORT_LEASE: &str =
    "--lease has to be longer than --timeout: a request is given up when the lease ends";
const BLOCKING: &str = "--transport blocking cannot be used here: a worker is built on hyper";

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue work --database postgresql://worker@db.example/push
  mpns queue work --concurrency 64 --metrics 127.0.0.1:9464
  mpns queue work --pfx service.pfx --passphrase-file passphrase.txt --grace 1m

Any number of workers share a database. The role mpns_work is enough. A worker
whose database is away goes on trying. Lines of JSON on standard error are its
log: neither channel URIs nor contents are in it.

SIGTERM or ctrl-C: it claims nothing more, waits for what is in flight, and ends
with 0, or with 1 if that takes longer than --grace. Asked again, it ends at
once. GET /ready answers 200 while it works and its database answers, else 503.";

#[cfg(test)]
mod tests {
    use clap::{Command, FromArgMatches as _};

    use super::*;

    fn options(args: &[&str]) -> Options {
        let command = Options::augment_args(Command::new("")).no_binary_name(true);
        Options::from_arg_matches(&command.get_matches_from(args)).expect("options")
    }

    #[test]
    fn bounds_follow_from_the_options() {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        for (args, in_flight, per_host, lease) in [
            (&[][..], 256, 128, minutes(2)),
            (&["--concurrency", "5"], 5, 3, minutes(2)),
            (&["--concurrency", "5", "--per-host", "9"], 5, 9, minutes(2)),
            (&["--timeout", "90"], 256, 128, minutes(3)),
            (&["--timeout", "90", "--lease", "100s"], 256, 128, Duration::from_secs(100)),
        ] {
            let settings = options(args).settings().ok().expect("settings");
            let outbox = settings.outbox;
            let found = (outbox.in_flight.get(), outbox.in_flight_per_host.get(), settings.lease);
            assert_eq!(found, (in_flight, per_host, lease), "{args:?}");
        }
    }

    #[test]
    fn a_lease_is_longer_than_a_request() {
        for (args, is_long_enough) in [
            (&["--lease", "16s"][..], true),
            (&["--lease", "15s"], false),
            (&["--lease", "6s", "--timeout", "5"], true),
            (&["--lease", "5s", "--timeout", "5"], false),
        ] {
            assert_eq!(options(args).settings().is_ok(), is_long_enough, "{args:?}");
        }
    }

    #[test]
    fn results_are_kept_for_as_long_as_is_said() {
        let day = Duration::from_secs(24 * 60 * 60);
        assert_eq!(options(&[]).retention(), Retention::default());
        for (text, expected) in [("1d", day), ("0s", Duration::ZERO), ("forever", FOREVER)] {
            assert_eq!(options(&["--keep-results", text]).retention().results, expected);
        }
        assert_eq!(kept("1000years"), Ok(Kept(FOREVER)));
        assert!(kept("long").is_err());
    }
}
