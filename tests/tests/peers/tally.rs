//! How often each named difference occurred.

use std::collections::BTreeMap;
use std::fmt::{Display, Write};

/// Counts by name, printed when a run is over.
#[derive(Default)]
pub(crate) struct Tally(BTreeMap<String, usize>);

impl Tally {
    /// Counts one more.
    pub(crate) fn count(&mut self, name: impl Display) {
        *self.0.entry(name.to_string()).or_default() += 1;
    }

    /// How often it was counted.
    pub(crate) fn get(&self, name: &str) -> usize {
        self.0.get(name).copied().unwrap_or_default()
    }

    /// Prints the counts.
    pub(crate) fn print(&self, title: &str) {
        let mut out = format!("{title}: {}\n", self.0.values().sum::<usize>());
        for (name, count) in &self.0 {
            writeln!(out, "  {count:>6}  {name}").expect("a string takes everything");
        }
        print!("{out}");
    }
}

/// Prints how often each named difference occurred, with its reason.
///
/// # Panics
///
/// If one of them never occurred: it is not a difference any more, or has the wrong name.
pub(crate) fn report<'a>(
    title: &str,
    tally: &Tally,
    named: impl Iterator<Item = (&'a str, &'a str)>,
) {
    let mut out = format!("{title}: named differences\n");
    let mut stale = Vec::new();
    for (name, reason) in named {
        let count = tally.get(name);
        writeln!(out, "  {count:>6}  {name} ({reason})").expect("a string takes everything");
        if count == 0 {
            stale.push(name);
        }
    }
    print!("{out}");
    assert!(stale.is_empty(), "{title}: differences on the list that were never met: {stale:#?}");
}

/// # Panics
///
/// If something failed, with the first few failures.
pub(crate) fn assert_none(title: impl Display, seed: u64, failures: &[String]) {
    let first = failures.iter().take(5).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(
        failures.is_empty(),
        "{title}, seed {seed}: {} differences without a name\n{first}",
        failures.len()
    );
}
