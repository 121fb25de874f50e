//! The transports behind one interface, for tests that hold all of them to the same behaviour.

mod builder;
mod client;

use std::sync::Arc;

use mpns_proto::{ChannelUri, Notification, Toast};
use tokio::runtime::{self, Runtime};

pub use builder::Builder;
pub use client::Client;

/// The transports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `mpns-hyper` on a runtime of several threads.
    Hyper,
    /// `mpns-hyper` on a runtime of the current thread.
    HyperOnOneThread,
    /// `mpns-blocking`.
    Blocking,
}

impl Transport {
    /// Each transport once.
    pub const ALL: [Self; 2] = [Self::Hyper, Self::Blocking];

    /// Each transport on each of its runtimes.
    pub const ON_ALL_RUNTIMES: [Self; 3] = [Self::Hyper, Self::HyperOnOneThread, Self::Blocking];

    /// The name in tables and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hyper => "hyper",
            Self::HyperOnOneThread => "hyper on one thread",
            Self::Blocking => "blocking",
        }
    }

    /// The transport's `Client::new`.
    pub fn new_client(self) -> Client {
        match self.runtime() {
            Some(runtime) => Client::Hyper(Box::default(), runtime),
            None => Client::Blocking(mpns_blocking::Client::new()),
        }
    }

    /// The transport's `Client::builder`.
    pub fn builder(self) -> Builder {
        match self.runtime() {
            Some(runtime) => Builder::Hyper(mpns_hyper::Client::builder(), runtime),
            None => Builder::Blocking(mpns_blocking::Client::builder()),
        }
    }

    fn runtime(self) -> Option<Arc<Runtime>> {
        let mut builder = match self {
            Self::Hyper => runtime::Builder::new_multi_thread(),
            Self::HyperOnOneThread => runtime::Builder::new_current_thread(),
            Self::Blocking => return None,
        };
        Some(Arc::new(builder.enable_all().build().expect("a runtime")))
    }
}

/// What [`Client::send`] sends.
pub fn toast() -> Notification {
    let toast =
        Toast { text1: Some("Goal!".into()), text2: Some("2:1".into()), ..Toast::default() };
    toast.build().expect("a toast")
}

/// A job for each channel, whose key is the channel's index.
pub fn jobs(
    channels: Vec<ChannelUri>,
) -> impl ExactSizeIterator<Item = (usize, ChannelUri, Notification)> {
    channels.into_iter().enumerate().map(|(key, channel)| (key, channel, toast()))
}
