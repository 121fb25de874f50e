use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Duration;

use mpns_outbox::{Settings, Ticket};

use super::super::plan::Millis;
use super::breaker::Breaker;
use super::check::{Check, ensure};

/// What is known of the hosts from outside.
#[derive(Debug)]
pub(super) struct Hosts {
    settings: Settings,
    all: Vec<Host>,
    /// How many hosts have something to send in a lane, and room for it.
    servable: [usize; 2],
    /// How many requests were sent in a lane.
    sent: [u64; 2],
    /// When breakers end that are open.
    openings: BinaryHeap<Reverse<(Millis, u16)>>,
}

#[derive(Clone, Debug, Default)]
struct Host {
    in_flight: usize,
    /// Channels with a job that may be sent now, for each lane.
    ready: [u32; 2],
    /// Channels that the outbox has to know.
    known: u32,
    breaker: Breaker,
    servable: [bool; 2],
    /// How many requests had been sent in the lane when it became servable, or was last sent to.
    since: [u64; 2],
}

impl Hosts {
    pub(super) fn new(hosts: u16, settings: Settings) -> Self {
        let all = vec![Host::default(); hosts.into()];
        Self { settings, all, servable: [0; 2], sent: [0; 2], openings: BinaryHeap::new() }
    }

    fn host(&mut self, host: u16) -> &mut Host {
        &mut self.all[usize::from(host)]
    }

    /// Time has come to `now`. `is_asleep` says that the outbox has asked to wait until then.
    pub(super) fn advance(&mut self, now: Millis, is_asleep: bool) -> Check {
        while let Some(&Reverse((until, host))) = self.openings.peek()
            && until <= now
        {
            self.openings.pop();
            self.refresh(host, now);
            let overslept = is_asleep && until < now && self.is_servable(host, until);
            ensure(!overslept, || {
                format!("slept until {now}, and host {host} was ready at {until}")
            })?;
        }
        Ok(())
    }

    /// A channel has become ready or known, or is it no more.
    pub(super) fn change(
        &mut self,
        host: u16,
        lane: Option<usize>,
        by: i32,
        known: i32,
        now: Millis,
    ) {
        let entry = self.host(host);
        if let Some(lane) = lane {
            entry.ready[lane] = entry.ready[lane].saturating_add_signed(by);
        }
        entry.known = entry.known.saturating_add_signed(known);
        if entry.known == 0 && known < 0 {
            entry.breaker.forget();
        }
        self.refresh(host, now);
    }

    fn refresh(&mut self, host: u16, now: Millis) {
        let limit = self.settings.in_flight_per_host.get();
        let entry = &mut self.all[usize::from(host)];
        let has_room = entry.breaker.admits(now) && entry.in_flight < limit;
        for lane in 0..2 {
            let is_servable = has_room && entry.ready[lane] > 0;
            if is_servable == entry.servable[lane] {
                continue;
            }
            entry.servable[lane] = is_servable;
            if is_servable {
                entry.since[lane] = self.sent[lane];
                self.servable[lane] += 1;
            } else {
                self.servable[lane] -= 1;
            }
        }
    }

    /// Whether a host has something to send and room for it, and its breaker has let it through since then.
    pub(super) fn is_servable(&self, host: u16, since: Millis) -> bool {
        let entry = &self.all[usize::from(host)];
        entry.servable.contains(&true) && entry.breaker.admits(since)
    }

    /// A host has used up its turn without a request.
    pub(super) fn pass(&mut self, host: u16, lane: usize) {
        let sent = self.sent[lane];
        self.host(host).since[lane] = sent;
    }

    /// No host has something to send and room for it.
    pub(super) fn check_rest(&self) -> Check {
        let left = || self.all.iter().position(|host| host.servable.contains(&true));
        ensure(self.servable == [0; 2], || format!("host {:?} is ready, and not sent to", left()))
    }

    /// No host has been passed over for longer than a round.
    pub(super) fn check_turns(&self) -> Check {
        for (number, host) in self.all.iter().enumerate() {
            for lane in 0..2 {
                let passed = self.sent[lane] - host.since[lane];
                let is_starved = host.servable[lane] && passed > self.all.len() as u64;
                ensure(!is_starved, || {
                    format!("host {number} is ready, and {passed} others were sent to")
                })?;
            }
        }
        Ok(())
    }

    /// A request is sent.
    pub(super) fn send(&mut self, host: u16, lane: usize, ticket: Ticket, now: Millis) -> Check {
        ensure(lane == 0 || self.servable[0] == 0, || "an immediate one has to wait".into())?;
        self.sent[lane] += 1;
        let (sent, hosts) = (self.sent[lane], self.all.len() as u64);
        let limit = self.settings.in_flight_per_host.get();
        let entry = self.host(host);
        ensure(entry.in_flight < limit, || format!("more than {limit} in flight to host {host}"))?;
        let passed = sent - entry.since[lane];
        let is_starved = entry.servable[lane] && passed > hosts;
        ensure(!is_starved, || format!("host {host} had to wait for {passed} others"))?;
        entry.since[lane] = sent;
        entry.in_flight += 1;
        entry.breaker.send(ticket, now).map_err(of(host))?;
        self.refresh(host, now);
        Ok(())
    }

    /// A request got a reply, or failed; `None` says nothing of the host.
    pub(super) fn land(&mut self, host: u16, ticket: Ticket, success: Option<bool>, now: Millis) {
        let entry = &mut self.all[usize::from(host)];
        entry.in_flight -= 1;
        entry.breaker.land(ticket, success, &self.settings, now);
        self.refresh(host, now);
    }

    /// The outbox says that a host is down.
    pub(super) fn down(&mut self, host: u16, length: Duration, now: Millis) -> Check {
        let breaker = &mut self.all[usize::from(host)].breaker;
        let until = breaker.down(length, &self.settings, now).map_err(of(host))?;
        self.openings.push(Reverse((until, host)));
        self.refresh(host, now);
        Ok(())
    }

    /// The outbox says that a host is up again.
    pub(super) fn up(&mut self, host: u16, landed: &[Ticket], now: Millis) -> Check {
        self.host(host).breaker.up(landed).map_err(of(host))?;
        self.refresh(host, now);
        Ok(())
    }

    /// What has been said of a breaker is all that has to be said.
    pub(super) fn check_breaker(&self, host: u16, landed: &[Ticket]) -> Check {
        self.all[usize::from(host)].breaker.check(landed).map_err(of(host))
    }
}

fn of(host: u16) -> impl Fn(String) -> String {
    move |wrong| format!("host {host}: {wrong}")
}
