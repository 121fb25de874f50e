//! What has to hold when there is nothing to do now.

use mpns_outbox::Settings;

use super::super::sender::{Counts, PATH_LENGTH, Step};
use super::Checker;
use super::check::{Check, ensure};
use super::landing::Follows;

impl Checker {
    /// The outbox has nothing to do now.
    pub(in super::super) fn rest(
        &mut self,
        step: Step,
        counts: Counts,
        bytes: Option<i64>,
    ) -> Check {
        let (left, in_flight) = (self.jobs.len() - self.ended, self.in_flight);
        if in_flight < self.settings.in_flight.get() {
            self.hosts.check_rest()?;
        }
        let is_idle = step != Step::Idle || left == 0 || in_flight > 0;
        ensure(is_idle, || format!("idle, and {left} jobs are left"))?;
        for landing in &self.landings {
            let is_done = match landing.follows {
                Follows::End(_) => landing.has_ended,
                Follows::Hold { has_to_end, .. } => {
                    landing.is_held && landing.has_ended >= has_to_end
                }
            };
            ensure(is_done, || format!("nothing has followed from {landing:?}"))?;
            let host = self.channels[landing.channel as usize].host;
            self.hosts.check_breaker(host, &self.tickets)?;
        }
        for key in self.replaced.drain(..) {
            let has_ended = self.jobs[key as usize].has_ended;
            ensure(has_ended, || format!("job {key} waits, and there is a newer update"))?;
        }
        self.landings.clear();
        self.tickets.clear();
        self.bound(counts, bytes)
    }

    fn bound(&mut self, counts: Counts, bytes: Option<i64>) -> Check {
        let Settings { jobs, channels, .. } = self.settings;
        let is_within = counts.jobs <= jobs.get() && counts.channels <= channels.get();
        ensure(is_within, || format!("more than allowed: {counts:?}"))?;
        self.most.jobs = self.most.jobs.max(counts.jobs);
        self.most.channels = self.most.channels.max(counts.channels);
        let entries = self.most.jobs.max(self.most.channels);
        let limit = entries * BYTES_EACH + self.most.channels * PATH_LENGTH + FIXED_BYTES;
        let is_small = bytes.is_none_or(|bytes| bytes <= limit as i64);
        ensure(is_small, || format!("{bytes:?} bytes for {:?}", self.most))
    }
}

/// How many bytes a job or a channel takes at most beside its URI and payload.
const BYTES_EACH: usize = 200;
/// What does not depend on their number.
const FIXED_BYTES: usize = 1 << 20;
