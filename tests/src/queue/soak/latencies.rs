use std::ops::Range;
use std::time::Duration;

/// How long jobs took, with the time since the begin at which each was enqueued.
#[derive(Default)]
pub(super) struct Latencies(Vec<(Duration, Duration)>);

/// How long the slowest of so many took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Percentiles {
    /// Half of them took as long at most.
    pub half: Duration,
    /// 99 of 100.
    pub of_100: Duration,
    /// 999 of 1000.
    pub of_1000: Duration,
    /// The slowest.
    pub most: Duration,
}

impl Latencies {
    pub(super) fn add(&mut self, since: Duration, latency: Duration) {
        self.0.push((since, latency));
    }

    /// Those of the jobs that were enqueued in this time.
    pub(super) fn percentiles(&self, range: &Range<Duration>) -> Percentiles {
        let within = self.0.iter().filter(|(since, _)| range.contains(since));
        let mut latencies: Vec<_> = within.map(|(_, latency)| *latency).collect();
        latencies.sort_unstable();
        let at = |thousandths: usize| {
            let place = (latencies.len() * thousandths).div_ceil(1000).saturating_sub(1);
            latencies.get(place).copied().unwrap_or_default()
        };
        Percentiles { half: at(500), of_100: at(990), of_1000: at(999), most: at(1000) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_a_time() {
        let mut latencies = Latencies::default();
        let ms = Duration::from_millis;
        for number in (1..=1000).rev() {
            latencies.add(ms(10), ms(number));
            latencies.add(ms(20), ms(9000));
        }
        let expected =
            Percentiles { half: ms(500), of_100: ms(990), of_1000: ms(999), most: ms(1000) };
        assert_eq!(latencies.percentiles(&(ms(0)..ms(20))), expected);
        assert_eq!(latencies.percentiles(&(ms(30)..ms(40))), Percentiles::default());
    }
}
