use mpns_proto::{Content, Element, Limits, Value};
use mpns_test_support::oracle::{self, Said};

/// Whether the oracle lets a notification be sent to the phone of `limits`. Ignores the size of a document.
///
/// The library only gives the values.
pub(crate) fn is_sendable(content: &Content, limits: &Limits) -> bool {
    if let Content::Raw(raw) = content {
        let content_type = raw.content_type.as_deref();
        return raw.payload.len() <= limits.raw_bytes
            && oracle::is_sendable_raw(raw.class, raw.interval.seconds(), content_type);
    }
    let said = |element: &Element| match content.get(*element) {
        Value::Keep => None,
        Value::Text(text) => Some((element.name(), Said::Text(text.into_owned()))),
        Value::Count(count) => Some((element.name(), Said::Count(count))),
        Value::Clear | Value::Color(_) | Value::Silent => Some((element.name(), Said::Other)),
    };
    let elements: Vec<_> = Element::ALL.iter().filter_map(said).collect();
    let runs = |since: &str| limits.os.is_none_or(|os| os >= since.parse().expect("a version"));
    oracle::is_sendable(content.kind().template(), &elements, limits.param_chars, runs)
}
