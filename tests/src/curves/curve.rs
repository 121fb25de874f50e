use super::load::Load;
use super::measure::Measure;

/// One circumstance that changes, and what is of interest then.
#[derive(Clone, Debug)]
pub struct Curve {
    /// The name of its files.
    pub name: &'static str,
    /// What changes.
    pub axis: &'static str,
    /// What is plotted.
    pub plotted: &'static [Measure],
    /// What its table has.
    pub listed: &'static [Measure],
    /// From left to right.
    pub points: Vec<Point>,
}

/// A place on a curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// The value of what changes.
    pub x: usize,
    /// What is measured there.
    pub load: Load,
}

impl Curve {
    /// All curves; a quick run has fewer sends and no large values.
    pub fn all(is_quick: bool) -> Vec<Self> {
        let base = Load { sends: if is_quick { 1_000 } else { 10_000 }, ..Load::default() };
        let up_to = |limit: usize, values: &[usize]| {
            let values = values.iter().copied();
            values.filter(|x| !is_quick || *x <= limit).collect::<Vec<_>>()
        };
        let curve =
            |name, axis, plotted, listed, values: Vec<usize>, load: &dyn Fn(usize) -> Load| {
                let points = values.into_iter().map(|x| Point { x, load: load(x) }).collect();
                Self { name, axis, plotted, listed, points }
            };
        use Measure::{Connections, Cpu, Peak, Rate, ToFirst, ToFloor};
        vec![
            curve(
                "sends",
                "sends",
                &[Cpu, Peak],
                &[Cpu, ToFloor, Peak],
                up_to(10_000, &[1_000, 10_000, 100_000, 1_000_000]),
                &|sends| Load { sends, ..base },
            ),
            curve(
                "concurrency",
                "sends at a time",
                &[Cpu, Rate, Peak],
                &[Cpu, Rate, Connections, Peak],
                up_to(512, &CONCURRENCIES),
                &|at_most| Load { at_most, ..base },
            ),
            curve(
                "hosts",
                "hosts",
                &[Cpu, Connections, Peak],
                &[Cpu, ToFirst, Connections, Peak],
                up_to(100, &[1, 10, 100, 1_000]),
                &|hosts| Load { hosts, at_most: 16, sends: base.sends.max(10 * hosts), ..base },
            ),
            curve(
                "body",
                "bytes of the body",
                &[Cpu, Peak],
                &[Cpu, ToFloor, Peak],
                up_to(3_072, &[100, 200, 400, 800, 1_600, 3_072]),
                &|bytes| Load { body: Some(bytes), ..base },
            ),
            curve(
                "round-trip",
                "sends at a time",
                &[Rate, Cpu, Peak],
                &[Rate, Cpu, Peak],
                up_to(64, &CONCURRENCIES),
                &|at_most| {
                    let round_trips = if is_quick { 2 } else { 20 };
                    Load { at_most, sends: round_trips * at_most, is_far: true, ..base }
                },
            ),
        ]
    }
}

const CONCURRENCIES: [usize; 6] = [1, 4, 16, 64, 256, 512];
