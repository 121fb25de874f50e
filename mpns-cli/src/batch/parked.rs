use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use mpns_proto::ChannelUri;

use super::places::origin;

/// The channels whose jobs wait in their file, not in memory: about 40 bytes for each.
///
/// A channel is known by its hash. Two that have the same, which does not happen in practice, wait for each other.
#[derive(Default)]
pub(super) struct Parked {
    channels: BTreeMap<u64, Spot>,
    /// No channel is due before.
    next: Option<u64>,
    hasher: RandomState,
}

/// A channel with jobs that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spot {
    /// Nothing is sent before this second since 1970.
    pub(super) until: u64,
    /// The line of the job that is the first to be sent again; 0 if it is the next that is read.
    pub(super) line: u64,
    /// How often that job was sent.
    pub(super) attempts: u16,
    /// How many waits of the channel in a row were longer each time.
    pub(super) backoffs: u8,
    pub(super) why: Why,
}

/// Why a channel waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Why {
    /// It is held.
    #[default]
    Held,
    /// Its host does not answer.
    HostDown,
    /// It is gone, and waits for ever.
    Gone,
}

/// What to do with a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// Send it. It was sent this often, and the channel has this many back-offs.
    Free { attempts: u16, backoffs: u8 },
    /// Leave it where it is.
    Waits(Spot),
}

impl Parked {
    pub(super) fn key(&self, channel: &ChannelUri) -> u64 {
        let path = channel.expose_uri().path_and_query().map_or("", |path| path.as_str());
        self.hasher.hash_one((origin(channel), path))
    }

    /// No channel is due before this second, of those that are not gone. It may be too early until
    /// [`find_next`](Self::find_next).
    pub(super) fn next(&self) -> Option<u64> {
        self.next
    }

    /// Looks at every channel to find which is due first.
    pub(super) fn find_next(&mut self) {
        let waiting = self.channels.values().filter(|spot| spot.why != Why::Gone);
        self.next = waiting.map(|spot| spot.until).min();
    }

    /// How many channels are held, and when the first is due.
    pub(super) fn held(&self) -> (usize, Option<u64>) {
        let held = self.channels.values().filter(|spot| spot.why == Why::Held);
        (held.clone().count(), held.map(|spot| spot.until).min())
    }

    /// A job is read: may it be sent? If so, its channel waits no longer.
    pub(super) fn enter(&mut self, channel: u64, line: u64, now: u64) -> Entry {
        let Some(spot) = self.channels.get_mut(&channel) else {
            return Entry::Free { attempts: 0, backoffs: 0 };
        };
        if spot.line == 0 && spot.why != Why::Gone {
            spot.line = line;
        }
        if spot.why == Why::Gone || spot.until > now || spot.line != line {
            return Entry::Waits(*spot);
        }
        let Spot { attempts, backoffs, .. } = *spot;
        self.channels.remove(&channel);
        Entry::Free { attempts, backoffs }
    }

    /// Nothing is sent to a channel before a second. If it waits already, the later one counts.
    pub(super) fn wait(&mut self, channel: u64, until: u64, why: Why) -> &mut Spot {
        let is_known = self.channels.contains_key(&channel);
        let spot = self.channels.entry(channel).or_insert(Spot { why, ..Spot::default() });
        spot.until = spot.until.max(until);
        let has_changed = is_known && why != Why::HostDown && spot.why != why;
        if why != Why::HostDown {
            spot.why = why;
        }
        // Jobs that have been left already may end for the new reason: they are to be looked at.
        let due = if has_changed { Some(0) } else { Some(spot.until) };
        if has_changed || spot.why != Why::Gone {
            self.next = self.next.min(due).or(due);
        }
        spot
    }

    /// Why a channel waits, if it does.
    pub(super) fn why(&self, channel: u64) -> Option<Why> {
        self.channels.get(&channel).map(|spot| spot.why)
    }

    /// A job of a channel that waits is put back. The first of them goes first.
    pub(super) fn put_back(&mut self, channel: u64, line: u64, attempts: u16) {
        let Some(spot) = self.channels.get_mut(&channel) else { return };
        if spot.line == 0 || line < spot.line {
            (spot.line, spot.attempts) = (line, attempts);
        }
    }

    /// A job has ended: if its channel waits for it, the next one is the first.
    pub(super) fn end(&mut self, channel: u64, line: u64) {
        if let Some(spot) = self.channels.get_mut(&channel)
            && spot.line == line
        {
            (spot.line, spot.attempts) = (0, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_of_a_channel_that_waits_keep_their_order() {
        let mut parked = Parked::default();
        let free = |attempts, backoffs| Entry::Free { attempts, backoffs };
        assert_eq!(parked.enter(1, 5, 0), free(0, 0));
        parked.wait(1, 60, Why::Held).backoffs = 3;
        parked.put_back(1, 7, 0);
        parked.put_back(1, 5, 2);
        parked.put_back(1, 9, 0);
        assert!(matches!(parked.enter(1, 5, 59), Entry::Waits(Spot { line: 5, attempts: 2, .. })));
        assert!(matches!(parked.enter(1, 7, 60), Entry::Waits(_)), "5 goes first");
        assert_eq!(parked.enter(1, 5, 60), free(2, 3));
        assert_eq!((parked.enter(1, 7, 60), parked.channels.len()), (free(0, 0), 0));
    }

    #[test]
    fn the_first_that_is_read_goes_first_if_the_reason_has_ended() {
        let mut parked = Parked::default();
        parked.wait(1, 60, Why::Held);
        assert!(matches!(parked.enter(1, 7, 59), Entry::Waits(_)));
        assert!(matches!(parked.enter(1, 8, 60), Entry::Waits(Spot { line: 7, .. })));
        parked.end(1, 7);
        assert!(matches!(parked.enter(1, 8, 60), Entry::Free { .. }));
        assert_eq!((parked.wait(1, 60, Why::HostDown).until, parked.next()), (60, Some(60)));
    }

    #[test]
    fn a_longer_wait_counts_and_a_channel_that_is_gone_waits_for_ever() {
        let mut parked = Parked::default();
        parked.wait(1, 60, Why::Held);
        assert_eq!(parked.wait(1, 50, Why::HostDown).until, 60);
        assert_eq!(parked.held(), (1, Some(60)));
        parked.wait(1, 0, Why::Gone);
        assert!(matches!(parked.enter(1, 7, u64::MAX), Entry::Waits(Spot { why: Why::Gone, .. })));
        assert_eq!(parked.next(), Some(0), "its jobs end");
        parked.find_next();
        assert_eq!((parked.next(), parked.held()), (None, (0, None)));
    }
}
