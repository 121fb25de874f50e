//! The notification of a command line: a kind with its options, or a job in JSON.

use std::path::PathBuf;

use clap::{ArgMatches, Args, Command, FromArgMatches};
use mpns_proto::{Job, Kind, Limits, Notification, OsVersion};
use serde_json::Value;
use uuid::Uuid;

use crate::channel_option::ChannelOption;
use crate::failure::Failure;
use crate::kebab_case::kebab_case;
use crate::{content, content_args, help, job};

/// A job and its notification, checked and encoded.
pub(crate) struct AddressedNotification {
    pub(crate) job: Job<Value>,
    pub(crate) notification: Notification,
}

impl AddressedNotification {
    pub(crate) fn from_matches(matches: &ArgMatches) -> Result<Self, Failure> {
        let options = match matches.subcommand() {
            Some((_, of_kind)) => Options::from_arg_matches(of_kind),
            None => Options::from_arg_matches(matches),
        };
        let options = options?;
        let limits = options.limits();
        let job = match (matches.subcommand(), &options.json) {
            (None, Some(file)) => {
                options.override_job(job::read(file, || options.channel.read())?)?
            }
            (Some((name, of_kind)), None) => {
                let kind = Kind::ALL.iter().find(|kind| kebab_case(kind.name()) == name);
                let kind = *kind.ok_or_else(|| Failure::usage("no such kind"))?;
                let channel = options.channel.read()?;
                let content = content::from_matches(kind, of_kind, &limits)?;
                let mut job = Job::new(Value::Null, channel, content);
                job.message_id = options.message_id;
                job
            }
            (Some(_), Some(_)) => return Err(Failure::usage("--json takes the place of a kind")),
            (None, None) => return Err(Failure::usage(NO_CONTENT)),
        };
        let notification = job
            .build_with(&limits)
            .map_err(|error| Failure::content("the notification is refused", &error))?;
        Ok(Self { job, notification })
    }
}

/// The options of a notification besides its content.
#[derive(Args)]
#[group(skip)]
struct Options {
    #[command(flatten)]
    channel: ChannelOption,

    /// Reads a job from a file, instead of a kind and its options; - is standard input
    #[arg(id = JSON, long, value_name = "FILE", global = true)]
    json: Option<PathBuf>,

    /// A UUID for the service to echo; `mpns send` generates one if there is none
    #[arg(long, value_name = "UUID", global = true)]
    message_id: Option<Uuid>,

    #[arg(long, value_name = "VERSION", global = true, help = os_help())]
    os: Option<OsVersion>,

    #[arg(long, value_name = "BYTES", global = true, help = max_body_help())]
    max_body: Option<usize>,
}

impl Options {
    fn limits(&self) -> Limits {
        let limits = Limits { os: self.os, ..Limits::default() };
        match self.max_body {
            Some(bytes) => Limits { document_bytes: bytes, raw_bytes: bytes, ..limits },
            None => limits,
        }
    }

    /// The command line takes precedence over the job.
    fn override_job(&self, mut job: Job<Value>) -> Result<Job<Value>, Failure> {
        if let Some(channel) = self.channel.explicit()? {
            job.channel = channel;
        }
        job.message_id = self.message_id.or(job.message_id);
        Ok(job)
    }
}

/// Adds the commands of the kinds and the options that they have in common.
pub(crate) fn with_kinds(command: Command) -> Command {
    let name = command.get_name().to_owned();
    let command = Options::augment_args(command);
    // A kind and a job exclude each other: the help of a kind hides `--json`, and the error explains it.
    let json = command.get_arguments().find(|arg| arg.get_id() == JSON);
    let json = json.map(|json| json.clone().hide(true));
    let kinds = Kind::ALL.iter().map(|&kind| {
        content_args::command(kind).args(json.clone()).after_help(help::kind_examples(&name, kind))
    });
    command
        .subcommand_value_name("KIND")
        .subcommand_help_heading("Kinds")
        .subcommands(kinds)
        .disable_help_subcommand(true)
        .arg_required_else_help(true)
}

fn os_help() -> String {
    let versions =
        OsVersion::ALL.iter().map(|version| version.as_str()).collect::<Vec<_>>().join(", ");
    format!(
        "The OS version of the phone ({versions}): refuses what would make it close the channel"
    )
}

fn max_body_help() -> String {
    let (document, raw) = (Limits::MAX_DOCUMENT_BYTES, Limits::MAX_RAW_BYTES);
    format!("The longest body allowed, in bytes [default: {document}; {raw} for raw]")
}

const JSON: &str = "json";
const NO_CONTENT: &str = "a kind of notification is needed, or a job: --json FILE";
