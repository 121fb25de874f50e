use std::collections::BTreeMap;
use std::fmt;

use mpns_connect::Error;
use mpns_proto::{ChannelUri, Reply};

use crate::nginx::Entry;

/// A send and its result.
pub(crate) struct Sent {
    path: String,
    result: Result<u16, Error>,
}

/// The results of many sends, compared with what reached the origin.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tally {
    pub(crate) accepted: usize,
    /// Those of them that nginx did not log: it logs a request after it has discarded the unread rest, and thus after
    /// its response.
    pub(crate) unlogged: usize,
    /// Errors that say that nothing was delivered.
    pub(crate) unsent: usize,
    /// Errors that say that it may have been delivered.
    pub(crate) unknown: usize,
    /// Those of them that were.
    pub(crate) unknown_logged: usize,
}

impl Sent {
    pub(crate) fn new(channel: &ChannelUri, result: Result<Reply, Error>) -> Self {
        Self {
            path: channel.expose_uri().path().to_owned(),
            result: result.map(|reply| reply.status().as_u16()),
        }
    }
}

impl Tally {
    /// Compares, each path being one of one send.
    pub(crate) fn judge(sent: &[Sent], logged: &[Entry]) -> Self {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in logged {
            *counts.entry(entry.path()).or_default() += 1;
        }
        let mut tally = Self::default();
        for Sent { path, result } in sent {
            let count = counts.remove(path.as_str()).unwrap_or_default();
            match (result, count) {
                (Ok(200), 0 | 1) => {
                    tally.accepted += 1;
                    tally.unlogged += 1 - count;
                }
                (Err(error), 0) if !error.may_have_been_delivered() => tally.unsent += 1,
                (Err(error), 0 | 1) if error.may_have_been_delivered() => {
                    tally.unknown += 1;
                    tally.unknown_logged += count;
                }
                _ => panic!("{path} was logged {count} times: {result:?}"),
            }
        }
        assert!(counts.is_empty(), "nobody sent {counts:?}");
        tally
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { accepted, unlogged, unsent, unknown, unknown_logged } = self;
        write!(
            f,
            "{accepted} accepted ({unlogged} of them not logged), {unsent} not delivered, {unknown} unknown ({unknown_logged} of them delivered)"
        )
    }
}
