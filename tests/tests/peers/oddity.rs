//! Unusual and wrong values.

use std::borrow::Cow;

use mpns_proto::{Color, Element, Kind, Value};
use proptest::sample::Index;

use crate::case::Case;

pub(crate) fn count_as_text(case: &mut Case) {
    for (_, value) in &mut case.values {
        if let Value::Count(count) = value {
            *value = Value::Text(count.to_string().into());
        }
    }
}

/// Gives one element an unusual or wrong value, or leaves nearly all elements out.
pub(crate) fn make_odd(case: &mut Case, [part, place, oddity]: [Index; 3]) {
    if case.kind == Kind::Raw {
        let size = oddity.get(&[0, 1024, 1025, 4000]);
        case.payload = "é".bytes().cycle().take(*size).collect();
        return;
    }
    let elements = case.kind.elements().iter().copied().filter(|element| *element != Element::Id);
    let elements = Vec::from_iter(elements);
    let narrow = [Element::Param, Element::Count, Element::BackgroundColor];
    let narrow = Vec::from_iter(narrow.into_iter().filter(|element| elements.contains(element)));
    let (element, values) = match part.index(12) {
        0 => {
            case.values.retain(|(element, _)| *element == Element::Id && oddity.index(2) == 0);
            return;
        }
        1 => {
            let element = *place.get(&[Element::Count, Element::Title]);
            case.values.clear();
            (element, vec![Value::Text("".into())])
        }
        2 => {
            case.values.clear();
            (Element::Count, vec![Value::Count(0)])
        }
        3..8 => {
            let element = *place.get(&narrow);
            (element, oddities(element))
        }
        8..10 => (*place.get(&elements), vec![Value::Clear]),
        _ => {
            let element = *place.get(&elements);
            (element, oddities(element))
        }
    };
    case.values.retain(|(known, _)| *known != element);
    if elements.contains(&element) {
        case.values.push((element, oddity.get(&values).clone()));
    }
}

/// Values that are empty, or easily taken for empty, and others that can be written in two ways.
pub(crate) fn oddities(element: Element) -> Vec<Value<'static>> {
    let text = |text: &str| Value::Text(Cow::Owned(text.to_owned()));
    match element {
        Element::Param => {
            let longest = format!("/{}", "é".repeat(255));
            vec![text("Page.xaml"), text(""), text(&longest), text(&(longest + "é"))]
        }
        Element::Count => {
            let texts = ["7", "07", "0", "", "abc", "100"].map(text);
            texts.into_iter().chain([Value::Count(100), Value::Count(0)]).collect()
        }
        Element::BackgroundColor => {
            let texts = ["red", "#123456", "#7fabcdef"].map(text);
            texts.into_iter().chain([Value::Color(Color::from_argb(0))]).collect()
        }
        _ => {
            let texts = ["", "a\u{0}b", "\u{FFFE}"].map(text);
            let long = text(&"é".repeat(1600));
            texts.into_iter().chain([Value::Clear, long]).collect()
        }
    }
}
