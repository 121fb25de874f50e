//! What is measured, and how it compares.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Work of this crate, with its floors.
pub(crate) struct Subject {
    ours: Work,
    floors: Vec<Work>,
}

/// Something that can be done again and again.
pub(crate) struct Work {
    name: String,
    run: Box<dyn Fn() + Send + Sync>,
}

impl Subject {
    pub(crate) fn new<T>(name: &str, ours: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { ours: Work::new(name.to_owned(), ours), floors: Vec::new() }
    }

    /// Adds a floor: the same, or a part of it, without this crate.
    pub(crate) fn floor<T>(
        mut self,
        name: &str,
        run: impl Fn() -> T + Send + Sync + 'static,
    ) -> Self {
        self.floors.push(Work::new(format!("{}, floor: {name}", self.ours), run));
        self
    }

    pub(crate) fn into_works(self) -> impl Iterator<Item = Work> {
        [self.ours].into_iter().chain(self.floors)
    }

    /// Prints how many times as long ours takes as each floor: the median of rounds in which both run.
    pub(crate) fn print_ratios(&self) {
        for floor in &self.floors {
            let mut ratios: Vec<_> =
                (0..ROUNDS).map(|_| self.ours.seconds() / floor.seconds()).collect();
            ratios.sort_by(f64::total_cmp);
            println!("{:6.2}  {floor}", ratios[ROUNDS / 2]);
        }
    }
}

impl Work {
    fn new<T>(name: String, run: impl Fn() -> T + Send + Sync + 'static) -> Self {
        Self { name, run: Box::new(move || drop(black_box(run()))) }
    }

    pub(crate) fn run(&self) {
        (self.run)();
    }

    /// The time of a run in seconds.
    fn seconds(&self) -> f64 {
        let start = Instant::now();
        let mut runs = 0_u32;
        while start.elapsed() < ROUND {
            (0..BATCH).for_each(|_| self.run());
            runs += BATCH;
        }
        start.elapsed().as_secs_f64() / f64::from(runs)
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

const ROUNDS: usize = 101;
const ROUND: Duration = Duration::from_micros(300);
const BATCH: u32 = 50;
