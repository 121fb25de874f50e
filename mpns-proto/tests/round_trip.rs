//! A notification that is built, written and read back is the same, whatever it holds.

#![allow(clippy::arithmetic_side_effects, clippy::expect_used, reason = "tests may panic")]

use std::borrow::Cow;

use mpns_proto::service::read_notification;
use mpns_proto::{
    BatchingInterval, ChannelUri, Color, Content, CycleTile, Element, FlipTile, IconicTile, Job,
    Kind, Limits, Property, Raw, Sound, Tile, Toast, Value,
};
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use uuid::Uuid;

type Text = Cow<'static, str>;

fn text() -> impl Strategy<Value = Text> {
    prop_oneof![
        "[ -~]{0,20}",
        "[&<>\"'\t\r\n \\]]{0,12}",
        "\\PC{0,12}",
        any::<String>().prop_map(|text| text.chars().take(12).collect()),
    ]
    .prop_map(Text::from)
}

fn property<T: std::fmt::Debug + Clone + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Property<T>> {
    prop_oneof![Just(Property::Keep), Just(Property::Clear), value.prop_map(Property::Set)].boxed()
}

fn interval() -> impl Strategy<Value = BatchingInterval> {
    proptest::sample::select(&BatchingInterval::ALL)
}

fn count() -> impl Strategy<Value = u8> {
    0..=100_u8
}

fn toast() -> impl Strategy<Value = Toast<'static>> {
    let sound = prop_oneof![Just(Sound::Silent), text().prop_map(Sound::File)];
    let param = ("[/?]?", text()).prop_map(|(start, rest)| Text::from(start + &rest));
    (of(text()), of(text()), of(param), of(sound), interval()).prop_map(
        |(text1, text2, param, sound, interval)| Toast { text1, text2, param, sound, interval },
    )
}

fn tile() -> impl Strategy<Value = Tile<'static>> {
    let t = || property(text());
    (of(text()), of(text()), property(count()), t(), t(), t(), t(), interval()).prop_map(
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

fn flip_tile() -> impl Strategy<Value = FlipTile<'static>> {
    (of(text()), vec(property(text()), 9), property(count()), interval()).prop_map(
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

fn iconic_tile() -> impl Strategy<Value = IconicTile<'static>> {
    let color = property(any::<u32>().prop_map(Color::from_argb));
    (of(text()), vec(property(text()), 6), property(count()), color, interval()).prop_map(
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

fn cycle_tile() -> impl Strategy<Value = CycleTile<'static>> {
    (of(text()), vec(property(text()), 11), property(count()), interval()).prop_map(
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

fn raw() -> impl Strategy<Value = Raw<'static>> {
    let class = of(0..40_u8);
    (vec(any::<u8>(), 0..1100), of("[ -~]{0,8}"), any::<bool>(), interval(), class).prop_map(
        |(payload, content_type, explicit_target, interval, class)| Raw {
            payload: payload.into(),
            content_type: content_type.map(Text::from),
            explicit_target,
            interval,
            class,
        },
    )
}

fn content() -> impl Strategy<Value = Content<'static>> {
    prop_oneof![
        toast().prop_map(Content::from),
        tile().prop_map(Content::from),
        flip_tile().prop_map(Content::from),
        iconic_tile().prop_map(Content::from),
        cycle_tile().prop_map(Content::from),
        raw().prop_map(Content::from),
    ]
}

fn channel() -> ChannelUri {
    "http://h.example/A".parse().expect("a channel")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn built_written_and_read_it_is_the_same(content in content(), id in any::<Option<u128>>()) {
        let Ok(mut notification) = content.build() else { return Ok(()) };
        if let Some(id) = id {
            notification = notification.with_message_id(Uuid::from_u128(id));
        }
        let request = notification.request(&channel());
        let read = read_notification(&request, &Limits::default())
            .map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
        prop_assert_eq!(read.message_id.and_then(|id| id.as_uuid()), id.map(Uuid::from_u128));
        let again = read.content.build().expect("what was read can be built");
        prop_assert_eq!(again.request(&channel()).headers().len() + usize::from(id.is_some()), request.headers().len());
        prop_assert_eq!(again.body(), notification.body());
        if content.kind() != Kind::Raw {
            // Raw has two ways to say its default class and content type.
            prop_assert_eq!(read.content, content);
        }
    }

    #[test]
    fn as_json_it_is_the_same(content in content()) {
        let json = serde_json::to_string(&content).expect("JSON");
        match serde_json::from_str::<Content<'static>>(&json) {
            Ok(read) => prop_assert_eq!(read, content),
            // A count over the limit is refused on reading, and would be on building.
            Err(_) => prop_assert!(content.build().is_err()),
        }
    }

    #[test]
    fn a_job_is_the_same_too(content in toast(), key in any::<u64>(), id in any::<Option<u128>>()) {
        let job = Job { key, channel: channel(), content: content.into(), message_id: id.map(Uuid::from_u128) };
        let json = serde_json::to_string(&job).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Job<u64>>(&json).expect("a job"), job);
    }

    #[test]
    fn elements_by_name_are_the_fields(content in content()) {
        let mut copy = Content::new(content.kind());
        let elements = Content::elements(content.kind()).iter().chain([&Element::Id]);
        for element in elements {
            let value = match content.get(*element) {
                Value::Keep => continue,
                Value::Text(text) => Value::Text(text.into_owned().into()),
                Value::Count(count) => Value::Count(count),
                Value::Color(color) => Value::Color(color),
                Value::Clear => Value::Clear,
                Value::Silent => Value::Silent,
            };
            match copy.set(*element, value.clone()) {
                Ok(()) => prop_assert_eq!(copy.get(*element), value),
                Err(_) => prop_assert!(matches!(value, Value::Count(100))),
            }
        }
        copy.set_interval(content.interval());
        if let (Ok(a), Ok(b)) = (content.build(), copy.build()) && content.kind() != Kind::Raw {
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn the_reader_is_total(body in vec(any::<u8>(), 0..400), markup in "[<>/=\"'&;#!?\\-\\[\\]a-cwp:xT \r\n]{0,80}") {
        for body in [&body[..], markup.as_bytes()] {
            let request = http::Request::post("/").header("X-WindowsPhone-Target", "toast").body(body).expect("a request");
            let _ = read_notification(&request, &Limits::default());
        }
    }
}
