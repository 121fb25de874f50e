//! Measures what a send costs as its circumstances change, and writes the figures of `docs/speed.md`.

#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark says what is wrong by panicking"
)]

use std::env::{consts, current_exe, var_os};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use std::{fs, thread};

use clap::Parser;
use mpns_tests::curves::{Curve, Line, Services, csv, markdown, plot, replace_section};

/// Measures what a send costs as its circumstances change, and writes the figures of docs/speed.md
#[derive(Parser)]
struct Options {
    /// One round of few sends, to see that it works
    #[arg(long)]
    quick: bool,
    /// How many rounds the medians are of
    #[arg(
        long,
        value_name = "NUMBER",
        default_value = "3",
        default_value_if("quick", "true", "1")
    )]
    rounds: usize,
    /// Only this curve: sends, concurrency, hosts, body or round-trip
    #[arg(long, value_name = "CURVE")]
    only: Option<String>,
    /// The folder of speed.md
    #[arg(long, value_name = "FOLDER", default_value = DOCS)]
    docs: PathBuf,
    /// The folder of the drivers. By default they are built, for release
    #[arg(long, value_name = "FOLDER")]
    drivers: Option<PathBuf>,
}

fn main() {
    let options = Options::parse();
    mpns_tests::allow_descriptors();
    let mut curves = Curve::all(options.quick);
    curves.retain(|curve| options.only.as_ref().is_none_or(|only| only == curve.name));
    assert!(!curves.is_empty(), "there is no such curve");
    let drivers = options.drivers.unwrap_or_else(build_drivers);
    let services = Services::start(&curves).expect("a service");
    for curve in &mut curves {
        curve.points.retain(|point| {
            let has_hosts = services.have_hosts_for(point);
            if !has_hosts {
                eprintln!("this system has not so many addresses: {:?}", point.load);
            }
            has_hosts
        });
    }
    let mut measured: Vec<_> = curves.iter().map(Line::all_of).collect();
    for round in 1..=options.rounds {
        for (curve, lines) in curves.iter().zip(&mut measured) {
            eprintln!("round {round} of {}: {}", options.rounds, curve.name);
            let samples = services.round(curve, &drivers).unwrap_or_else(|error| panic!("{error}"));
            for (line, sample) in lines.iter_mut().zip(samples) {
                line.samples.push(sample);
            }
        }
    }
    for (curve, lines) in curves.iter().zip(&measured) {
        write(curve, lines, options.rounds, &options.docs);
    }
}

/// What cargo builds, if it does not run this program for release anyway.
fn build_drivers() -> PathBuf {
    let cargo = var_os("CARGO").unwrap_or("cargo".into());
    let build = ["build", "--release", "--package", "mpns-tests", "--bins"];
    let status = Command::new(cargo).args(build).current_dir(DOCS).status();
    assert!(status.expect("cargo runs").success(), "the drivers are not built");
    let folder = current_exe().expect("this program's path");
    folder.ancestors().nth(2).expect("the target folder").join("release")
}

fn write(curve: &Curve, lines: &[Line], rounds: usize, docs: &Path) {
    let name = curve.name;
    let folder = docs.join("speed");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join(name).with_extension("csv"), csv(curve, lines)).expect("a file");
    let picture = plot(curve, lines).expect("a picture");
    fs::write(folder.join(name).with_extension("svg"), picture).expect("a file");
    let section = format!(
        "![{name}](speed/{name}.svg)\n\n{}\nRounds: {rounds}. Machine: {}. Data: [speed/{name}.csv](speed/{name}.csv).\n",
        markdown(curve, lines),
        machine(),
    );
    let document = docs.join("speed.md");
    let text = fs::read_to_string(&document).expect("speed.md");
    let text = replace_section(&text, name, &section).expect("a section of the curve in speed.md");
    fs::write(&document, text).expect("a file");
}

/// What measured, and when.
fn machine() -> String {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let info = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("", |(_, model)| model);
    let (os, date) = (consts::OS, httpdate::fmt_http_date(SystemTime::now()));
    format!("{model} with {processors} processors, {os}, {date}").trim_start().to_owned()
}

const DOCS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs");
