use super::sample::Sample;

/// A figure of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The processor time of a send.
    Cpu,
    /// The processor time of a send, to that of the floor.
    ToFloor,
    /// The processor time of a send, to that at the first point of the curve.
    ToFirst,
    /// How many sends end in a second.
    Rate,
    /// The most memory that the process had.
    Peak,
    /// How many connections the service accepted.
    Connections,
}

impl Measure {
    /// Each of them.
    pub const ALL: [Self; 6] =
        [Self::Cpu, Self::ToFloor, Self::ToFirst, Self::Rate, Self::Peak, Self::Connections];

    /// For plots and tables.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Cpu => "CPU µs a send",
            Self::ToFloor => "CPU to the floor",
            Self::ToFirst => "CPU to the first",
            Self::Rate => "sends a second",
            Self::Peak => "peak memory, MiB",
            Self::Connections => "connections opened",
        }
    }

    /// For the head of a file.
    pub const fn column(self) -> &'static str {
        match self {
            Self::Cpu => "cpu_us",
            Self::ToFloor => "cpu_to_floor",
            Self::ToFirst => "cpu_to_first",
            Self::Rate => "sends_per_s",
            Self::Peak => "peak_mib",
            Self::Connections => "connections",
        }
    }

    /// How many places it has after the point.
    pub const fn places(self) -> usize {
        match self {
            Self::Cpu | Self::Peak => 1,
            Self::ToFloor | Self::ToFirst => 2,
            Self::Rate | Self::Connections => 0,
        }
    }

    /// The figure, if the system shows it.
    pub fn of(self, sample: &Sample) -> Option<f64> {
        match self {
            Self::Cpu => Some(sample.cpu_us),
            Self::ToFloor => Some(sample.cpu_us / sample.floor_us),
            Self::ToFirst => Some(sample.cpu_us / sample.first_us),
            Self::Rate => Some(sample.per_second),
            Self::Peak => sample.peak_mib,
            Self::Connections => u32::try_from(sample.connections).ok().map(f64::from),
        }
    }
}
