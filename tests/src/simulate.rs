//! A day of an outbox in virtual time: what the command `simulate` runs and prints.
//!
//! Phones come and go, the service throttles, overflows, is down for an hour and comes back, connections break after the
//! request has been sent, the calendar jumps by years, and answers come late. After every call, a checker that sees the
//! outbox only from outside judges whether it has kept to its rules. All follows from a seed.

mod calendar;
mod campaign;
mod checker;
mod fault;
mod jobs;
mod measured;
mod omniscient;
mod phone;
mod plan;
mod random;
mod report;
mod run;
mod sender;
mod service;
mod tally;
mod twins;
mod world;
mod wrong;

pub use fault::Fault;
pub use measured::Measured;
pub use plan::Plan;
pub use report::Report;
pub use sender::{Counts, Pushed, Sender, Step};
pub use twins::Twins;
pub use wrong::Wrong;

/// Simulates a day.
///
/// # Errors
///
/// What the sender did wrong, and when.
pub fn run(plan: &Plan, sender: &mut impl Sender) -> Result<Report, String> {
    let (jobs, tally) = run::Run::new(plan, sender).day()?;
    let delivers = omniscient::delivers(plan, &jobs);
    Ok(Report::new(&jobs, &delivers, tally))
}
