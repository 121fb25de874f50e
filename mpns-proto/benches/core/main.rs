//! What the core costs without I/O, and the least that the same costs without it: the floors.
//!
//! `cargo bench -p mpns-proto --all-features` prints the times, and then the ratios to the floors. The times change with
//! the load of the machine, the ratios hardly. A part of a name selects what is timed: `-- large`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark reads the clock, prints and may panic"
)]

mod build;
mod floors;
#[cfg(feature = "service")]
mod read;
mod reply;
mod request;
mod subject;

use divan::Bencher;
use subject::{Subject, Work};

fn main() {
    divan::main();
    // Cargo passes it to measure. Without it, divan only tests that everything runs.
    if std::env::args().any(|argument| argument == "--bench") {
        println!("\nhow many times as long ours takes");
        subjects().iter().for_each(Subject::print_ratios);
    }
}

#[divan::bench(args = subjects().into_iter().flat_map(Subject::into_works))]
fn time(bencher: Bencher<'_, '_>, work: &Work) {
    bencher.bench(|| work.run());
}

fn subjects() -> Vec<Subject> {
    let mut subjects = build::subjects();
    subjects.extend(request::subjects());
    subjects.extend(reply::subjects());
    #[cfg(feature = "service")]
    subjects.extend(read::subjects());
    subjects
}
