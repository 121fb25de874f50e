//! The notification of a command line: a kind with its options, or a job in JSON.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, Command, FromArgMatches};
use mpns_proto::{Job, Kind, Limits, Notification, Warning};
use serde_json::Value;
use uuid::Uuid;

use crate::channel_option::ChannelOption;
use crate::failure::{Failure, warn};
use crate::kebab_case::kebab_case;
use crate::limit_options::LimitOptions;
use crate::{content, content_args, document_option, help, job};

/// A job and its notification, checked and encoded.
pub(crate) struct AddressedNotification {
    pub(crate) job: Job<Value>,
    pub(crate) notification: Notification,
    /// What is odd about the content and not printed yet.
    warnings: Vec<Warning>,
    limits: Limits,
}

impl AddressedNotification {
    pub(crate) fn from_matches(matches: &ArgMatches) -> Result<Self, Failure> {
        let options = match matches.subcommand() {
            Some((_, of_kind)) => Options::from_arg_matches(of_kind),
            None => Options::from_arg_matches(matches),
        };
        let options = options?;
        let limits = options.limits.limits();
        match (matches.subcommand(), &options.json) {
            (None, Some(file)) => {
                let job = job::read(file, || options.channel.read())?;
                Self::build(options.override_job(job)?, &limits)
            }
            (Some((name, of_kind)), None) => {
                let kind = Kind::ALL.iter().find(|kind| kebab_case(kind.name()) == name);
                let kind = *kind.ok_or_else(|| Failure::usage("no such kind"))?;
                let channel = options.channel.read()?;
                let content = content::from_matches(kind, of_kind, &limits)?;
                let mut job = Job::new(Value::Null, channel, content);
                job.message_id = options.message_id;
                match document_option::file(of_kind) {
                    Some(file) => Self::from_document(job, file, &limits),
                    None => Self::build(job, &limits),
                }
            }
            (Some(_), Some(_)) => Err(Failure::usage("--json takes the place of a kind")),
            (None, None) => Err(Failure::usage(NO_CONTENT)),
        }
    }

    fn build(job: Job<Value>, limits: &Limits) -> Result<Self, Failure> {
        let notification = job
            .build_with(limits)
            .map_err(|error| Failure::content("the notification is refused", &error))?;
        let warnings = job.content.warnings();
        Ok(Self { job, notification, warnings, limits: *limits })
    }

    /// The document takes the place of the content, which has only kind and interval.
    fn from_document(mut job: Job<Value>, file: &Path, limits: &Limits) -> Result<Self, Failure> {
        let notification;
        (notification, job.content) = document_option::read(file, &job.content, limits)?;
        let notification = match job.message_id {
            Some(message_id) => notification.with_message_id(message_id),
            None => notification,
        };
        Ok(Self { job, notification, warnings: Vec::new(), limits: *limits })
    }

    /// Prints what is odd about the content and its request.
    pub(crate) fn warn(&self) {
        let of_request = self.notification.warnings(&self.job.channel, &self.limits);
        warn(self.warnings.iter().chain(&of_request));
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

    #[command(flatten)]
    limits: LimitOptions,
}

impl Options {
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
        let of_kind = content_args::command(kind);
        let document = document_option::arg(kind, &of_kind);
        of_kind.args(document).args(json.clone()).after_help(help::kind_examples(&name, kind))
    });
    command
        .subcommand_value_name("KIND")
        .subcommand_help_heading("Kinds")
        .subcommands(kinds)
        .disable_help_subcommand(true)
        .arg_required_else_help(true)
}

const JSON: &str = "json";
const NO_CONTENT: &str = "a kind of notification is needed, or a job: --json FILE";
