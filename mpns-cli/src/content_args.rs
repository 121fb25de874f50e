//! The options of a kind of notification, generated from the table of its elements.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, Str};
use clap::{Arg, ArgAction, Command, value_parser};
use mpns_proto::{
    BatchingInterval, Content, Element, ElementType, Kind, Limits, NotificationClass, Target, Value,
};

use crate::kebab_case::kebab_case;
use crate::query_option;

/// The command of a kind.
pub(crate) fn command(kind: Kind) -> Command {
    let listed = kind.elements().iter().filter(|element| !is_cycle_image(**element));
    let mut command = Command::new(kebab_case(kind.name())).about(about(kind));
    command = command.args(listed.map(|element| element_arg(kind, *element)));
    command = match kind {
        Kind::Toast => command.arg(flag(SILENT).help("Plays no sound, even if --sound is given")),
        Kind::CycleTile => {
            command.arg(text(CYCLE_IMAGE, "PATH").action(ArgAction::Append).help(format!(
                "An image: a path in the app's package; may be given {} times",
                Element::CYCLE_IMAGES.len()
            )))
        }
        Kind::Raw => command.args(raw_args()),
        Kind::Tile | Kind::FlipTile | Kind::IconicTile => command,
    };
    command = command.args(query_option::arg(kind));
    if matches!(kind.target(), Target::Tile) {
        command = command.arg(clear_arg(kind));
    }
    command.args(batching_args(kind))
}

fn element_arg(kind: Kind, element: Element) -> Arg {
    let count = format!("The count, 0 to {}; 0 hides it", Limits::MAX_COUNT);
    let help = match element {
        Element::Id => "The navigation URI of a secondary tile [default: the primary tile]",
        Element::Text1 => "The title, in bold",
        Element::Text2 => "The content, after the title",
        Element::Param => "The page that a tap opens; begins with / or ?",
        Element::Sound => "A sound in the app's package",
        Element::Count => &count,
        Element::BackgroundColor => "The colour behind the icon; AA is its opacity",
        Element::Title => "The title",
        Element::BackTitle => "The title on the back",
        Element::BackContent => "The text on the back",
        Element::WideBackContent => "The text on the back of the wide tile",
        Element::WideContent1 => "The first line of the wide tile, in large letters",
        Element::WideContent2 => "The second line of the wide tile",
        Element::WideContent3 => "The third line of the wide tile",
        _ if kind == Kind::CycleTile => "An image: a path in the app's package",
        _ => "An image: a path in the app's package, or an http URI",
    };
    let value = match element.takes() {
        ElementType::NavigationUri => "URI",
        ElementType::Image | ElementType::Sound => "PATH",
        ElementType::Count => "NUMBER",
        ElementType::Color => "#AARRGGBB",
        ElementType::Text => "TEXT",
    };
    text(kebab_case(element.name()), value).help(help.to_owned())
}

fn clear_arg(kind: Kind) -> Arg {
    let rest = match kind {
        Kind::CycleTile => "; rest clears the cycle images that are not set",
        _ => "",
    };
    let help = format!("Clears these properties, separated by commas: {}{rest}", clearable(kind));
    text(CLEAR, "NAME").action(ArgAction::Append).value_delimiter(',').help(help)
}

fn raw_args() -> [Arg; 4] {
    let file = Arg::new(BODY_FILE).long(BODY_FILE).value_name("FILE");
    [
        text(BODY, "TEXT").help("The body, as text"),
        file.value_parser(value_parser!(PathBuf))
            .conflicts_with(BODY)
            .help("A file with the body; - is standard input"),
        text(CONTENT_TYPE, "TYPE").help("The content type [default: text/xml]"),
        flag(EXPLICIT_TARGET).help("Sends X-WindowsPhone-Target: raw, which some services want"),
    ]
}

fn batching_args(kind: Kind) -> [Arg; 2] {
    let class = Arg::new(CLASS).long(CLASS).value_name("NUMBER");
    let seconds = BatchingInterval::ALL.iter().map(|interval| interval.seconds().to_string());
    let classes = classes(kind.target());
    let help = format!("The notification class, which implies the interval: {classes}");
    let immediate = BatchingInterval::default().seconds();
    let read = move |number: &str| {
        let class = number.parse().ok().and_then(NotificationClass::from_number);
        class
            .filter(|class| class.to_string() == number && class.target() == kind.target())
            .ok_or_else(|| format!("for this kind it is {classes}"))
    };
    [
        text(INTERVAL, "SECONDS")
            .value_parser(PossibleValuesParser::new(seconds))
            .help(format!("How long the service may hold it back [default: {immediate}]")),
        class.value_parser(read).help(help),
    ]
}

/// The class numbers of a target, such as `3 to 10, 13 to 20 or 23 to 31`.
fn classes(target: Target) -> String {
    let of_interval = BatchingInterval::ALL.iter().map(|&interval| {
        let classes = (0..=u8::MAX).filter_map(NotificationClass::from_number);
        let mut classes =
            classes.filter(|class| (class.target(), class.interval()) == (target, interval));
        match (classes.next(), classes.next_back()) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            (first, _) => first.iter().map(ToString::to_string).collect(),
        }
    });
    list(&of_interval.collect::<Vec<_>>(), "or")
}

/// The properties that a kind can clear, by their names as options.
pub(crate) fn clearable(kind: Kind) -> String {
    let clearable = kind
        .elements()
        .iter()
        .filter(|element| Content::new(kind).set(**element, Value::Clear).is_ok())
        .filter_map(|element| match Element::CYCLE_IMAGES {
            [first, .., last] if *element == first => {
                Some(format!("{} to {}", kebab_case(first.name()), kebab_case(last.name())))
            }
            _ => Some(kebab_case(element.name())).filter(|_| !is_cycle_image(*element)),
        });
    list(&clearable.collect::<Vec<_>>(), "and")
}

/// Words as a sentence lists them: `a, b or c`.
fn list(words: &[String], conjunction: &str) -> String {
    match words {
        [words @ .., last] if !words.is_empty() => {
            format!("{} {conjunction} {last}", words.join(", "))
        }
        words => words.concat(),
    }
}

fn text(name: impl Into<Str>, value: &'static str) -> Arg {
    let name = name.into();
    Arg::new(name.clone()).long(name).value_name(value).allow_hyphen_values(true)
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

pub(crate) fn is_cycle_image(element: Element) -> bool {
    Element::CYCLE_IMAGES.contains(&element)
}

fn about(kind: Kind) -> String {
    let images = Element::CYCLE_IMAGES.len();
    let what = match kind {
        Kind::Toast => "A toast: a banner at the top of the screen",
        Kind::Tile => "A tile without a template",
        Kind::FlipTile => "A flip tile: front and back, three sizes",
        Kind::IconicTile => "An iconic tile: an icon with a count",
        Kind::CycleTile => &format!("A cycle tile: up to {images} images that take turns"),
        Kind::Raw => "A raw notification: a body for the running app",
    };
    format!("{what} (Windows Phone {} or later)", kind.since())
}

pub(crate) const SILENT: &str = "silent";
pub(crate) const CYCLE_IMAGE: &str = "cycle-image";
pub(crate) const CLEAR: &str = "clear";
/// Clears the cycle images that are not set.
pub(crate) const REST: &str = "rest";
pub(crate) const BODY: &str = "body";
pub(crate) const BODY_FILE: &str = "body-file";
pub(crate) const CONTENT_TYPE: &str = "content-type";
pub(crate) const EXPLICIT_TARGET: &str = "explicit-target";
pub(crate) const INTERVAL: &str = "interval";
pub(crate) const CLASS: &str = "class";
