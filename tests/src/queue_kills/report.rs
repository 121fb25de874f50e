use std::fmt;

/// What became of jobs whose workers and server were killed: what must be zero, and what has a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many jobs there are.
    pub jobs: u64,
    /// How often a worker was killed.
    pub kills: u64,
    /// How often the server was killed.
    pub server_kills: u64,
    /// How many requests the service got.
    pub requests: u64,
    /// How many jobs have the result `accepted`.
    pub accepted: u64,
    /// The jobs without a result.
    pub lost: u64,
    /// The results beyond one for each job.
    pub repeated: u64,
    /// What is left in the tables.
    pub left: u64,
    /// The jobs with the result `accepted` that the service did not accept.
    pub only_said_to_be_accepted: u64,
    /// The requests for a job after one for a later job of the same channel, and results in such an order.
    pub out_of_order: u64,
    /// The requests to a channel of which another request had not been answered.
    pub at_once: u64,
    /// The requests to channels that were held.
    pub sent_in_hold: u64,
    /// The requests for a job beyond those that were counted as attempts.
    pub uncounted: u64,
    /// The requests for jobs that may not show twice after one that may have been delivered.
    pub sent_after_unknown: u64,
    /// The deliveries beyond one for each job and one for each time when its fate was unknown.
    pub twice_without_need: u64,
    /// How often a job was delivered beyond once.
    pub twice: u64,
    /// How many jobs were in flight in workers that were killed, or had been answered and were not written yet.
    pub in_flight: u64,
    /// How many of those there can have been.
    pub most_unknown: u64,
    /// How many requests can have been in flight at the kills, with those whose leases can have been over.
    pub most_in_flight: u64,
    /// How many leases of workers that went on were over: while there was no server, or the machine stood still.
    pub late: u64,
    /// How many of those there can have been: while the server was away, and of one worker besides.
    pub most_late: u64,
    /// How many requests were not answered in time.
    pub unanswered: u64,
}

impl Report {
    /// What is wrong, with its count.
    pub fn violations(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.zeros().into_iter().filter(|(_, count)| *count > 0)
    }

    fn zeros(&self) -> [(&'static str, u64); 13] {
        let over = self.in_flight.saturating_sub(self.most_unknown);
        let twice = self.twice.saturating_sub(self.most_in_flight);
        let late = self.late.saturating_sub(self.most_late);
        [
            ("lost", self.lost),
            ("results twice", self.repeated),
            ("left in the tables", self.left),
            ("accepted only by the database", self.only_said_to_be_accepted),
            ("out of order in a channel", self.out_of_order),
            ("at once in a channel", self.at_once),
            ("tries before a recorded hold ended", self.sent_in_hold),
            ("requests that are no attempts", self.uncounted),
            ("sent after it may have been delivered", self.sent_after_unknown),
            ("delivered twice without need", self.twice_without_need),
            ("delivered twice beyond what was in flight at the kills", twice),
            ("unknown after the kills beyond what can be", over),
            ("leases that were over without need", late),
        ]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { jobs, kills, server_kills, requests, accepted, twice, unanswered, .. } = self;
        let Self { in_flight, most_in_flight, most_unknown, late, .. } = self;
        writeln!(f, "{jobs} jobs, {kills} kills of workers, {server_kills} of the server")?;
        writeln!(f, "{requests} requests, {accepted} accepted")?;
        for (name, count) in self.zeros() {
            writeln!(f, "{name}: {count}")?;
        }
        writeln!(
            f,
            "unknown in workers that were killed: {in_flight} of {most_unknown} at most, with what was answered and not written"
        )?;
        writeln!(f, "leases that were over in workers that went on: {late}")?;
        writeln!(f, "not answered in time: {unanswered}")?;
        write!(f, "delivered twice: {twice} of {most_in_flight} in flight at most at the kills")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_may_be_delivered_twice_as_were_in_flight() {
        let report = Report { twice: 8, most_in_flight: 8, ..Report::default() };
        assert_eq!(report.violations().collect::<Vec<_>>(), []);
        let report = Report { twice: 9, ..report };
        let expected = [("delivered twice beyond what was in flight at the kills", 1)];
        assert_eq!(report.violations().collect::<Vec<_>>(), expected);
    }
}
