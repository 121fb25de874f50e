//! `mpns check`.

use std::fmt::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use clap::builder::PossibleValuesParser;
use http::Request;
use mpns_proto::service::{Incoming, Refusal, read_document, read_notification};
use mpns_proto::{Kind, Limits};

use crate::failure::{Failure, chain};
use crate::input;
use crate::kebab_case::kebab_case;
use crate::limit_options::LimitOptions;
use crate::output::print_findings;

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Options {
    /// The body of a notification, such as the document of a toast; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// The kind that it is sent as [default: that of the document]
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    kind: Option<String>,

    /// Refuses what is odd, too, as `mpns emulator --strict` does
    #[arg(long)]
    strict: bool,

    #[command(flatten)]
    limits: LimitOptions,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let kind = options.kind.as_ref();
    let kind = kind.and_then(|name| Kind::ALL.iter().find(|kind| kebab_case(kind.name()) == *name));
    let limits = options.limits.limits();
    let most = if kind == Some(&Kind::Raw) { limits.raw_bytes } else { limits.document_bytes };
    let body = input::read_at_most(most, &options.file)?;
    let file = options.file.display();
    let refused = |why: String| Failure::usage(format_args!("{file} is refused: {why}"));
    let incoming = read(&body, kind.copied(), &limits).map_err(refused)?;
    let mut findings = findings(&incoming);
    let problem = (options.strict && incoming.clone().strict().is_err())
        .then(|| refused("it is odd, and reading is strict".to_owned()));
    if problem.is_none() {
        let (kind, bytes) = (incoming.content.kind(), body.len());
        findings.push_str(&format!("taken: {kind}, {bytes} bytes\n"));
    }
    let lines = findings.lines().map(|line| format!("{file}: {line}\n"));
    print_findings(lines.collect::<String>().as_bytes(), problem)
}

/// Reads a body as a service does that receives it as this kind.
fn read(body: &[u8], kind: Option<Kind>, limits: &Limits) -> Result<Incoming, String> {
    let refused = |refusal: Refusal| chain(&refusal);
    if kind == Some(Kind::Raw) {
        return read_notification(&Request::post("/").body(body).map_err(|e| chain(&e))?, limits)
            .map_err(refused);
    }
    let incoming = read_document(body, limits).map_err(refused)?;
    match (incoming.content.kind(), kind) {
        (found, Some(kind)) if found != kind => {
            Err(format!("the kind of the document is {found}, not {kind}"))
        }
        _ => Ok(incoming),
    }
}

/// A line for each oddity.
fn findings(incoming: &Incoming) -> String {
    let mut lines = String::new();
    for warning in &incoming.warnings {
        let word = if warning.what.is_advice() { "advice" } else { "odd" };
        // Writing to a string cannot fail.
        let _ = writeln!(lines, "{word}: {warning}");
    }
    lines
}

fn kinds() -> PossibleValuesParser {
    PossibleValuesParser::new(Kind::ALL.iter().map(|kind| kebab_case(kind.name())))
}

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns check toast.xml
  mpns check --kind raw state.json
  mpns check flip-tile.xml --kind flip-tile --os 7.8 --strict

Prints what is odd and, to standard error, what is wrong, with line and column.
Sends nothing. Exit status: 0 a service takes it; 2 it is refused.";
