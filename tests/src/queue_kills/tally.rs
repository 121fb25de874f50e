use std::collections::{HashMap, HashSet};
use std::time::SystemTime;

use super::books::{Facts, may_show_twice};
use super::service::Request;
use super::{QueueKills, Report, TIMEOUT};

/// What the service got, and what was wrong with it at once.
pub(super) struct Tally {
    channels: u64,
    /// How often the server was away for so long that leases were over.
    outages: u64,
    jobs: HashMap<u64, Sent>,
    /// The last job that was sent to a channel, and until when that was in flight.
    last: HashMap<u64, (u64, SystemTime)>,
    /// Since when and until when channels are held.
    holds: HashMap<u64, (SystemTime, SystemTime)>,
    report: Report,
}

/// The requests for a job.
#[derive(Clone, Copy, Default)]
struct Sent {
    requests: u64,
    delivered: u64,
    unanswered: u64,
}

impl Tally {
    pub(super) fn new(channels: u64) -> Self {
        let (jobs, last, holds) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { channels, outages: 0, jobs, last, holds, report: Report::default() }
    }

    /// The server was away.
    pub(super) fn note_outage(&mut self, is_long: bool) {
        self.outages += u64::from(is_long);
    }

    /// Takes requests in the order in which they came.
    pub(super) fn take(&mut self, requests: &[Request]) {
        for request in requests {
            let Request { job, time, is_delivered, delay } = *request;
            let channel = job % self.channels;
            let is_late = delay > TIMEOUT;
            let sent = self.jobs.entry(job).or_default();
            sent.requests += 1;
            sent.delivered += u64::from(is_delivered);
            sent.unanswered += u64::from(is_late);
            self.report.requests += 1;
            self.report.unanswered += u64::from(is_late);
            let hold = self.holds.get(&channel);
            let is_held = hold.is_some_and(|(since, until)| *since < time && time < *until);
            self.report.sent_in_hold += u64::from(is_held);
            // Of one that is not answered in time, its sender does not wait for the answer.
            let ends = if is_late { time } else { time + delay };
            let (last, busy) = *self.last.get(&channel).unwrap_or(&(job, time));
            self.report.out_of_order += u64::from(job < last);
            self.report.at_once += u64::from(time < busy);
            self.last.insert(channel, (job.max(last), ends));
        }
    }

    /// From now on, channels are held: those of these jobs, until then.
    pub(super) fn note_holds(&mut self, (now, holds): (SystemTime, HashMap<u64, SystemTime>)) {
        let holds = holds.into_iter().map(|(job, until)| (job % self.channels, (now, until)));
        self.holds = holds.collect();
    }

    /// All holds end.
    pub(super) fn end_holds(&mut self, now: SystemTime) {
        for (_, until) in self.holds.values_mut() {
            *until = now.min(*until);
        }
    }

    /// Compares it with what the database says.
    pub(super) fn report(
        &self,
        kills: &QueueKills,
        killed: &HashSet<String>,
        facts: &Facts,
    ) -> Report {
        let mut report = self.report.clone();
        (report.jobs, report.left) = (kills.jobs, facts.left);
        (report.kills, report.server_kills) = (kills.kills, kills.server_kills);
        // One worker may have stood still.
        report.most_late = (self.outages * kills.workers + 1) * kills.concurrency;
        report.most_in_flight = kills.kills * kills.concurrency + report.most_late;
        report.most_unknown = report.most_in_flight + kills.kills * kills.concurrency * BACKLOG;
        self.judge_results(facts, &mut report);
        let mut unknown: HashMap<u64, u64> = HashMap::new();
        for lost in &facts.lost {
            *unknown.entry(lost.job).or_default() += 1;
            report.in_flight += u64::from(killed.contains(&lost.worker));
            report.late += u64::from(!killed.contains(&lost.worker));
            if !may_show_twice(lost.job, self.channels) {
                let requests = self.jobs.get(&lost.job).map_or(0, |sent| sent.requests);
                report.sent_after_unknown += requests.saturating_sub(lost.attempts);
            }
        }
        for (job, sent) in &self.jobs {
            let twice = sent.delivered.saturating_sub(1);
            report.twice += twice;
            if may_show_twice(*job, self.channels) {
                let unknown = unknown.get(job).copied().unwrap_or_default() + sent.unanswered;
                report.twice_without_need += twice.saturating_sub(unknown);
            } else {
                report.sent_after_unknown += twice;
            }
        }
        report
    }

    fn judge_results(&self, facts: &Facts, report: &mut Report) {
        let mut ended = HashSet::new();
        let mut last: HashMap<u64, u64> = HashMap::new();
        for end in &facts.ended {
            let sent = self.jobs.get(&end.job).copied().unwrap_or_default();
            let is_accepted = end.result == "accepted";
            report.accepted += u64::from(is_accepted);
            report.only_said_to_be_accepted += u64::from(is_accepted && sent.delivered == 0);
            report.repeated += u64::from(!ended.insert(end.job));
            report.uncounted += sent.requests.saturating_sub(end.attempts);
            let last = last.entry(end.job % self.channels).or_insert(end.job);
            report.out_of_order += u64::from(end.job < *last);
            *last = end.job.max(*last);
        }
        report.lost = report.jobs - ended.len() as u64;
    }
}

/// How many times what it has in flight a worker lets wait to be written.
const BACKLOG: u64 = 4;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::books::{Ended, Lost};
    use super::*;

    const CHANNELS: u64 = 10;

    fn kills() -> QueueKills {
        let (command, folder) = ("mpns".into(), "none".into());
        let (jobs, kills, server_kills, workers, concurrency) = (30, 1, 0, 2, 4);
        QueueKills { command, folder, jobs, kills, server_kills, workers, concurrency }
    }

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn request(job: u64, seconds: u64, is_delivered: bool) -> Request {
        Request { job, time: at(seconds), is_delivered, delay: Duration::ZERO }
    }

    fn ended(job: u64, result: &str, attempts: u64) -> Ended {
        Ended { job, result: result.to_owned(), attempts }
    }

    fn lost(job: u64, worker: &str) -> Lost {
        Lost { job, attempts: 1, worker: worker.to_owned() }
    }

    #[test]
    fn what_is_right_is_no_violation() {
        let mut tally = Tally::new(CHANNELS);
        // 1 was in flight in a worker that was killed and may not show twice; 11, which may, was too.
        tally.take(&[request(1, 1, true), request(11, 2, true), request(11, 30, true)]);
        tally.note_holds((at(31), [(2, at(90))].into()));
        tally.end_holds(at(40));
        let slow = Request { delay: Duration::from_secs(60), ..request(12, 45, true) };
        tally.take(&[request(2, 44, false), slow, request(12, 46, true)]);
        let facts = Facts {
            ended: vec![
                ended(1, "may-have-been-delivered", 1),
                ended(11, "accepted", 2),
                ended(2, "refused", 1),
                ended(12, "accepted", 2),
            ],
            lost: vec![lost(1, "dead"), lost(11, "dead")],
            left: 0,
        };
        let kills = QueueKills { jobs: 4, ..kills() };
        let report = tally.report(&kills, &["dead".to_owned()].into(), &facts);
        assert_eq!(report.violations().collect::<Vec<_>>(), []);
        let counts = (report.requests, report.accepted, report.twice, report.unanswered);
        assert_eq!((counts, report.in_flight, report.late), ((6, 2, 2, 1), 2, 0));
    }

    #[test]
    fn each_violation_is_counted_under_its_name() {
        let mut tally = Tally::new(CHANNELS);
        let slow = Request { delay: Duration::from_secs(3), ..request(13, 1, true) };
        tally.note_holds((at(1), [(4, at(9))].into()));
        let early = [slow, request(3, 2, true), request(4, 5, true), request(5, 6, true)];
        tally.take(
            &[&early[..], &[request(5, 7, true), request(16, 8, true), request(16, 9, true)]]
                .concat(),
        );
        let dead = [(); 25].map(|()| lost(17, "dead"));
        let other = [(); 5].map(|()| lost(17, "other"));
        let facts = Facts {
            ended: vec![
                ended(13, "accepted", 1),
                ended(3, "accepted", 1),
                ended(4, "accepted", 0),
                ended(5, "accepted", 2),
                ended(16, "accepted", 2),
                ended(16, "accepted", 2),
                ended(8, "accepted", 1),
            ],
            lost: [&dead[..], &other].concat(),
            left: 2,
        };
        let report = tally.report(&kills(), &["dead".to_owned()].into(), &facts);
        let found: Vec<_> = report.violations().collect();
        let expected = [
            ("lost", 24),
            ("results twice", 1),
            ("left in the tables", 2),
            ("accepted only by the database", 1),
            // The request, and the result.
            ("out of order in a channel", 2),
            ("at once in a channel", 1),
            ("tries before a recorded hold ended", 1),
            ("requests that are no attempts", 1),
            ("sent after it may have been delivered", 1),
            ("delivered twice without need", 1),
            ("unknown after the kills beyond what can be", 1),
            ("leases that were over without need", 1),
        ];
        assert_eq!(found, expected);
    }
}
