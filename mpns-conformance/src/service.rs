//! The service that a case is played against: a listener on loopback, a thread for each connection.

mod connection;

use std::collections::{HashMap, VecDeque};
use std::net::{
    IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream, ToSocketAddrs,
};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{io, thread};

use self::connection::Connection;
use crate::case::Host;
use crate::received::Received;
use crate::script::Step;
use crate::wait::{Setter, Slot, lock, slot};

/// A loopback service that plays the script of one case, until it is dropped.
pub(crate) struct Service {
    shared: Arc<Shared>,
    listener: TcpListener,
    decoy: TcpListener,
    authority: String,
}

impl Service {
    pub(crate) fn start(
        host: Host,
        greeting: &[Step],
        exchanges: &[Vec<Step>],
        time_limit: Duration,
    ) -> Result<Self, StartError> {
        let (listener, name) = bind(host)?;
        let address = listener.local_addr()?;
        let decoy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        decoy.set_nonblocking(true)?;
        let shared = Arc::new(Shared {
            address,
            decoy: decoy.local_addr()?,
            time_limit,
            greeting: greeting.to_vec(),
            exchanges: Mutex::new(exchanges.iter().cloned().collect()),
            open: Mutex::default(),
            accepted: AtomicUsize::new(0),
            log: Mutex::default(),
            signal: Mutex::default(),
            is_awaited: AtomicBool::new(false),
            is_over: AtomicBool::new(false),
        });
        let (accepting, accepts) = (Arc::clone(&shared), listener.try_clone()?);
        thread::Builder::new().spawn(move || accept(&accepting, &accepts))?;
        let authority = format!("{name}:{}", address.port());
        Ok(Self { shared, listener, decoy, authority })
    }

    /// The host and port of the channel.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// Lets the script go on if it waits, and waits for its signal.
    pub(crate) fn signal(&self) -> Slot<()> {
        let (setter, slot) = slot();
        self.shared.is_awaited.store(true, Ordering::SeqCst);
        let mut signal = lock(&self.shared.signal);
        match *signal {
            Signal::Given => setter.set(()),
            Signal::Awaited(_) | Signal::Not => *signal = Signal::Awaited(setter),
        }
        slot
    }

    /// The requests that came so far, in the order of their first bytes.
    pub(crate) fn received(&self) -> Vec<Received> {
        lock(&self.shared.log).received.clone()
    }

    /// What the transport did although it must not.
    pub(crate) fn violations(&self) -> Vec<String> {
        let mut violations = lock(&self.shared.log).violations.clone();
        if self.decoy.accept().is_ok() {
            violations.push("the location of a redirect was connected to".to_owned());
        }
        violations
    }

    /// Ends the service. The port stays taken as long as the listener is kept, so that a connection that
    /// the transport keeps never leads to another service.
    pub(crate) fn end(self) -> io::Result<TcpListener> {
        self.listener.try_clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.shared.is_over.store(true, Ordering::SeqCst);
        for stream in lock(&self.shared.open).values() {
            // An error means that the connection is already closed.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.shared.address);
    }
}

/// Why a case cannot be played.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StartError {
    #[error("this machine {0}")]
    NotOnThisMachine(&'static str),
    #[error("the loopback service cannot start: {0}")]
    Io(#[from] io::Error),
}

struct Shared {
    address: SocketAddr,
    decoy: SocketAddr,
    time_limit: Duration,
    greeting: Vec<Step>,
    exchanges: Mutex<VecDeque<Vec<Step>>>,
    open: Mutex<HashMap<usize, Arc<TcpStream>>>,
    accepted: AtomicUsize,
    log: Mutex<Log>,
    signal: Mutex<Signal>,
    is_awaited: AtomicBool,
    is_over: AtomicBool,
}

#[derive(Default)]
struct Log {
    received: Vec<Received>,
    violations: Vec<String>,
}

#[derive(Default)]
enum Signal {
    #[default]
    Not,
    Awaited(Setter<()>),
    Given,
}

impl Shared {
    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    fn is_awaited(&self) -> bool {
        self.is_awaited.load(Ordering::SeqCst) || self.is_over()
    }

    fn give_signal(&self) {
        let before = std::mem::replace(&mut *lock(&self.signal), Signal::Given);
        if let Signal::Awaited(setter) = before {
            setter.set(());
        }
    }
}

fn accept(shared: &Arc<Shared>, listener: &TcpListener) {
    while let Ok((stream, _)) = listener.accept() {
        if shared.is_over() {
            return;
        }
        let number = shared.accepted.fetch_add(1, Ordering::SeqCst);
        let stream = Arc::new(stream);
        lock(&shared.open).insert(number, Arc::clone(&stream));
        let served = Arc::clone(shared);
        let served = thread::Builder::new().spawn(move || {
            let shared = Arc::clone(&served);
            let must_signal = Connection::new(served, stream, number).serve();
            // The last handle closes the connection.
            lock(&shared.open).remove(&number);
            if must_signal {
                shared.give_signal();
            }
        });
        if served.is_err() {
            return;
        }
    }
}

fn bind(host: Host) -> Result<(TcpListener, String), StartError> {
    match host {
        Host::V4 => Ok((TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?, "127.0.0.1".to_owned())),
        Host::V6 => TcpListener::bind((Ipv6Addr::LOCALHOST, 0))
            .map(|listener| (listener, "[::1]".to_owned()))
            .map_err(|_| StartError::NotOnThisMachine("has no IPv6 loopback address")),
        Host::LastOfLocalhost => Ok((bind_last_of_localhost()?, "localhost".to_owned())),
    }
}

/// A listener on the last address of `localhost`, where the first refuses connections.
fn bind_last_of_localhost() -> Result<TcpListener, StartError> {
    let addresses: Vec<IpAddr> = ("localhost", 0)
        .to_socket_addrs()
        .map(|addresses| addresses.map(|address| address.ip()).collect())
        .unwrap_or_default();
    let (Some(first), Some(last)) = (addresses.first(), addresses.last()) else {
        return Err(StartError::NotOnThisMachine("does not know localhost"));
    };
    if first == last {
        return Err(StartError::NotOnThisMachine("has one address for localhost"));
    }
    for _ in 0..PORTS_TRIED {
        let Ok(listener) = TcpListener::bind((*last, 0)) else { break };
        // An address that can be bound has no listener, so it refuses connections.
        if TcpListener::bind((*first, listener.local_addr()?.port())).is_ok() {
            return Ok(listener);
        }
    }
    Err(StartError::NotOnThisMachine("has no port that can be bound on every address of localhost"))
}

const PORTS_TRIED: usize = 16;
