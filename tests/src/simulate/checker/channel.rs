use super::super::jobs::NONE;
use super::super::plan::{HOUR, MINUTE, Millis, SECOND};

/// What is known of a channel from outside.
#[derive(Clone, Copy, Debug)]
pub(super) struct Channel {
    /// The first job that has not ended, or an earlier one, and the last.
    pub(super) head: u32,
    pub(super) tail: u32,
    pub(super) host: u16,
    /// Jobs that wait.
    pub(super) waiting: u16,
    /// Those of them that are immediate.
    pub(super) immediate: u16,
    pub(super) is_in_flight: bool,
    /// Nothing may be sent before this second.
    pub(super) held_until: u32,
    /// Backed off so often in a row.
    pub(super) backoffs: u8,
    /// The lane in which it counts as ready.
    pub(super) lane: Option<u8>,
    /// Whether it counts as known.
    pub(super) is_known: bool,
    /// Whether a reply has said so.
    pub(super) is_expired: bool,
    /// How many were sent on the day that ends with this second.
    pub(super) sent: u16,
    pub(super) day_until: u32,
}

impl Channel {
    pub(super) fn new(host: u16) -> Self {
        Self {
            head: NONE,
            tail: NONE,
            host,
            waiting: 0,
            immediate: 0,
            is_in_flight: false,
            held_until: 0,
            backoffs: 0,
            lane: None,
            is_known: false,
            is_expired: false,
            sent: 0,
            day_until: 0,
        }
    }

    /// The lane in which it may be sent to now.
    pub(super) fn ready_lane(&self, now: Millis) -> Option<u8> {
        let is_ready = self.waiting > 0 && !self.is_in_flight && is_past(self.held_until, now);
        is_ready.then_some(u8::from(self.immediate == 0))
    }

    pub(super) fn has_to_be_known(&self, now: Millis) -> bool {
        let remembered = self.held_until.max(self.day_until);
        self.waiting > 0 || self.is_in_flight || !is_past(remembered, now)
    }

    /// How long the rule holds it after a reply that asks to back off once more, at least and at most.
    pub(super) fn back_off(&mut self) -> [Millis; 2] {
        let rule = (4 * MINUTE) << self.backoffs.min(3);
        self.backoffs = self.backoffs.saturating_add(1);
        [rule, rule * 5 / 4]
    }
}

/// Whether a second has come.
pub(super) fn is_past(second: u32, now: Millis) -> bool {
    Millis::from(second) * SECOND <= now
}

/// How long the rules hold a channel after 412 and after 406.
pub(super) const INACTIVE: Millis = 61 * MINUTE;
pub(super) const THROTTLED: Millis = HOUR;
