use super::curve::Curve;
use super::driver::Driver;
use super::measure::Measure;
use super::sample::Sample;

/// What a driver cost at a point of a curve.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What sent.
    pub driver: Driver,
    /// The point.
    pub x: usize,
    /// One of each round.
    pub samples: Vec<Sample>,
}

impl Line {
    /// Those of a curve, without samples: for each point each driver.
    pub fn all_of(curve: &Curve) -> Vec<Self> {
        let line = |x, driver| Self { driver, x, samples: Vec::new() };
        let points = curve.points.iter();
        points.flat_map(|point| Driver::ALL.map(|driver| line(point.x, driver))).collect()
    }

    /// The median over the rounds, of a figure that the system shows.
    pub fn median(&self, measure: Measure) -> Option<f64> {
        let mut values: Vec<_> = self.samples.iter().filter_map(|s| measure.of(s)).collect();
        values.sort_by(f64::total_cmp);
        let middle = values.len() / 2;
        match values.as_slice() {
            [] => None,
            values if values.len().is_multiple_of(2) => {
                Some(values[middle - 1].midpoint(values[middle]))
            }
            values => Some(values[middle]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(samples: &[(f64, f64, Option<f64>)]) -> Line {
        let sample = |&(cpu_us, floor_us, peak_mib)| Sample {
            cpu_us,
            floor_us,
            first_us: 4.0,
            per_second: 1.0,
            peak_mib,
            connections: 1,
        };
        let samples = samples.iter().map(sample).collect();
        Line { driver: Driver::Hyper, x: 1, samples }
    }

    #[test]
    fn figures_are_medians_and_ratios_are_of_one_round() {
        #[rustfmt::skip]
        let cases = [
            ("no round", &[][..], Measure::Cpu, None),
            ("one", &[(8.0, 4.0, None)], Measure::Cpu, Some(8.0)),
            ("three", &[(9.0, 1.0, None), (1.0, 1.0, None), (3.0, 1.0, None)], Measure::Cpu, Some(3.0)),
            ("two", &[(9.0, 1.0, None), (1.0, 1.0, None)], Measure::Cpu, Some(5.0)),
            // The median of the ratios 2, 3 and 10, not the ratio of the medians.
            ("to floor", &[(2.0, 1.0, None), (30.0, 10.0, None), (10.0, 1.0, None)], Measure::ToFloor, Some(3.0)),
            ("to first", &[(6.0, 1.0, None)], Measure::ToFirst, Some(1.5)),
            ("not shown", &[(1.0, 1.0, None)], Measure::Peak, None),
            ("shown once", &[(1.0, 1.0, None), (1.0, 1.0, Some(7.0))], Measure::Peak, Some(7.0)),
        ];
        for (name, samples, measure, expected) in cases {
            assert_eq!(line(samples).median(measure), expected, "{name}");
        }
    }
}
