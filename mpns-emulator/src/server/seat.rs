use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::Instant;

use super::unread::Unread;

/// What one connection is doing, so that the one that is needed least can be closed.
#[derive(Debug)]
pub(super) struct Seat {
    standing: Mutex<Standing>,
    unread: Arc<Unread>,
    /// Notified when the connection is asked to go.
    pub(super) wanted: Notify,
}

/// Who has to act next on a connection, since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) turn: Turn,
    pub(super) since: Instant,
    /// Whether a request was answered on the connection.
    pub(super) has_answered: bool,
    /// How many bytes of answers wait until the client reads them.
    pub(super) unread: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// The client has to send a head or the rest of a body, or to read an answer.
    Client,
    /// The service has to answer, or to write more of an answer.
    Service,
}

impl Seat {
    pub(super) fn new(unread: Arc<Unread>) -> Self {
        let since = Instant::now();
        let standing = Standing { turn: Turn::Client, since, has_answered: false, unread: 0 };
        Self { standing: Mutex::new(standing), unread, wanted: Notify::new() }
    }

    pub(super) fn standing(&self) -> Standing {
        *self.lock()
    }

    pub(super) fn set_turn(&self, turn: Turn) {
        let mut standing = self.lock();
        if standing.turn != turn {
            standing.turn = turn;
            standing.since = Instant::now();
        }
    }

    pub(super) fn set_answered(&self) {
        self.lock().has_answered = true;
        self.set_turn(Turn::Client);
    }

    pub(super) fn add_unread(&self, bytes: usize) {
        let mut standing = self.lock();
        standing.unread = standing.unread.saturating_add(bytes);
        self.unread.add(bytes);
    }

    pub(super) fn subtract_unread(&self, bytes: usize) {
        let mut standing = self.lock();
        standing.unread = standing.unread.saturating_sub(bytes);
        self.unread.subtract(bytes);
    }

    fn lock(&self) -> MutexGuard<'_, Standing> {
        self.standing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
