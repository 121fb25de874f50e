use std::fmt;

/// What became of a batch that was killed: what must be zero, and what has a bound.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many jobs there are.
    pub jobs: u64,
    /// How often the batch was killed.
    pub kills: u64,
    /// How many requests the service got.
    pub requests: u64,
    /// How many jobs have the result `accepted`.
    pub accepted: u64,
    /// How many jobs were held.
    pub held: u64,
    /// The jobs without a result.
    pub lost: u64,
    /// The jobs with the result `accepted` that the service did not accept.
    pub only_said_to_be_accepted: u64,
    /// The results beyond one for each job.
    pub repeated: u64,
    /// The requests for jobs that had a result when the run began.
    pub sent_with_result: u64,
    /// The requests to channels that were held when the run began, and still were.
    pub sent_in_hold: u64,
    /// The requests for a job after one for a later job of the same channel.
    pub out_of_order: u64,
    /// How often a job was accepted beyond once.
    pub twice: u64,
    /// How many requests can have been in flight at the kills.
    pub in_flight: u64,
}

impl Report {
    /// What is wrong at the end, with its count.
    pub fn violations(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let over = self.twice.saturating_sub(self.in_flight);
        let over = ("delivered twice beyond what was in flight", over);
        self.zeros().into_iter().chain([over]).filter(|(_, count)| *count > 0)
    }

    fn zeros(&self) -> [(&'static str, u64); 6] {
        [
            ("lost", self.lost),
            ("accepted only by the file", self.only_said_to_be_accepted),
            ("results twice", self.repeated),
            ("sends of recorded jobs", self.sent_with_result),
            ("tries before a recorded hold ended", self.sent_in_hold),
            ("out of order in a channel", self.out_of_order),
        ]
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { jobs, kills, requests, accepted, held, twice, in_flight, .. } = self;
        writeln!(f, "{jobs} jobs, {kills} kills, {requests} requests")?;
        writeln!(f, "{accepted} accepted, {held} were held")?;
        for (name, count) in self.zeros() {
            writeln!(f, "{name}: {count}")?;
        }
        write!(f, "delivered twice: {twice} of {in_flight} in flight at most at the kills")
    }
}
