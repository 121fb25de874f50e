//! The options of a kind of notification, made from the table of its elements.

use std::borrow::Cow;
use std::fmt::Display;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use mpns_proto::{
    BatchingInterval, Content, Element, ElementType, Kind, Limits, NotificationClass, Target, Value,
};

use crate::failure::Failure;
use crate::input;

/// The command of a kind.
pub(crate) fn command(kind: Kind) -> Command {
    let mut command = Command::new(kind.kebab_case()).about(about(kind));
    if matches!(kind.target(), Target::Tile) {
        command = command.arg(
            text(Element::Id.kebab_case(), "URI")
                .help("The navigation URI of a secondary tile [default: the primary tile]"),
        );
    }
    let listed = kind.elements().iter().filter(|element| !is_cycle_image(**element));
    for element in listed {
        command = command.arg(element_arg(*element));
    }
    command = match kind {
        Kind::Toast => command.arg(flag(SILENT).help("Plays no sound, even if --sound is given")),
        Kind::CycleTile => command.arg(
            text(CYCLE_IMAGE, "PATH")
                .action(ArgAction::Append)
                .help(format!("An image; may be given {} times", Element::CYCLE_IMAGES.len())),
        ),
        Kind::Raw => command.args(raw_args()),
        Kind::Tile | Kind::FlipTile | Kind::IconicTile => command,
    };
    if matches!(kind.target(), Target::Tile) {
        command =
            command.arg(text(CLEAR, "NAME").action(ArgAction::Append).value_delimiter(',').help(
                format!("Clears these properties, separated by commas: {}", clearable(kind)),
            ));
    }
    command.args(batching_args(kind))
}

/// The content that the options describe.
pub(crate) fn from_matches(
    kind: Kind,
    matches: &ArgMatches,
    limits: &Limits,
) -> Result<Content<'static>, Failure> {
    let mut content = Content::new(kind);
    let id = [Element::Id];
    let elements = kind.elements().iter().chain(&id).filter(|e| !is_cycle_image(**e));
    for element in elements {
        let Ok(Some(given)) = matches.try_get_one::<String>(element.kebab_case()) else {
            continue;
        };
        set(&mut content, *element, Value::Text(Cow::Owned(given.clone())))?;
    }
    set_cycle_images(&mut content, matches)?;
    if given(matches, SILENT) {
        set(&mut content, Element::Sound, Value::Silent)?;
    }
    for name in texts(matches, CLEAR) {
        clear(&mut content, name)?;
    }
    set_raw(&mut content, matches, limits)?;
    set_batching(&mut content, matches)?;
    Ok(content)
}

fn set(
    content: &mut Content<'static>,
    element: Element,
    value: Value<'static>,
) -> Result<(), Failure> {
    content.set(element, value).map_err(|error| {
        Failure::usage(format_args!("--{} {}", element.kebab_case(), error.misfit))
    })
}

fn clear(content: &mut Content<'static>, name: &str) -> Result<(), Failure> {
    let kind = content.kind();
    let refused = |what: &dyn Display| {
        Failure::usage(format_args!("--clear {name}: {what}; {} can be cleared", clearable(kind)))
    };
    let element = Element::from_kebab_case(name.trim())
        .ok_or_else(|| refused(&"there is no such property"))?;
    if !matches!(content.get(element), Value::Keep | Value::Clear) {
        return Err(Failure::usage(format_args!("{name} is both set and cleared")));
    }
    content
        .set(element, Value::Clear)
        .map_err(|error| refused(&format_args!("it {}", error.misfit)))
}

fn set_cycle_images(content: &mut Content<'static>, matches: &ArgMatches) -> Result<(), Failure> {
    let images: Vec<_> = texts(matches, CYCLE_IMAGE).collect();
    if images.len() > Element::CYCLE_IMAGES.len() {
        let most = Element::CYCLE_IMAGES.len();
        return Err(Failure::usage(format_args!(
            "--{CYCLE_IMAGE} was given {} times, more than the {most} allowed",
            images.len()
        )));
    }
    Element::CYCLE_IMAGES
        .into_iter()
        .zip(images)
        .try_for_each(|(element, path)| set(content, element, Value::Text(path.clone().into())))
}

fn set_raw(
    content: &mut Content<'static>,
    matches: &ArgMatches,
    limits: &Limits,
) -> Result<(), Failure> {
    let Content::Raw(raw) = content else { return Ok(()) };
    let file = matches.get_one::<PathBuf>(BODY_FILE);
    raw.payload = match (matches.get_one::<String>(BODY), file) {
        (Some(text), None) => text.clone().into_bytes().into(),
        (None, Some(path)) => input::read_at_most(limits.raw_bytes, path)?.into(),
        _ => return Err(Failure::usage("a body is needed: --body TEXT or --body-file FILE")),
    };
    raw.content_type = matches.get_one::<String>(CONTENT_TYPE).cloned().map(Cow::Owned);
    raw.explicit_target = given(matches, EXPLICIT_TARGET);
    Ok(())
}

/// A class implies the interval; for raw it is also sent as it is.
fn set_batching(content: &mut Content<'static>, matches: &ArgMatches) -> Result<(), Failure> {
    let interval = matches
        .get_one::<String>(INTERVAL)
        .and_then(|seconds| seconds.parse().ok())
        .and_then(BatchingInterval::from_seconds);
    let Some(class) = matches.get_one::<NotificationClass>(CLASS).copied() else {
        content.set_interval(interval.unwrap_or_default());
        return Ok(());
    };
    if interval.is_some_and(|interval| interval != class.interval()) {
        return Err(Failure::usage(format_args!(
            "--class {class} belongs to the interval of {} seconds",
            class.interval().seconds()
        )));
    }
    content.set_interval(class.interval());
    if let Content::Raw(raw) = content {
        raw.class = Some(class.number());
    }
    Ok(())
}

fn element_arg(element: Element) -> Arg {
    let count = format!("The count, 0 to {}; 0 hides it", Limits::MAX_COUNT);
    let help = match element {
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
        _ => "An image: a path in the app's package, or an http URI",
    };
    let value = match element.takes() {
        ElementType::NavigationUri => "URI",
        ElementType::Image | ElementType::Sound => "PATH",
        ElementType::Count => "NUMBER",
        ElementType::Color => "#AARRGGBB",
        ElementType::Text => "TEXT",
    };
    text(element.kebab_case(), value).help(help.to_owned())
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
    let seconds = BatchingInterval::ALL.map(|interval| interval.seconds().to_string());
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
    let of_interval = BatchingInterval::ALL.map(|interval| {
        let classes = (0..=u8::MAX).filter_map(NotificationClass::from_number);
        let mut classes =
            classes.filter(|class| (class.target(), class.interval()) == (target, interval));
        match (classes.next(), classes.next_back()) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            (first, _) => first.iter().map(ToString::to_string).collect(),
        }
    });
    list(&of_interval, "or")
}

/// The properties that a kind can clear, by their names as options.
fn clearable(kind: Kind) -> String {
    let clearable = kind
        .elements()
        .iter()
        .filter(|element| Content::new(kind).set(**element, Value::Clear).is_ok())
        .filter_map(|element| match Element::CYCLE_IMAGES {
            [first, .., last] if *element == first => {
                Some(format!("{} to {}", first.kebab_case(), last.kebab_case()))
            }
            _ => Some(element.kebab_case().to_owned()).filter(|_| !is_cycle_image(*element)),
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

fn text(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).allow_hyphen_values(true)
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

fn given(matches: &ArgMatches, name: &str) -> bool {
    matches!(matches.try_get_one::<bool>(name), Ok(Some(true)))
}

/// The values of an option; none if the kind has no such option.
fn texts<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a String> {
    matches.try_get_many::<String>(name).ok().flatten().into_iter().flatten()
}

fn is_cycle_image(element: Element) -> bool {
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

const SILENT: &str = "silent";
const CYCLE_IMAGE: &str = "cycle-image";
const CLEAR: &str = "clear";
const BODY: &str = "body";
const BODY_FILE: &str = "body-file";
const CONTENT_TYPE: &str = "content-type";
const EXPLICIT_TARGET: &str = "explicit-target";
const INTERVAL: &str = "interval";
const CLASS: &str = "class";
