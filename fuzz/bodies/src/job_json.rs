use arbitrary::Unstructured;
use mpns_proto::{Content, Element, Job, Kind, Limits, Record, Reply};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{arbitrary_values, notification_roundtrip};

/// Any JSON is a job, a notification, a reply or a record, or refused. Written and read again, each is the same. Any
/// job is built or refused.
///
/// The input is JSON, or an object with the fields of a job is generated from it.
pub fn job_json(data: &[u8]) {
    let made = match data.first() {
        Some(b'{' | b'[' | b'"' | b' ') | None => None,
        Some(_) => object(&mut Unstructured::new(data)).ok(),
    };
    let made = made.map(|object| Value::Object(object).to_string().into_bytes());
    let json = made.as_deref().unwrap_or(data);

    if let Some(job) = round_trip::<Job<Value>>(json) {
        notification_roundtrip::check(&job.content, &Limits::default(), job.message_id);
        let id = job.build().map(|built| built.message_id());
        assert_eq!(id, job.content.build().map(|_| job.message_id));
        let debug = format!("{:?}", job.channel);
        assert!(debug.ends_with("/…)"), "{debug}");
    }
    if let Some(content) = round_trip::<Content>(json) {
        notification_roundtrip::check(&content, &Limits::default(), None);
    }
    round_trip::<Reply>(json);
    round_trip::<Record<Value>>(json);
}

fn round_trip<T>(json: &[u8]) -> Option<T>
where
    T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug,
{
    let read: T = match serde_json::from_slice(json) {
        Ok(read) => read,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return None;
        }
    };
    let written = serde_json::to_string(&read).expect("JSON");
    let again = serde_json::from_str::<T>(&written);
    assert_eq!(again.unwrap_or_else(|error| panic!("{error}: {written}")), read, "{written}");
    let value = serde_json::to_value(&read).expect("a value");
    assert_eq!(serde_json::from_value::<T>(value).expect("from a value"), read, "{written}");
    Some(read)
}

fn object(u: &mut Unstructured<'_>) -> arbitrary::Result<Map<String, Value>> {
    let mut object = Map::new();
    let kinds: Vec<_> = Kind::ALL.iter().map(|kind| camel_case(kind.name())).collect();
    let kind = arbitrary_values::word(u, &kinds)?;
    object.insert("type".into(), kind.into());
    object.insert("channel".into(), arbitrary_values::word(u, &CHANNELS)?.into());
    let elements = Element::ALL.iter().map(|element| camel_case(element.name()));
    let names: Vec<_> = elements.chain(FIELDS.map(ToOwned::to_owned)).collect();
    for (name, value) in
        arbitrary_values::several(u, |u| Ok((arbitrary_values::word(u, &names)?, value(u, 3)?)))?
    {
        object.insert(name, value);
    }
    Ok(object)
}

fn camel_case(name: &str) -> String {
    let mut name = name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    name
}

fn value(u: &mut Unstructured<'_>, depth: usize) -> arbitrary::Result<Value> {
    Ok(match u.int_in_range(0..=if depth == 0 { 5 } else { 7 })? {
        0 => Value::Null,
        1 => u.arbitrary::<bool>()?.into(),
        2 => u.arbitrary::<u8>()?.into(),
        3 => u.arbitrary::<i64>()?.into(),
        4 => arbitrary_values::word(u, &WORDS)?.into(),
        5 => u.arbitrary::<f64>()?.into(),
        6 => arbitrary_values::several(u, |u| value(u, depth - 1))?.into(),
        _ => Value::Object(Map::from_iter([("silent".to_owned(), value(u, depth - 1)?)])),
    })
}

const CHANNELS: [&str; 3] =
    ["http://h/A", "https://db3.notify.live.net/unthrottledthirdparty/01.00/A?b=c", "/A"];

const FIELDS: [&str; 10] = [
    "key",
    "messageId",
    "interval",
    "payload",
    "payloadBase64",
    "contentType",
    "explicitTarget",
    "class",
    "cycleImages",
    "status",
];

const WORDS: [&str; 10] = [
    "",
    "text",
    "/Page.xaml?a=b&c",
    "7",
    "99",
    "#FF102030",
    "//4=",
    "01234567-89ab-cdef-0123-456789abcdef",
    "a\u{0}b",
    "<&>\"'\r\n",
];
