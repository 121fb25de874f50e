//! The simulation of a day, with many seeds and few channels.

#![cfg(test)]

use std::num::NonZeroU16;
use std::ops::Range;
use std::process::Command;
use std::thread;

use mpns_outbox::Outbox;
use mpns_tests::simulate::{Fault, Plan, Report, Twins, Wrong, run};

/// Simulates a day for each seed; a failure names the seed, and repeats.
fn days(channels: u32, seeds: Range<u64>) {
    let threads = thread::available_parallelism().map_or(1, |count| count.get() as u64);
    thread::scope(|scope| {
        for thread in 0..threads {
            let seeds = seeds.clone().skip(thread as usize).step_by(threads as usize);
            scope.spawn(move || {
                for seed in seeds {
                    let plan = Plan::small(channels, seed);
                    let mut outbox = Outbox::new(plan.settings, seed.into());
                    if let Err(wrong) = run(&plan, &mut outbox) {
                        panic!("seed {seed}: {wrong}\n{plan:#?}");
                    }
                }
            });
        }
    });
}

#[test]
fn days_of_few_channels_keep_to_the_rules() {
    days(300, 200..350);
}

#[test]
fn days_of_very_few_channels_keep_to_the_rules() {
    days(7, 1_000..1_300);
}

#[test]
fn saving_and_restoring_before_each_poll_changes_nothing() {
    for seed in 0..12 {
        let plan = Plan::small(10, seed);
        if let Err(wrong) = run(&plan, &mut Twins::new(plan.settings)) {
            panic!("seed {seed}: {wrong}\n{plan:#?}");
        }
    }
}

#[test]
fn equal_seeds_have_equal_days() {
    let day = |seed| {
        let plan = Plan::small(100, seed);
        let report = run(&plan, &mut Outbox::new(plan.settings, 1)).expect("a day");
        let Report { jobs, delivered, requests, waste, ends, calls, .. } = report;
        format!("{jobs} {delivered} {requests} {waste:?} {ends:?} {calls}")
    };
    assert_eq!(day(5), day(5));
    assert_ne!(day(5), day(6));
}

/// A test of the checker: it notices every fault, with one of a few seeds, and says what it is.
#[test]
fn no_fault_goes_unnoticed() {
    for (fault, expected) in FAULTS {
        let is_noticed = |seed| {
            let mut plan = Plan::small(200, seed);
            plan.settings.daily_budget = NonZeroU16::new(12);
            let day = run(&plan, &mut Wrong::new(plan.settings, fault));
            day.is_err_and(|wrong| wrong.contains(expected))
        };
        assert!((0..40).any(is_noticed), "{fault:?}");
    }
}

#[test]
fn the_command_prints_a_table() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_simulate"));
    let output = command.args(["--channels", "500", "--seed", "3", "--seed", "4"]).output();
    let output = output.expect("the command runs");
    assert!(output.status.success(), "{output:?}");
    let table = String::from_utf8(output.stdout).expect("a text");
    assert_eq!(table.matches("an omniscient sender delivers").count(), 2, "{table}");
}

/// Faults, and what the checker says of them.
const FAULTS: [(Fault, &str); 33] = [
    (Fault::AfterTheDeadline, "is sent after its deadline"),
    (Fault::BreakerIsShort, "a request while it is down"),
    (Fault::EndsTwice, "has ended twice"),
    (Fault::FastClock, "is held until"),
    (Fault::ForgetsBackoffs, "by the rule"),
    (Fault::ForgetsHolds, "is held until"),
    (Fault::GrowsWithoutBound, "bytes for"),
    (Fault::HoldIsSilent, "nothing has followed from"),
    (Fault::HostIsLast, "had to wait for"),
    (Fault::HostIsSilent, "it has failed too often, and is not down"),
    (Fault::IdleTooSoon, "idle, and"),
    (Fault::ImmediateWaits, "an immediate one has to wait"),
    (Fault::InactiveForMinutes, "not Reply(DeviceInactive)"),
    (Fault::KeepsOldTiles, "waits, and there is a newer update"),
    (Fault::LosesAJob, "jobs are left"),
    (Fault::LosesAnAnswer, "in flight, not"),
    (Fault::NoBreaker, "it has failed too often, and is not down"),
    (Fault::NoBudget, "on one day to channel"),
    (Fault::NoLimitOfJobs, "more than allowed"),
    (Fault::OutOfOrder, "of its channel"),
    (Fault::Oversleeps, "was ready at"),
    (Fault::RepeatsWhatMayBeDelivered, "nothing has followed from"),
    (Fault::RetryAfterIsIgnored, "by the rule"),
    (Fault::SendsTwice, "two requests in flight to channel"),
    (Fault::SlowClock, "was ready at"),
    (Fault::StarvesAHost, "is ready, and not sent to"),
    (Fault::TakesLateAnswers, "a late answer has changed something"),
    (Fault::TooManyAttempts, "nothing has followed from"),
    (Fault::TooManyInFlight, "in flight"),
    (Fault::TooManyToAHost, "in flight to host"),
    (Fault::WaitsForNothing, "a wait of no time"),
    (Fault::WrongChannel, "to channel"),
    (Fault::WrongEnd, "has ended as"),
];
