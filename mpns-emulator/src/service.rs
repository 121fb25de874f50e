use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use mpns_proto::{AllowedHosts, ChannelUri, Limits};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::channel_state::ChannelState;
use crate::token::Token;
use crate::{BaseUri, Bounds, Settings};

/// The state that the server and all handles to it share: the channels, and what they have in common.
pub(crate) struct Service {
    pub(crate) base: BaseUri,
    pub(crate) authenticated_base_uri: BaseUri,
    pub(crate) limits: Limits,
    pub(crate) strict: bool,
    pub(crate) bounds: Bounds,
    pub(crate) callback_hosts: AllowedHosts,
    /// The runtime that callbacks are called on, until the shutdown.
    pub(crate) runtime: Handle,
    pub(crate) shutdown: watch::Receiver<bool>,
    lines: RwLock<HashMap<Token, Arc<RegisteredChannel>>>,
    opened: AtomicU64,
}

/// One channel: its address and its state.
pub(crate) struct RegisteredChannel {
    pub(crate) token: Token,
    pub(crate) uri: ChannelUri,
    pub(crate) is_authenticated: bool,
    /// How many channels were opened before this one.
    number: u64,
    state: Mutex<ChannelState>,
}

impl Service {
    pub(crate) fn new(
        authenticated_base_uri: BaseUri,
        base: BaseUri,
        (limits, strict, bounds): (Limits, bool, Bounds),
        callback_hosts: AllowedHosts,
        runtime: Handle,
        shutdown: watch::Receiver<bool>,
    ) -> Self {
        let lines = RwLock::default();
        let opened = AtomicU64::new(0);
        Self {
            base,
            authenticated_base_uri,
            limits,
            strict,
            bounds,
            callback_hosts,
            runtime,
            shutdown,
            lines,
            opened,
        }
    }

    pub(crate) fn open(
        &self,
        is_authenticated: bool,
        settings: Settings,
    ) -> Arc<RegisteredChannel> {
        let token = Token::random();
        let base = if is_authenticated { &self.authenticated_base_uri } else { &self.base };
        let line = Arc::new(RegisteredChannel {
            token,
            uri: base.channel(is_authenticated, token),
            is_authenticated,
            number: self.opened.fetch_add(1, Ordering::Relaxed),
            state: Mutex::new(ChannelState::new(is_authenticated, settings)),
        });
        let mut lines = self.lines.write().unwrap_or_else(PoisonError::into_inner);
        lines.insert(token, Arc::clone(&line));
        line
    }

    pub(crate) fn find(&self, token: Token) -> Option<Arc<RegisteredChannel>> {
        self.lines.read().unwrap_or_else(PoisonError::into_inner).get(&token).cloned()
    }

    pub(crate) fn close(&self, token: Token) {
        self.lines.write().unwrap_or_else(PoisonError::into_inner).remove(&token);
    }

    /// Every channel, in the order in which they were opened.
    pub(crate) fn all(&self) -> Vec<Arc<RegisteredChannel>> {
        let lines = self.lines.read().unwrap_or_else(PoisonError::into_inner);
        let mut all: Vec<_> = lines.values().cloned().collect();
        all.sort_unstable_by_key(|line| line.number);
        all
    }
}

impl RegisteredChannel {
    /// Nothing done under the lock leaves the state half changed, so a poisoned lock is sound.
    pub(crate) fn state(&self) -> MutexGuard<'_, ChannelState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("base", &self.base).finish_non_exhaustive()
    }
}
