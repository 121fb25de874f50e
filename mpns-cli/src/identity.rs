//! `mpns identity`: what a client certificate is.

use std::fmt::{Display, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use clap::Args;
use mpns_connect::{Certificate, IdentityFacts};
use serde_json::{Value, json};

use crate::failure::{Failure, chain, say};
use crate::identity_options::IdentityOptions;
use crate::output::{Form, print_findings};

#[derive(Args)]
#[command(arg_required_else_help = true)]
pub(crate) struct Options {
    /// The client certificate with its private key, in PEM or PKCS#12; - is standard input
    #[arg(value_name = "FILE", conflicts_with_all = ["cert", "pfx"])]
    file: Option<PathBuf>,

    #[command(flatten)]
    identity: IdentityOptions,

    /// How to print the facts: as text for people, or as JSON
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode, Failure> {
    let Some(facts) = options.identity.facts(options.file.as_deref())? else {
        return Err(Failure::usage("a file is needed: FILE, --cert or --pfx"));
    };
    let shown = match options.output {
        Form::Text => text(&facts),
        Form::Json => format!("{}\n", to_json(&facts)),
    };
    // As `mpns send` refuses it.
    let problem = facts.problem().map(|problem| Failure::usage(chain(problem)));
    let printed = print_findings(shown.as_bytes(), problem);
    for warning in warnings(facts.certificate(), SystemTime::now()) {
        say(format_args!("mpns: {warning}"));
    }
    printed
}

fn text(facts: &IdentityFacts) -> String {
    let certificate = facts.certificate();
    let mut text = String::new();
    let mut line = |name: &str, value: &dyn Display| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<14} {value}");
    };
    line("common name", &name(certificate.common_name(), "none"));
    line("valid", &validity(certificate));
    let usages = certificate.usages().map_or("any".to_owned(), |usages| usages.join(", "));
    line("usage", &usages);
    line("issuer", &issuer(certificate));
    line("public key", certificate.key_type());
    match facts.key_type() {
        None => line("private key", &"not read"),
        Some(key) => line("private key", &format_args!("{key}{}", matching(facts))),
    }
    for other in facts.others() {
        let name = name(other.common_name(), NO_NAME);
        let (issuer, validity) = (issuer(other), validity(other));
        line("chain", &format_args!("{name}, issuer {issuer}, {validity}"));
    }
    text
}

/// A name on one line, without control characters that a terminal would obey.
fn name(name: Option<&str>, without: &str) -> String {
    name.map_or_else(|| without.to_owned(), |name| name.escape_debug().to_string())
}

fn matching(facts: &IdentityFacts) -> &'static str {
    match facts.is_match() {
        Some(true) => ", belongs to the certificate",
        Some(false) => ", does not belong to the certificate",
        None => "",
    }
}

fn validity(certificate: &Certificate) -> String {
    format!("{} to {}", certificate.valid_from(), certificate.valid_until())
}

fn issuer(certificate: &Certificate) -> String {
    let name = name(certificate.issuer(), NO_NAME);
    format!("{name}{}", if certificate.is_self_signed() { " (self-signed)" } else { "" })
}

fn to_json(facts: &IdentityFacts) -> Value {
    let mut json = json_of(facts.certificate());
    if let Some(members) = json.as_object_mut() {
        members.insert("privateKey".to_owned(), facts.key_type().map(ToString::to_string).into());
        members.insert("keyMatches".to_owned(), facts.is_match().into());
        members.insert("chain".to_owned(), facts.others().iter().map(json_of).collect());
        members.insert("problem".to_owned(), facts.problem().map(|one| chain(one)).into());
    }
    json
}

fn json_of(certificate: &Certificate) -> Value {
    json!({
        "commonName": certificate.common_name(),
        "notBefore": certificate.valid_from(),
        "notAfter": certificate.valid_until(),
        "usage": certificate.usages(),
        "issuer": certificate.issuer(),
        "selfSigned": certificate.is_self_signed(),
        "publicKey": certificate.key_type().to_string(),
    })
}

/// What does not keep it from being used now.
fn warnings(certificate: &Certificate, now: SystemTime) -> Vec<String> {
    let mut warnings = Vec::new();
    if certificate.common_name().is_none() {
        warnings.push("without a common name, the service has no name".to_owned());
    }
    let left = certificate.not_after().duration_since(now).unwrap_or_default();
    if left < SOON && !left.is_zero() {
        warnings.push(format!("the certificate expires at {}", certificate.valid_until()));
    }
    warnings
}

const NO_NAME: &str = "no common name";
/// 30 days: enough to get another certificate, and upload it.
const SOON: Duration = Duration::from_secs(30 * 24 * 60 * 60);

pub(crate) const EXAMPLES: &str = "\
Examples:
  mpns identity service.pfx --passphrase-file passphrase.txt
  mpns identity service.pem
  mpns identity --cert service.pem --key service.key --output json

The app has to open its channel with the common name as the service name.
Exit status: 0 if `mpns send` can use it now; 2 if not.";
