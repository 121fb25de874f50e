use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use mpns_hyper::Client;
use mpns_proto::{ChannelUri, Notification, Outcome, Toast, http1};
use serde_json::Value;
use tokio::runtime::Builder;
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use super::connection::{Connection, open_channel};
use super::tally::Tally;

/// The channel of a good client.
#[derive(Debug)]
pub(super) struct Target {
    emulator: SocketAddr,
    channel: ChannelUri,
    token: String,
}

impl Target {
    pub(super) async fn open(emulator: SocketAddr) -> io::Result<Self> {
        let (uri, token) = open_channel(emulator, r#"{"dailyLimit": 4294967295}"#).await?;
        let channel = uri.parse().map_err(io::Error::other)?;
        Ok(Self { emulator, channel, token })
    }
}

/// Good clients, until this is dropped. They have a thread of their own, so that they do not wait for the hostile clients
/// of the same process.
#[derive(Debug)]
pub(super) struct Clients(#[expect(dead_code, reason = "for its drop")] oneshot::Sender<()>);

impl Clients {
    pub(super) fn start(targets: Vec<Target>, tally: &Arc<Tally>) -> Self {
        let (stop, stopped) = oneshot::channel();
        let tally = Arc::clone(tally);
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
        thread::spawn(move || {
            runtime.block_on(async {
                let mut clients = JoinSet::new();
                for (target, keeps) in targets.into_iter().zip([true, false].into_iter().cycle()) {
                    clients.spawn(run(target, keeps, Arc::clone(&tally)));
                }
                // An error means that they are to stop.
                let _ = stopped.await;
            });
        });
        Self(stop)
    }
}

/// Sends toasts, sometimes reads them back, and forgets them: over a kept connection, or over a new one each time.
async fn run(target: Target, keeps: bool, tally: Arc<Tally>) {
    let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() };
    let toast = toast.build().expect("a toast");
    let client = Client::new();
    for sent in 1_u64.. {
        let begin = Instant::now();
        let result = if keeps {
            within_limit(send(&client, &toast, &target.channel)).await
        } else {
            within_limit(send_anew(&toast, &target)).await
        };
        tally.count(begin.elapsed(), result);
        if sent.is_multiple_of(READ_BACK) {
            let begin = Instant::now();
            let result = within_limit(read_back(&target)).await;
            tally.count(begin.elapsed(), result);
        }
        sleep(PAUSE).await;
    }
}

async fn within_limit(action: impl Future<Output = Result<(), String>>) -> Result<(), String> {
    let late = |_| format!("no answer within {} seconds", LIMIT.as_secs());
    timeout(LIMIT, action).await.map_err(late)?
}

async fn send(client: &Client, toast: &Notification, channel: &ChannelUri) -> Result<(), String> {
    let reply = client.send(toast, channel).await.map_err(|error| format!("{error:?}"))?;
    match reply.outcome() {
        Outcome::Received => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

async fn send_anew(toast: &Notification, target: &Target) -> Result<(), String> {
    let request = http1::to_bytes(&toast.request(&target.channel));
    let exchange = async {
        let mut connection = Connection::open(target.emulator).await?;
        connection.write(&request).await?;
        connection.answer().await
    };
    match exchange.await {
        Ok((200, _)) => Ok(()),
        other => Err(format!("on a new connection: {other:?}")),
    }
}

async fn read_back(target: &Target) -> Result<(), String> {
    let exchanges = async {
        let mut connection = Connection::open(target.emulator).await?;
        let path = format!("/channels/{}/deliveries", target.token);
        let (status, body) = connection.request("GET", &path, "", "").await?;
        let (forgotten, _) = connection.request("DELETE", &path, "", "").await?;
        let deliveries: Vec<Value> = serde_json::from_slice(&body)?;
        let toasts = deliveries.iter().filter(|delivery| is_goal(delivery)).count();
        io::Result::Ok((status, toasts, forgotten))
    };
    match exchanges.await {
        Ok((200, KEPT.., 204)) => Ok(()),
        other => Err(format!("{other:?}")),
    }
}

fn is_goal(delivery: &Value) -> bool {
    delivery["notification"]["text1"] == "Goal!"
}

/// After how many toasts they are read back.
const READ_BACK: u64 = 100;
/// How many of them are there at least: what a channel keeps if the hostile clients fill a thousand others.
const KEPT: usize = 10;
const PAUSE: Duration = Duration::from_millis(5);
const LIMIT: Duration = Duration::from_secs(10);
