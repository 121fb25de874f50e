//! The service that a case is played against: a listener on loopback, a thread for each connection.

mod connection;
mod listener;
mod state;

use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{io, thread};

pub(crate) use self::listener::StartError;

use self::connection::Connection;
use self::listener::bind;
use self::state::{Signal, State};
use crate::case::Host;
use crate::received::Received;
use crate::script::Step;
use crate::wait::{Slot, lock, slot};

/// A loopback service that plays the script of one case, until it is dropped.
pub(crate) struct Service {
    state: Arc<State>,
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
        let state = Arc::new(State {
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
        let (accepting, accepts) = (Arc::clone(&state), listener.try_clone()?);
        thread::Builder::new().spawn(move || accept(&accepting, &accepts))?;
        let authority = format!("{name}:{}", address.port());
        Ok(Self { state, listener, decoy, authority })
    }

    /// The host and port of the channel.
    pub(crate) fn authority(&self) -> &str {
        &self.authority
    }

    /// Lets the script go on if it waits, and waits for its signal.
    pub(crate) fn signal(&self) -> Slot<()> {
        let (setter, slot) = slot();
        self.state.is_awaited.store(true, Ordering::SeqCst);
        let mut signal = lock(&self.state.signal);
        match *signal {
            Signal::Given => setter.set(()),
            Signal::Awaited(_) | Signal::Not => *signal = Signal::Awaited(setter),
        }
        slot
    }

    /// The requests that came so far, in the order of their first bytes.
    pub(crate) fn received(&self) -> Vec<Received> {
        lock(&self.state.log).received.clone()
    }

    /// What the transport did although it must not.
    pub(crate) fn violations(&self) -> Vec<String> {
        let mut violations = lock(&self.state.log).violations.clone();
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
        self.state.is_over.store(true, Ordering::SeqCst);
        for stream in lock(&self.state.open).values() {
            // An error means that the connection is already closed.
            let _ = stream.shutdown(Shutdown::Both);
        }
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.state.address);
    }
}

fn accept(state: &Arc<State>, listener: &TcpListener) {
    while let Ok((stream, _)) = listener.accept() {
        if state.is_over() {
            return;
        }
        let number = state.accepted.fetch_add(1, Ordering::SeqCst);
        let stream = Arc::new(stream);
        lock(&state.open).insert(number, Arc::clone(&stream));
        let served = Arc::clone(state);
        let served = thread::Builder::new().spawn(move || {
            let state = Arc::clone(&served);
            let must_signal = Connection::new(served, stream, number).serve();
            // The last handle closes the connection.
            lock(&state.open).remove(&number);
            if must_signal {
                state.give_signal();
            }
        });
        if served.is_err() {
            return;
        }
    }
}
