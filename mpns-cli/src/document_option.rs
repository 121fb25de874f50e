//! `--document`: a document that was written elsewhere, sent as it is.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, Id, value_parser};
use mpns_proto::{Content, Kind, Limits, Notification};

use crate::content_args::{CLASS, INTERVAL};
use crate::failure::{Failure, say};
use crate::input;

/// The option of a kind, for which every option for its content is another way.
pub(crate) fn arg(kind: Kind, of_kind: &Command) -> Option<Arg> {
    let ids = of_kind.get_arguments().map(Arg::get_id);
    let others = ids.filter(|id| ![CLASS, INTERVAL].contains(&id.as_str())).cloned();
    let arg = Arg::new(DOCUMENT).long(DOCUMENT).value_name("FILE");
    let arg = arg
        .value_parser(value_parser!(PathBuf))
        .conflicts_with_all(others.collect::<Vec<Id>>())
        .help("Sends this document as it is, if a service takes it; - is standard input");
    (kind != Kind::Raw).then_some(arg)
}

/// The file that is given.
pub(crate) fn file(matches: &ArgMatches) -> Option<&PathBuf> {
    matches.try_get_one(DOCUMENT).ok().flatten()
}

/// Reads a document, which has to be of the kind of this content and gets its interval. Prints what is odd to standard
/// error.
pub(crate) fn read(
    file: &Path,
    content: &Content,
    limits: &Limits,
) -> Result<(Notification, Content), Failure> {
    let document = input::read_at_most(limits.document_bytes, file)?;
    let shown = file.display();
    let made = Notification::from_user_document(document, content.interval(), limits);
    let (notification, incoming) =
        made.map_err(|refusal| Failure::content(format_args!("{shown} is refused"), &refusal))?;
    let (found, kind) = (notification.kind(), content.kind());
    if found != kind {
        let text = format_args!("{shown} is refused: its kind is {found}, not {kind}");
        return Err(Failure::usage(text));
    }
    for warning in incoming.warnings {
        say(format_args!("mpns: warning: {shown}: {warning}"));
    }
    Ok((notification, incoming.content))
}

const DOCUMENT: &str = "document";
