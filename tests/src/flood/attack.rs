use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

use super::act::{self, Place};

/// What hostile clients do, again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attack {
    /// Heads just below the bound that do not end.
    HalfHeads,
    /// Heads far above the bound that do not end.
    HugeHeads,
    /// Heads that come byte by byte.
    SlowHeads,
    /// Bodies that come byte by byte.
    SlowBodies,
    /// Long lists that are asked for, and never read.
    Unread,
    /// Many requests on a connection, whose answers are never read.
    UnreadMany,
    /// Message IDs as long as the limit for headers permits.
    Identifiers,
    /// Message IDs of many kilobytes.
    LongIdentifiers,
    /// Bytes that are not HTTP.
    Garbage,
    /// Connections on which nothing is sent.
    Silence,
    /// Connections that are closed again at once.
    Connections,
    /// Channels that are never closed.
    Channels,
    /// Answers with as many headers as a change may have.
    Answers,
    /// Notifications of the longest kind, to one channel, whose phone gets them.
    Deliveries,
    /// The same, to many channels whose phones are out of reach.
    Queues,
    /// Callbacks that are registered again and again.
    Callbacks,
}

impl Attack {
    /// Every attack.
    pub const ALL: [Self; 16] = [
        Self::HalfHeads,
        Self::HugeHeads,
        Self::SlowHeads,
        Self::SlowBodies,
        Self::Unread,
        Self::UnreadMany,
        Self::Identifiers,
        Self::LongIdentifiers,
        Self::Garbage,
        Self::Silence,
        Self::Connections,
        Self::Channels,
        Self::Answers,
        Self::Deliveries,
        Self::Queues,
        Self::Callbacks,
    ];

    /// The name for `--only`.
    pub fn name(self) -> &'static str {
        match self {
            Self::HalfHeads => "half-heads",
            Self::HugeHeads => "huge-heads",
            Self::SlowHeads => "slow-heads",
            Self::SlowBodies => "slow-bodies",
            Self::Unread => "unread",
            Self::UnreadMany => "unread-many",
            Self::Identifiers => "identifiers",
            Self::LongIdentifiers => "long-identifiers",
            Self::Garbage => "garbage",
            Self::Silence => "silence",
            Self::Connections => "connections",
            Self::Channels => "channels",
            Self::Answers => "answers",
            Self::Deliveries => "deliveries",
            Self::Queues => "queues",
            Self::Callbacks => "callbacks",
        }
    }

    /// How many clients attack at the same time, and how long each rests before it does so again.
    fn extent(self) -> (usize, Duration) {
        let (clients, milliseconds) = match self {
            Self::HalfHeads | Self::HugeHeads => (1_000, 1_000),
            Self::Silence => (500, 100),
            Self::SlowHeads | Self::SlowBodies => (100, 100),
            Self::Unread => (50, 100),
            Self::UnreadMany | Self::Connections => (10, 10),
            _ => (2, 5),
        };
        (clients, Duration::from_millis(milliseconds))
    }

    async fn act(self, place: &Place) -> io::Result<()> {
        match self {
            Self::HalfHeads => act::half_head(place, 12 << 10).await,
            Self::HugeHeads => act::half_head(place, 390 << 10).await,
            Self::SlowHeads => act::slow_head(place).await,
            Self::SlowBodies => act::slow_body(place).await,
            Self::Unread => act::leave_unread(place, 1).await,
            Self::UnreadMany => act::leave_unread(place, 10_000).await,
            Self::Identifiers => act::identify(place, 850).await,
            Self::LongIdentifiers => act::identify(place, 12 << 10).await,
            Self::Garbage => act::garbage(place).await,
            Self::Silence => act::silence(place).await,
            Self::Connections => act::connect(place).await,
            Self::Channels => act::open_channels(place).await,
            Self::Answers => act::answers(place).await,
            Self::Deliveries => act::deliver(place).await,
            Self::Queues => act::queue(place).await,
            Self::Callbacks => act::register(place).await,
        }
    }
}

/// Starts the clients of an attack.
pub(super) async fn spawn(
    attack: Attack,
    emulator: SocketAddr,
    tasks: &mut JoinSet<()>,
) -> io::Result<()> {
    let (clients, pause) = attack.extent();
    let place = Place::open(emulator).await?;
    if matches!(attack, Attack::Unread | Attack::UnreadMany) {
        place.fill().await?;
    }
    for _ in 0..clients {
        let place = place.clone();
        tasks.spawn(async move {
            loop {
                // Whatever the emulator answers or closes is its right.
                let _ = attack.act(&place).await;
                sleep(pause).await;
            }
        });
    }
    Ok(())
}
