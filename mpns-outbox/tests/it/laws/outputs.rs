//! What an output has to agree with.

use std::time::Duration;

use mpns_outbox::{Channel, Event, Output, Ticket};
use mpns_proto::Outcome;

use super::observed::Observed;

impl Observed {
    /// Returns what the output was, as a text.
    pub(super) fn poll(&mut self) -> String {
        match self.outbox.poll(self.now) {
            Output::Transmit(transmit) => {
                let channel = transmit.channel.expose().to_owned();
                let origin = transmit.channel.origin().to_owned();
                let (ticket, number) = (transmit.ticket, *transmit.payload);
                let text = format!("{ticket:?} {channel} {number} {}", transmit.attempt);
                assert_eq!(transmit.channel.uri().map(|uri| uri.expose()), Ok(channel.clone()));
                assert!(!self.is_busy(&channel), "two in flight: {channel}");
                let held = self.held.get(&channel).copied().unwrap_or_default();
                assert!(held <= self.now.monotonic, "{channel} is held until {held:?}");
                assert!(self.now.monotonic < self.deadlines[&number], "{number} is too late");
                let latest = self.latest.insert(channel.clone(), number);
                assert!(latest.is_none_or(|latest| latest <= number), "order of {channel}");
                self.spend(&channel);
                let to_host = self.sent.iter().filter(|(_, it)| it.starts_with(&origin)).count();
                assert!(to_host < 3, "{origin} is sent to too often");
                if self.down.contains(&origin) {
                    assert_eq!(self.probes.insert(origin, ticket), None, "one probe at a time");
                }
                self.sent.push((ticket, channel));
                text
            }
            Output::Event(event) => {
                let text = format!("{event:?}");
                self.note(event);
                text
            }
            Output::Wait(wait) => {
                assert!(!wait.is_zero());
                format!("{wait:?}")
            }
            Output::Full => {
                assert_eq!(self.sent.len(), 5);
                "full".into()
            }
            Output::Idle => "idle".into(),
        }
    }

    fn note(&mut self, event: Event<u32>) {
        match event {
            Event::Ended(ended) => {
                assert!(self.ended.insert(ended.payload), "{} ended twice", ended.payload);
                self.jobs.remove(&ended.payload);
                self.forget_hosts();
            }
            Event::Held(held) => {
                if let mpns_outbox::HoldReason::Reply(Outcome::DeviceInactive) = held.reason {
                    assert!(held.hold.length >= Duration::from_secs(61 * 60));
                }
                let channel = held.channel.expose().to_owned();
                let is_its = |(ticket, _): &(Ticket, _)| Some(*ticket) == held.ticket;
                let place = self.landed.iter().position(is_its);
                let released = self.released.get(&channel).copied().unwrap_or_default();
                if place.is_none_or(|place| place >= released) {
                    let since = place.map_or(self.now.monotonic, |place| self.landed[place].1);
                    self.note_hold(channel, since + held.hold.length);
                }
            }
            Event::ChannelExpired(channel) => self.note_expired(&channel),
            Event::HostDown { origin, .. } => {
                self.forgotten.remove(&origin);
                self.down.insert(origin);
            }
            Event::HostUp { origin } => {
                assert!(self.down.remove(&origin) || self.forgotten.remove(&origin));
            }
            event => panic!("{event:?}"),
        }
    }

    fn note_expired(&mut self, channel: &Channel) {
        assert!(!self.is_busy(channel.expose()));
        self.days.remove(channel.expose());
    }

    pub(super) fn forget_hosts(&mut self) {
        let has_jobs = |origin: &String| self.jobs.values().any(|uri| uri.starts_with(origin));
        let unused: Vec<_> = self.down.iter().filter(|origin| !has_jobs(origin)).cloned().collect();
        for origin in unused {
            self.down.remove(&origin);
            self.forgotten.insert(origin);
        }
    }

    /// Six a day are allowed.
    fn spend(&mut self, channel: &str) {
        let day = self.days.entry(channel.to_owned()).or_insert((self.now.monotonic, 0));
        if self.now.monotonic >= day.0 + Duration::from_secs(24 * 60 * 60) {
            *day = (self.now.monotonic, 0);
        }
        day.1 += 1;
        assert!(day.1 <= 6, "{channel} gets too much in a day");
    }

    fn is_busy(&self, channel: &str) -> bool {
        self.sent.iter().any(|(_, sent)| sent == channel)
    }
}
