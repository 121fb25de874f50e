//! The figures of a curve as text.

use std::fmt::Write as _;

use super::curve::Curve;
use super::line::Line;
use super::measure::Measure;
use crate::grouped::grouped;

/// Every figure, for programs.
pub fn csv(curve: &Curve, lines: &[Line]) -> String {
    let columns = Measure::ALL.map(Measure::column).join(",");
    let mut text = format!("driver,{},rounds,{columns}\n", curve.name.replace('-', "_"));
    for line in lines {
        let figures = Measure::ALL.map(|measure| figure(line, measure));
        let (driver, rounds) = (line.driver.name(), line.samples.len());
        writeln!(text, "{driver},{},{rounds},{}", line.x, figures.join(",")).expect("memory");
    }
    text
}

/// What readers look for: a row for each point and driver, in the order of the lines.
pub fn markdown(curve: &Curve, lines: &[Line]) -> String {
    let titles: Vec<_> = curve.listed.iter().map(|measure| measure.title()).collect();
    let mut text = format!("| {} | program | {} |\n", curve.axis, titles.join(" | "));
    text.push_str("|---:|---|");
    text.push_str(&"---:|".repeat(titles.len()));
    text.push('\n');
    for line in lines {
        let figures = curve.listed.iter().map(|measure| grouped(&figure(line, *measure)));
        let (x, figures) = (grouped(&line.x.to_string()), figures.collect::<Vec<_>>().join(" | "));
        writeln!(text, "| {x} | {} | {figures} |", line.driver.name()).expect("memory");
    }
    text
}

fn figure(line: &Line, measure: Measure) -> String {
    let places = measure.places();
    line.median(measure).map(|figure| format!("{figure:.places$}")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curves::{Driver, Sample};

    fn figures() -> (Curve, Vec<Line>) {
        let curve = Curve {
            name: "round-trip",
            axis: "hosts",
            plotted: &[],
            listed: &[Measure::Cpu, Measure::ToFloor],
            points: Vec::new(),
        };
        let line = |driver, x, cpu_us, floor_us| Line {
            driver,
            x,
            samples: vec![Sample {
                cpu_us,
                floor_us,
                first_us: cpu_us,
                per_second: 12_345.6,
                peak_mib: None,
                connections: 16,
            }],
        };
        let lines = vec![
            line(Driver::Floor, 1, 4.0, 4.0),
            line(Driver::Hyper, 1, 10.0, 4.0),
            line(Driver::Blocking, 1, 20.04, 4.0),
            line(Driver::Hyper, 2_000, 1_234.0, 1.0),
        ];
        (curve, lines)
    }

    #[test]
    fn a_file_has_a_line_for_each_driver_and_point() {
        let (curve, lines) = figures();
        assert_eq!(
            csv(&curve, &lines),
            "driver,round_trip,rounds,cpu_us,cpu_to_floor,cpu_to_first,sends_per_s,peak_mib,connections\n\
             floor,1,1,4.0,1.00,1.00,12346,,16\n\
             mpns-hyper,1,1,10.0,2.50,1.00,12346,,16\n\
             mpns-blocking,1,1,20.0,5.01,1.00,12346,,16\n\
             mpns-hyper,2000,1,1234.0,1234.00,1.00,12346,,16\n"
        );
    }

    #[test]
    fn a_table_has_a_row_for_each_driver_and_point() {
        let (curve, lines) = figures();
        assert_eq!(
            markdown(&curve, &lines),
            "| hosts | program | CPU µs a send | CPU to the floor |\n\
             |---:|---|---:|---:|\n\
             | 1 | floor | 4.0 | 1.00 |\n\
             | 1 | mpns-hyper | 10.0 | 2.50 |\n\
             | 1 | mpns-blocking | 20.0 | 5.01 |\n\
             | 2,000 | mpns-hyper | 1,234.0 | 1,234.00 |\n"
        );
    }
}
