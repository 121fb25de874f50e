use std::collections::BTreeMap;
use std::time::Duration;

use super::files::Files;
use super::service::Request;
use super::{Kills, Report};

/// What was wrong so far.
#[derive(Default)]
pub(super) struct Tally {
    channels: u64,
    requests: u64,
    /// How often a job was accepted.
    accepted: BTreeMap<u64, u64>,
    /// The last job that was sent to a channel.
    last: BTreeMap<u64, u64>,
    sent_with_result: u64,
    sent_in_hold: u64,
    out_of_order: u64,
}

impl Tally {
    pub(super) fn new(channels: u64) -> Self {
        Self { channels, ..Self::default() }
    }

    /// Takes the requests of a run that began with these files.
    pub(super) fn take(&mut self, requests: &[Request], files: &Files) {
        let holds = files.holds.iter().map(|(job, until)| (job % self.channels, *until));
        let holds: BTreeMap<_, _> = holds.collect();
        for request in requests {
            let channel = request.job % self.channels;
            self.requests += 1;
            self.sent_with_result += u64::from(files.results.contains_key(&request.job));
            let until = holds.get(&channel);
            let is_held = until.is_some_and(|until| request.time + ROUNDING < *until);
            self.sent_in_hold += u64::from(is_held);
            let last = self.last.entry(channel).or_insert(request.job);
            self.out_of_order += u64::from(request.job < *last);
            *last = request.job.max(*last);
            *self.accepted.entry(request.job).or_default() += u64::from(request.is_accepted);
        }
    }

    /// What is right and wrong after so many kills.
    pub(super) fn report(&self, files: &Files, kills: &Kills, killed: u64) -> Report {
        let was_accepted = |job: &u64| self.accepted.get(job).is_some_and(|count| *count > 0);
        let accepted = files.results.iter().filter(|(_, result)| *result == "accepted");
        Report {
            jobs: kills.jobs,
            kills: killed,
            requests: self.requests,
            accepted: accepted.clone().count() as u64,
            held: files.holds.len() as u64,
            lost: kills.jobs - files.results.len() as u64,
            only_said_to_be_accepted: accepted.filter(|(job, _)| !was_accepted(job)).count() as u64,
            repeated: files.repeated,
            sent_with_result: self.sent_with_result,
            sent_in_hold: self.sent_in_hold,
            out_of_order: self.out_of_order,
            twice: self.accepted.values().map(|count| count.saturating_sub(1)).sum(),
            in_flight: killed * kills.concurrency,
        }
    }
}

/// Holds are noted in whole seconds, rounded up twice.
const ROUNDING: Duration = Duration::from_secs(2);

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn each_violation_is_counted_under_its_name() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let mut files = Files::default();
        files.results.extend([(1, "accepted".into()), (2, "accepted".into())]);
        files.holds.insert(4, now + Duration::from_secs(3));
        let request = |job, is_accepted| Request { job, time: now, is_accepted };
        let mut tally = Tally::new(10);
        tally.take(&[request(1, true)], &Files::default());
        tally.take(&[request(1, true), request(15, true), request(5, true)], &files);
        tally.take(&[request(14, false)], &files);
        let kills = Kills {
            command: "mpns".into(),
            folder: "none".into(),
            jobs: 20,
            kills: 1,
            concurrency: 4,
        };
        let report = tally.report(&files, &kills, 1);
        assert_eq!(
            report,
            Report {
                jobs: 20,
                kills: 1,
                requests: 5,
                accepted: 2,
                held: 1,
                lost: 18,
                only_said_to_be_accepted: 1,
                repeated: 0,
                sent_with_result: 1,
                sent_in_hold: 1,
                out_of_order: 1,
                twice: 1,
                in_flight: 4,
            }
        );
        assert_eq!(report.violations().count(), 5);
    }
}
