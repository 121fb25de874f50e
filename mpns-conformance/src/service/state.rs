use std::collections::{HashMap, VecDeque};
use std::net::{SocketAddr, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::received::Received;
use crate::script::Step;
use crate::wait::{Setter, lock};

/// What the connections of a service share.
pub(super) struct State {
    pub(super) address: SocketAddr,
    pub(super) decoy: SocketAddr,
    pub(super) time_limit: Duration,
    pub(super) greeting: Vec<Step>,
    pub(super) exchanges: Mutex<VecDeque<Vec<Step>>>,
    pub(super) open: Mutex<HashMap<usize, Arc<TcpStream>>>,
    pub(super) accepted: AtomicUsize,
    pub(super) log: Mutex<Log>,
    pub(super) signal: Mutex<Signal>,
    pub(super) is_awaited: AtomicBool,
    pub(super) is_over: AtomicBool,
}

/// What came.
#[derive(Default)]
pub(super) struct Log {
    pub(super) received: Vec<Received>,
    pub(super) violations: Vec<String>,
}

/// The signal that `Act::Await` waits for.
#[derive(Default)]
pub(super) enum Signal {
    #[default]
    Not,
    Awaited(Setter<()>),
    Given,
}

impl State {
    pub(super) fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    pub(super) fn is_awaited(&self) -> bool {
        self.is_awaited.load(Ordering::SeqCst) || self.is_over()
    }

    pub(super) fn give_signal(&self) {
        let before = std::mem::replace(&mut *lock(&self.signal), Signal::Given);
        if let Signal::Awaited(setter) = before {
            setter.set(());
        }
    }
}
