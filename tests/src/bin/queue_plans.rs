//! Measures what the statements of the queue read of tables with up to ten million rows.

use std::time::Instant;

use clap::Parser;
use mpns_tests::queue_plans::{Figure, Figures, Tables};

/// Measures what the statements of the queue read of tables with up to ten million rows
///
/// It prints a table: pages and milliseconds of each statement. Ten million rows take 14 GB in the folder for temporary
/// files, and ten minutes.
#[derive(Parser)]
struct Options {
    /// How many rows the tables have, separated by commas
    #[arg(long, value_name = "N", value_delimiter = ',', default_values_t = [10_000, 1_000_000, 10_000_000])]
    rows: Vec<i64>,
    /// How many hosts there are
    #[arg(long, value_name = "N", default_value_t = 200)]
    hosts: i64,
}

#[tokio::main]
async fn main() {
    let Options { rows, hosts } = Options::parse();
    let mut measured: Vec<Figures> = Vec::new();
    for rows in &rows {
        let start = Instant::now();
        let filled = || eprintln!("{rows} rows: filled in {:.0?}", start.elapsed());
        measured.push(Tables { rows: *rows, hosts }.measure(filled).await);
    }
    println!("{hosts} hosts; pages and milliseconds of a statement at so many channels\n");
    println!("| statement |{}", rows.iter().map(|rows| format!(" {rows} |")).collect::<String>());
    println!("| --- |{}", " --- |".repeat(rows.len()));
    for name in measured
        .iter()
        .flat_map(|figures| figures.statements.keys())
        .collect::<std::collections::BTreeSet<_>>()
    {
        let cells = measured.iter().map(|figures| cell(figures.statements.get(name)));
        println!("| {name} |{}", cells.collect::<String>());
    }
    println!("\nrows that were read in sequence:");
    for figures in &measured {
        println!("{:?}", figures.rows_in_sequence);
    }
}

fn cell(figure: Option<&Figure>) -> String {
    let Some(Figure { pages, time, compiled, .. }) = figure else { return " |".to_owned() };
    let compiled = if *compiled > 0 { ", compiled" } else { "" };
    format!(" {pages:.0}, {:.1} ms{compiled} |", time.as_secs_f64() * 1000.0)
}
