//! The runs of all rounds as tables.

use super::row::{Program, Row};
use crate::curves::Driver;
use crate::grouped::grouped;
use crate::queue::markdown;

/// What delivered the jobs, against the floor of the same round: medians over the rounds.
pub fn delivered(rounds: &[Vec<Row>]) -> String {
    let mut lines = vec![markdown::head(&DELIVERED)];
    for program in programs(rounds, |program| program != Program::Push) {
        let figures = |figure: &dyn Fn(&Row, &Row) -> Option<f64>| {
            let pairs =
                rounds.iter().filter_map(|rows| Some((find(rows, program)?, find(rows, FLOOR)?)));
            median(pairs.filter_map(|(row, floor)| figure(row, floor)).collect())
        };
        let cpu = |row: &Row| row.per_job(row.cost.program);
        lines.push(markdown::row(&[
            program.to_string(),
            text(figures(&|row, _| Some(row.per_second())), 0),
            text(figures(&|row, floor| Some(row.per_second() / floor.per_second())), 2),
            text(figures(&|row, _| Some(cpu(row))), 1),
            text(figures(&|row, floor| Some(cpu(row) / cpu(floor))), 2),
            text(figures(&|row, _| Some(row.per_job(row.cost.database?))), 1),
            text(figures(&|row, _| Some(row.per_job(row.cost.service?))), 1),
            text(figures(&|row, _| row.cost.peak_mib), 1),
        ]));
    }
    lines.join("\n")
}

/// What enqueued them: the median over all runs.
pub fn enqueued(rounds: &[Vec<Row>]) -> String {
    let rows: Vec<_> = rounds.iter().flatten().filter(|row| row.program == Program::Push).collect();
    let figure = |figure: &dyn Fn(&Row) -> Option<f64>| {
        median(rows.iter().filter_map(|row| figure(row)).collect())
    };
    let row = markdown::row(&[
        Program::Push.to_string(),
        text(figure(&|row| Some(row.per_second())), 0),
        text(figure(&|row| Some(row.per_job(row.cost.program))), 1),
        text(figure(&|row| Some(row.per_job(row.cost.database?))), 1),
        text(figure(&|row| row.cost.peak_mib), 1),
    ]);
    [markdown::head(&ENQUEUED), row].join("\n")
}

/// In the order of the first round.
fn programs(
    rounds: &[Vec<Row>],
    is_listed: impl Fn(Program) -> bool,
) -> impl Iterator<Item = Program> {
    let first = rounds.first().into_iter().flatten().map(|row| row.program);
    first.filter(move |program| is_listed(*program))
}

fn find(rows: &[Row], program: Program) -> Option<&Row> {
    rows.iter().find(|row| row.program == program)
}

fn median(mut figures: Vec<f64>) -> Option<f64> {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied()
}

/// Empty if it is not known.
fn text(figure: Option<f64>, places: usize) -> String {
    figure.map(|figure| grouped(&format!("{figure:.places$}"))).unwrap_or_default()
}

const FLOOR: Program = Program::Driver(Driver::Floor);
const DELIVERED: [&str; 8] = [
    "program",
    "jobs/s",
    "to the floor",
    "CPU µs a job",
    "to the floor",
    "of PostgreSQL",
    "of the service",
    "peak memory, MiB",
];
const ENQUEUED: [&str; 5] =
    ["program", "jobs/s", "CPU µs a job", "of PostgreSQL", "peak memory, MiB"];

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::queue::cost::Cost;

    fn row(program: Program, seconds: u64, database: Option<u64>) -> Row {
        let cost = Cost {
            elapsed: Duration::from_secs(seconds),
            program: Duration::from_secs(seconds) / 2,
            database: database.map(Duration::from_secs),
            service: None,
            peak_mib: Some(10.0),
        };
        Row { program, jobs: 100_000, cost }
    }

    #[test]
    fn figures_are_medians_and_compared_with_the_floor_of_their_round() {
        let round = |floor, batch, workers| {
            vec![
                row(FLOOR, floor, None),
                row(Program::Batch, batch, None),
                row(Program::Push, 10, Some(5)),
                row(Program::Workers(2), workers, Some(8)),
            ]
        };
        let rounds = [round(1, 4, 10), round(2, 4, 16), round(4, 4, 20)];
        assert_eq!(
            delivered(&rounds).lines().skip(2).collect::<Vec<_>>(),
            [
                "| floor | 50,000 | 1.00 | 10.0 | 1.00 |  |  | 10.0 |",
                "| `mpns batch` | 25,000 | 0.50 | 20.0 | 2.00 |  |  | 10.0 |",
                "| 2 workers | 6,250 | 0.12 | 80.0 | 8.00 | 80.0 |  | 10.0 |",
            ]
        );
        let enqueued = enqueued(&rounds);
        let expected = "| `mpns queue push` | 10,000 | 50.0 | 50.0 | 10.0 |";
        assert_eq!(enqueued.lines().nth(2), Some(expected));
    }
}
