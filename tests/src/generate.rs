//! Random notifications: the same seed gives the same ones.

use mpns_proto::{BatchingInterval, Color, Content, Element, ElementType, Kind, Raw, Value};
use mpns_test_support::character;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Endless values of a strategy: the same seed gives the same ones.
pub fn seeded<S: Strategy>(strategy: S, seed: u64) -> impl Iterator<Item = S::Value> {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    std::iter::repeat_with(move || {
        strategy.new_tree(&mut runner).expect("a strategy that rejects nothing").current()
    })
}

/// Notifications of every kind. Most can be built. The others change nothing, contain a character that XML
/// forbids, have an empty `Id` or whitespace around a value that is not shown, or are too long.
pub fn content() -> impl Strategy<Value = Content> {
    select(Kind::ALL).prop_flat_map(content_of)
}

/// Notifications that are documents: everything but raw.
pub fn document() -> impl Strategy<Value = Content> {
    let kinds = Kind::ALL.iter().copied().filter(|kind| *kind != Kind::Raw).collect::<Vec<_>>();
    select(kinds).prop_flat_map(content_of)
}

/// Notifications of a kind.
pub fn content_of(kind: Kind) -> BoxedStrategy<Content> {
    let interval = select(BatchingInterval::ALL);
    if kind == Kind::Raw {
        let payload = prop_oneof![vec(any::<u8>(), 0..200), text().prop_map(String::into_bytes)];
        return (payload, any::<bool>(), interval)
            .prop_map(|(payload, explicit_target, interval)| {
                Raw { explicit_target, interval, ..Raw::from(payload) }.into()
            })
            .boxed();
    }
    let elements = kind.elements();
    let values: Vec<_> = elements.iter().map(|element| value(kind, *element)).collect();
    (values, interval)
        .prop_map(move |(values, interval)| {
            let mut content = Content::new(kind);
            for (element, value) in elements.iter().zip(values) {
                content.set(*element, value).expect("a value of the element's sort");
            }
            content.set_interval(interval);
            content
        })
        .boxed()
}

/// Texts: plain, full of markup, of any script, of any characters.
pub fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ -~]{0,20}",
        4 => "[&<>\"'\t\r\n \\]\\[!?#;x0-9-]{0,12}",
        4 => "\\PC{0,12}",
        1 => vec(character(), 0..12).prop_map(|text| text.into_iter().collect()),
    ]
    .prop_map(String::from)
}

/// Texts that are not shown, mostly without whitespace around them.
fn unshown() -> impl Strategy<Value = String> {
    prop_oneof![
        12 => text().prop_map(|text| text.trim_matches([' ', '\t', '\r', '\n']).to_owned()),
        1 => text(),
    ]
}

fn into_value(text: String) -> Value<'static> {
    Value::Text(text.into())
}

fn value(kind: Kind, element: Element) -> BoxedStrategy<Value<'static>> {
    let set = match element {
        Element::Count => (0..=99_u8).prop_map(Value::Count).boxed(),
        Element::BackgroundColor => {
            any::<u32>().prop_map(|argb| Value::Color(Color::from_argb(argb))).boxed()
        }
        Element::Param => ("[/?]", unshown())
            .prop_map(|(start, rest)| Value::Text((start + &rest).into()))
            .boxed(),
        Element::Sound => prop_oneof![Just(Value::Silent), unshown().prop_map(into_value)].boxed(),
        _ if element.takes() == ElementType::Text => text().prop_map(into_value).boxed(),
        _ => unshown().prop_map(into_value).boxed(),
    };
    let clearable = kind != Kind::Toast
        && element != Element::Id
        && (kind, element) != (Kind::Tile, Element::BackgroundImage);
    if clearable {
        prop_oneof![Just(Value::Keep), Just(Value::Clear), set].boxed()
    } else {
        prop_oneof![Just(Value::Keep), set].boxed()
    }
}
