/// How far a delivery is.
///
/// `taken = waiting + in_flight + accepted + not_accepted`, always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// The jobs that were taken from the source, or were in the outbox at the start.
    pub taken: u64,
    /// The jobs that wait: for their turn, a hold, a reply to an earlier one of their channel, or to be reported as ended.
    pub waiting: usize,
    /// The requests in flight.
    pub in_flight: usize,
    /// The channels that are held, with jobs or without.
    pub held_channels: usize,
    /// The requests that were sent, each attempt of a job.
    pub sent: u64,
    /// The jobs that ended because the service accepted the notification.
    pub accepted: u64,
    /// The jobs that ended in any other way.
    pub not_accepted: u64,
}
