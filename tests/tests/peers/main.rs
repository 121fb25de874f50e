//! Other MPNS libraries compared with ours: both get the same random content and the same random
//! responses. Every difference is on a list, with its reason.
//!
//! The seed is printed on failure; `MPNS_PEERS_SEED` sets another one.

#![allow(clippy::arithmetic_side_effects, reason = "a test may panic")]
#![cfg(test)]

mod answer;
mod case;
mod cases;
mod content;
mod content_both;
mod content_difference;
mod content_npm;
mod content_python;
mod content_run;
mod content_twisted;
mod differing_lines;
mod document;
mod driver;
mod emulator;
mod examples;
mod library;
mod oddity;
mod recorder;
mod scene;
mod sent;
mod tally;
mod target;
mod verdict;
mod verdict_both;
mod verdict_npm;
mod verdict_python;
mod verdict_twisted;
mod warned;

use library::Library;

#[test]
fn npm_notifications() {
    content::compare(Library::Npm, seed(), NOTIFICATIONS);
}

#[test]
fn python_notifications() {
    content::compare(Library::Python, seed(), NOTIFICATIONS);
}

#[test]
fn twisted_notifications() {
    content::compare(Library::Twisted, seed(), NOTIFICATIONS);
}

#[test]
fn npm_verdicts() {
    verdict::compare(Library::Npm, seed(), ANSWERS);
}

#[test]
fn python_verdicts() {
    verdict::compare(Library::Python, seed(), ANSWERS);
}

#[test]
fn twisted_verdicts() {
    verdict::compare(Library::Twisted, seed(), ANSWERS);
}

#[test]
fn npm_and_the_emulator() {
    emulator::compare(Library::Npm, seed(), EMULATED);
}

#[test]
fn python_and_the_emulator() {
    emulator::compare(Library::Python, seed(), EMULATED);
}

#[test]
fn twisted_and_the_emulator() {
    emulator::compare(Library::Twisted, seed(), EMULATED);
}

#[test]
fn the_examples_of_the_emulator_run() {
    examples::run();
}

fn seed() -> u64 {
    let given = std::env::var("MPNS_PEERS_SEED").ok();
    given.map_or(20_150_506, |seed| seed.parse().expect("MPNS_PEERS_SEED is a number"))
}

const NOTIFICATIONS: usize = 4000;
const ANSWERS: usize = 4000;
const EMULATED: usize = 1200;
