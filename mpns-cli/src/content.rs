//! From the options of a kind of notification to its content.

use std::fmt::Display;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use mpns_proto::{BatchingInterval, Content, Element, Kind, Limits, NotificationClass, Value};

use crate::content_args::{
    BODY, BODY_FILE, CLASS, CLEAR, CONTENT_TYPE, CYCLE_IMAGE, EXPLICIT_TARGET, INTERVAL, REST,
    SILENT, clearable, is_cycle_image,
};
use crate::failure::Failure;
use crate::kebab_case::kebab_case;
use crate::{input, query_option};

/// The content in a file of JSON, which is a job without key and channel, and the bytes of the file.
pub(crate) fn read(file: &Path) -> Result<(Content, Vec<u8>), Failure> {
    let bytes = input::read(file)?;
    let shown = file.display();
    let text = input::text(&bytes)
        .map_err(|what| Failure::usage(format_args!("the content in {shown} is {what}")))?;
    let content = serde_json::from_str(text)
        .map_err(|error| Failure::content(format_args!("the content in {shown}"), &error))?;
    Ok((content, bytes))
}

/// The content that the options describe.
pub(crate) fn from_matches(
    kind: Kind,
    matches: &ArgMatches,
    limits: &Limits,
) -> Result<Content, Failure> {
    let mut content = Content::new(kind);
    for element in kind.elements().iter().filter(|element| !is_cycle_image(**element)) {
        let Ok(Some(given)) = matches.try_get_one::<String>(&kebab_case(element.name())) else {
            continue;
        };
        set(&mut content, *element, Value::Text(given.into()))?;
    }
    query_option::apply(&mut content, matches)?;
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

fn set(content: &mut Content, element: Element, value: Value<'_>) -> Result<(), Failure> {
    content.set(element, value).map_err(|error| {
        Failure::usage(format_args!("--{} {}", kebab_case(element.name()), error.misfit))
    })
}

fn clear(content: &mut Content, name: &str) -> Result<(), Failure> {
    if name.trim() == REST {
        return clear_rest(content);
    }
    let kind = content.kind();
    let refused = |what: &dyn Display| {
        Failure::usage(format_args!("--clear {name}: {what}; {} can be cleared", clearable(kind)))
    };
    let mut elements = Element::ALL.iter().copied();
    let element = elements
        .find(|element| kebab_case(element.name()) == name.trim())
        .ok_or_else(|| refused(&"there is no such property"))?;
    if !matches!(content.get(element), Value::Keep | Value::Clear) {
        return Err(Failure::usage(format_args!("{name} is both set and cleared")));
    }
    content
        .set(element, Value::Clear)
        .map_err(|error| refused(&format_args!("it {}", error.misfit)))
}

/// Clears the cycle images that are not set.
fn clear_rest(content: &mut Content) -> Result<(), Failure> {
    for image in Element::CYCLE_IMAGES {
        if content.get(image) == Value::Keep {
            content.set(image, Value::Clear).map_err(|error| {
                Failure::usage(format_args!("--{CLEAR} {REST} is for cycle images: {error}"))
            })?;
        }
    }
    Ok(())
}

fn set_cycle_images(content: &mut Content, matches: &ArgMatches) -> Result<(), Failure> {
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
        .try_for_each(|(element, path)| set(content, element, Value::Text(path.into())))
}

fn set_raw(content: &mut Content, matches: &ArgMatches, limits: &Limits) -> Result<(), Failure> {
    let Content::Raw(raw) = content else { return Ok(()) };
    let file = matches.get_one::<PathBuf>(BODY_FILE);
    raw.payload = match (matches.get_one::<String>(BODY), file) {
        (Some(text), None) => text.clone().into_bytes(),
        (None, Some(path)) => input::read_at_most(limits.raw_bytes, path)?,
        _ => return Err(Failure::usage("a body is needed: --body TEXT or --body-file FILE")),
    };
    raw.content_type = matches.get_one::<String>(CONTENT_TYPE).cloned();
    raw.explicit_target = given(matches, EXPLICIT_TARGET);
    Ok(())
}

/// A class implies the interval; for raw its number is sent, too.
fn set_batching(content: &mut Content, matches: &ArgMatches) -> Result<(), Failure> {
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

fn given(matches: &ArgMatches, name: &str) -> bool {
    matches!(matches.try_get_one::<bool>(name), Ok(Some(true)))
}

/// The values of an option; none if the kind has no such option.
fn texts<'a>(matches: &'a ArgMatches, name: &str) -> impl Iterator<Item = &'a String> {
    matches.try_get_many::<String>(name).ok().flatten().into_iter().flatten()
}
