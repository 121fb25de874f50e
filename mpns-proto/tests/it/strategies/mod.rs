//! Notifications to test with, good and bad ones.

use mpns_proto::{
    BatchingInterval, Color, Content, CycleTile, FlipTile, IconicTile, Property, Raw, Sound, Tile,
    Toast,
};
use mpns_test_support::character;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

/// Texts: plain, full of markup, of any script, of any characters. Most may be sent.
fn text() -> impl Strategy<Value = String> {
    let any = vec(character(), 0..12).prop_map(|text| text.into_iter().collect());
    prop_oneof![
        6 => "[ -~]{0,20}",
        4 => "[&<>\"'\t\r\n \\]]{0,12}",
        4 => "\\PC{0,12}",
        2 => any,
    ]
    .prop_map(String::from)
}

/// Texts that are not shown, mostly without whitespace around them.
fn unshown() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => text().prop_map(|text| text.trim_matches([' ', '\t', '\r', '\n']).to_owned()),
        1 => text(),
    ]
}

/// The `Id` of a tile, sometimes an empty one.
fn id() -> impl Strategy<Value = Option<String>> {
    of(("[/]?", unshown()).prop_map(|(start, rest)| start + &rest))
}

/// Parameters of a toast: mostly pages, some of about the maximal length.
fn param() -> impl Strategy<Value = String> {
    let long = ("[/?]", vec(prop_oneof![Just('a'), Just('é'), Just('&')], 253..=257));
    prop_oneof![
        3 => ("[/?]?", unshown()).prop_map(|(start, rest)| start + &rest),
        1 => long.prop_map(|(start, rest)| start + &rest.into_iter().collect::<String>()),
    ]
    .prop_map(String::from)
}

fn property<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Property<T>> {
    prop_oneof![Just(Property::Keep), Just(Property::Clear), value.prop_map(Property::Set)].boxed()
}

fn interval() -> impl Strategy<Value = BatchingInterval> {
    select(BatchingInterval::ALL)
}

/// Counts, mostly within the limit.
fn count() -> impl Strategy<Value = u8> {
    prop_oneof![6 => 0..=99_u8, 1 => 98..=101_u8, 1 => any::<u8>()]
}

pub(crate) fn toast() -> impl Strategy<Value = Toast> {
    let sound = prop_oneof![Just(Sound::Silent), unshown().prop_map(Sound::File)];
    (of(text()), of(text()), of(param()), of(sound), interval()).prop_map(
        |(text1, text2, param, sound, interval)| Toast { text1, text2, param, sound, interval },
    )
}

fn tile() -> impl Strategy<Value = Tile> {
    let t = || property(text());
    (id(), of(unshown()), property(count()), t(), t(), t(), t(), interval()).prop_map(
        |(id, background_image, count, title, a, b, c, interval)| Tile {
            id,
            background_image,
            count,
            title,
            back_background_image: a,
            back_title: b,
            back_content: c,
            interval,
        },
    )
}

fn flip_tile() -> impl Strategy<Value = FlipTile> {
    (id(), vec(property(text()), 9), property(count()), interval()).prop_map(
        |(id, mut texts, count, interval)| {
            let mut next = || texts.pop().unwrap_or_default();
            FlipTile {
                id,
                small_background_image: next(),
                wide_background_image: next(),
                wide_back_background_image: next(),
                wide_back_content: next(),
                background_image: next(),
                count,
                title: next(),
                back_background_image: next(),
                back_title: next(),
                back_content: next(),
                interval,
            }
        },
    )
}

fn iconic_tile() -> impl Strategy<Value = IconicTile> {
    let color = property(any::<u32>().prop_map(Color::from_argb));
    (id(), vec(property(text()), 6), property(count()), color, interval()).prop_map(
        |(id, mut texts, count, background_color, interval)| {
            let mut next = || texts.pop().unwrap_or_default();
            IconicTile {
                id,
                small_icon_image: next(),
                icon_image: next(),
                wide_content1: next(),
                wide_content2: next(),
                wide_content3: next(),
                count,
                title: next(),
                background_color,
                interval,
            }
        },
    )
}

fn cycle_tile() -> impl Strategy<Value = CycleTile> {
    (id(), vec(property(text()), 11), property(count()), interval()).prop_map(
        |(id, mut texts, count, interval)| {
            let mut next = || texts.pop().unwrap_or_default();
            CycleTile {
                id,
                small_background_image: next(),
                cycle_images: std::array::from_fn(|_| next()),
                count,
                title: next(),
                interval,
            }
        },
    )
}

fn raw() -> impl Strategy<Value = Raw> {
    let class = of(0..40_u8);
    (vec(any::<u8>(), 0..1100), of("[ -~]{0,8}"), any::<bool>(), interval(), class).prop_map(
        |(payload, content_type, explicit_target, interval, class)| Raw {
            payload,
            content_type,
            explicit_target,
            interval,
            class,
        },
    )
}

/// A notification of any kind, good or bad.
pub(crate) fn content() -> impl Strategy<Value = Content> {
    prop_oneof![
        toast().prop_map(Content::from),
        tile().prop_map(Content::from),
        flip_tile().prop_map(Content::from),
        iconic_tile().prop_map(Content::from),
        cycle_tile().prop_map(Content::from),
        raw().prop_map(Content::from),
    ]
}
