use super::plan::{DAY, HOUR, MINUTE, Millis, Plan};
use super::random::Random;

/// The hosts of the service, and when they are in trouble.
#[derive(Debug)]
pub(super) struct Service {
    hosts: Vec<Host>,
}

#[derive(Debug)]
struct Host {
    /// How long an answer takes at least.
    latency: Millis,
    /// They may overlap.
    troubles: Vec<Trouble>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Trouble {
    begin: Millis,
    end: Millis,
    pub(super) kind: TroubleKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TroubleKind {
    /// No connection can be opened.
    Unconnected,
    /// 503.
    Unavailable,
    /// 503 with a `Retry-After` in seconds.
    RetryAfter(Millis),
    /// 503 with a `Retry-After` that is a date.
    RetryAt(Millis),
}

impl Service {
    pub(super) fn new(plan: &Plan) -> Self {
        let hosts = (0..plan.hosts)
            .map(|host| Host::new(plan, &mut Random::of(plan.seed, &[HOST, host.into()])));
        Self { hosts: hosts.collect() }
    }

    pub(super) fn trouble(&self, host: u16, at: Millis) -> Option<Trouble> {
        let troubles = &self.hosts[usize::from(host)].troubles;
        troubles.iter().copied().find(|trouble| (trouble.begin..trouble.end).contains(&at))
    }

    /// The first moment from this one on at which the host is in no trouble.
    pub(super) fn next_up(&self, host: u16, mut at: Millis) -> Millis {
        while let Some(trouble) = self.trouble(host, at) {
            at = trouble.end;
        }
        at
    }

    /// How long this answer takes.
    pub(super) fn latency(&self, host: u16, random: &mut Random) -> Millis {
        let least = self.hosts[usize::from(host)].latency;
        random.between(least, least * 3 / 2)
    }
}

impl Host {
    fn new(plan: &Plan, random: &mut Random) -> Self {
        let is_slow = random.happens(plan.slow_hosts);
        let latency = if is_slow { random.between(2_000, 6_000) } else { random.between(20, 200) };
        // The whole service is down for an hour.
        let down = if random.happens(500_000) {
            TroubleKind::Unconnected
        } else {
            TroubleKind::Unavailable
        };
        let mut troubles = vec![Trouble { begin: 9 * HOUR, end: 10 * HOUR, kind: down }];
        for _ in 0..random.below(4) {
            let begin = random.below(DAY);
            let end = begin + random.between(2 * MINUTE, 40 * MINUTE);
            let kind = match random.below(4) {
                0 => TroubleKind::Unconnected,
                1 => TroubleKind::Unavailable,
                2 => TroubleKind::RetryAfter(random.between(MINUTE, 30 * MINUTE)),
                _ => TroubleKind::RetryAt(random.between(MINUTE, 30 * MINUTE)),
            };
            troubles.push(Trouble { begin, end, kind });
        }
        Self { latency, troubles }
    }
}

const HOST: u64 = 3;
