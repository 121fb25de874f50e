/// The figures of one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Microseconds of processor time a send.
    pub cpu_us: f64,
    /// Those of the floor at this point in the same round.
    pub floor_us: f64,
    /// Those of the same driver at the first point in the same round.
    pub first_us: f64,
    /// Sends a second.
    pub per_second: f64,
    /// The most memory in MiB, if the system shows it.
    pub peak_mib: Option<f64>,
    /// How many connections the service accepted.
    pub connections: usize,
}
