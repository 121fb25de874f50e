//! `--query`: the query of the page that a toast or a secondary tile names.

use clap::{Arg, ArgAction, ArgMatches};
use mpns_proto::{Content, Element, ElementType, Kind, NavigationUri, Value};

use crate::failure::Failure;
use crate::kebab_case::kebab_case;

/// The option, if the kind has a page.
pub(crate) fn arg(kind: Kind) -> Option<Arg> {
    let page = page(kind)?;
    let alone = if may_be_absent(page) { ", or of the first page" } else { "" };
    let help = format!(
        "Adds to the query of --{}{alone}, percent-encoded; may be repeated",
        kebab_case(page.name())
    );
    let read = |text: &str| match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("not a name, = and a value"),
    };
    let arg = Arg::new(QUERY).long(QUERY).value_name("NAME=VALUE").allow_hyphen_values(true);
    Some(arg.action(ArgAction::Append).value_parser(read).help(help))
}

/// Appends what is given to the page that is set.
pub(crate) fn apply(content: &mut Content, matches: &ArgMatches) -> Result<(), Failure> {
    let Some(page) = page(content.kind()) else { return Ok(()) };
    let Some(pairs) = matches.get_many::<(String, String)>(QUERY) else { return Ok(()) };
    let uri = match content.get(page) {
        Value::Text(uri) => NavigationUri::new(&uri),
        _ if may_be_absent(page) => NavigationUri::new(""),
        _ => {
            let option = kebab_case(page.name());
            return Err(Failure::usage(format_args!("--{QUERY} needs --{option}")));
        }
    };
    let uri = pairs.fold(uri, |uri, (name, value)| uri.query(name, value));
    content.set(page, Value::Text(String::from(uri).into())).map_err(Failure::usage)
}

/// The element with the page, if the kind has one.
fn page(kind: Kind) -> Option<Element> {
    let mut elements = kind.elements().iter().copied();
    elements.find(|element| element.takes() == ElementType::NavigationUri)
}

/// A toast with a query alone opens the app's first page. A secondary tile is not known by a query alone.
fn may_be_absent(page: Element) -> bool {
    page == Element::Param
}

const QUERY: &str = "query";
