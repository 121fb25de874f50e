//! Names whose addresses a test decides on.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::sleep;

use mpns_connect::transport::{LookupSystem, OperatingSystem};

use crate::support::LONG;

/// How the names of a test are looked up, and how often that was asked for.
#[derive(Debug)]
pub(crate) struct Names {
    answer: Answer,
    asked: AtomicUsize,
}

#[derive(Debug)]
enum Answer {
    Addresses(Vec<SocketAddr>),
    /// No answer within the test.
    Hangs,
    /// The system refuses every thread.
    NoThread,
}

impl Names {
    /// `service.example` has these addresses, and no other name has any.
    pub(crate) fn with(addresses: &[SocketAddr]) -> Arc<Self> {
        Self::new(Answer::Addresses(addresses.to_vec()))
    }

    pub(crate) fn hanging() -> Arc<Self> {
        Self::new(Answer::Hangs)
    }

    pub(crate) fn without_threads() -> Arc<Self> {
        Self::new(Answer::NoThread)
    }

    fn new(answer: Answer) -> Arc<Self> {
        Arc::new(Self { answer, asked: AtomicUsize::new(0) })
    }

    /// How many lookups were begun.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

impl LookupSystem for Names {
    fn addresses(&self, name: &str) -> io::Result<Vec<SocketAddr>> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match &self.answer {
            Answer::Addresses(addresses) if name == "service.example" => Ok(addresses.clone()),
            Answer::Addresses(_) | Answer::NoThread => Err(io::ErrorKind::NotFound.into()),
            Answer::Hangs => {
                sleep(LONG.saturating_mul(2));
                Ok(Vec::new())
            }
        }
    }

    fn start(&self, work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        match self.answer {
            Answer::NoThread => Err(io::ErrorKind::WouldBlock.into()),
            _ => OperatingSystem.start(work),
        }
    }
}
