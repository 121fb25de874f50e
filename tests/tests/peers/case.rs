//! What is sent, before any library has processed it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mpns_proto::{BatchingInterval, Content, Element, Kind, Raw, Value, ValueError};
use serde_json::{Map, Value as Json, json};

/// A notification, and how it is passed to a library.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) kind: Kind,
    /// What is set or cleared, `Id` first.
    pub(crate) values: Vec<(Element, Value<'static>)>,
    /// The body, if it is raw.
    pub(crate) payload: Vec<u8>,
    pub(crate) explicit_target: bool,
    pub(crate) interval: BatchingInterval,
    pub(crate) message_id: Option<String>,
    pub(crate) callback: Option<&'static str>,
    pub(crate) style: Style,
    /// The end of the channel's path, and its query.
    pub(crate) path: String,
}

/// How a library is called, if it offers a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// One call with an object.
    Object,
    /// One call with positional texts.
    Positional,
    /// One call creates an object, and a second one sends it.
    Create,
}

impl Case {
    /// What an element is given.
    pub(crate) fn get(&self, element: Element) -> &Value<'static> {
        let found = self.values.iter().find(|(known, _)| *known == element);
        found.map_or(&Value::Keep, |(_, value)| value)
    }

    /// Whether a text has a character that XML 1.0 forbids (section 2.2).
    pub(crate) fn has_forbidden_character(&self) -> bool {
        let is_forbidden =
            |c: char| matches!(u32::from(c), 0..=8 | 11 | 12 | 14..=31 | 0xFFFE | 0xFFFF);
        self.values
            .iter()
            .any(|(_, value)| matches!(value, Value::Text(text) if text.contains(is_forbidden)))
    }

    /// The notification in types.
    pub(crate) fn content(&self) -> Result<Content, ValueError> {
        let mut content = Content::new(self.kind);
        if self.kind == Kind::Raw {
            let payload = self.payload.clone();
            let explicit_target = self.explicit_target;
            content = Raw { payload, explicit_target, ..Raw::default() }.into();
        }
        for (element, value) in &self.values {
            content.set(*element, value.clone())?;
        }
        content.set_interval(self.interval);
        Ok(content)
    }

    /// The job in our format.
    pub(crate) fn our_job(&self, index: usize, channel: &str) -> Json {
        let mut job = self.fields();
        job.insert("key".into(), index.into());
        job.insert("channel".into(), channel.into());
        job.insert("type".into(), camel_case(self.kind.name()).into());
        job.insert("interval".into(), self.interval.seconds().into());
        if self.kind == Kind::Raw {
            job.insert("payloadBase64".into(), STANDARD.encode(&self.payload).into());
            job.insert("explicitTarget".into(), self.explicit_target.into());
        }
        if let Some(message_id) = &self.message_id {
            job.insert("messageId".into(), message_id.clone().into());
        }
        job.into()
    }

    /// The job for a driver.
    pub(crate) fn their_job(&self, index: usize, channel: &str) -> Json {
        let mut job = json!({
            "index": index,
            "channel": channel,
            "type": camel_case(self.kind.name()),
            "interval": self.interval.seconds(),
            "fields": self.fields(),
            "style": format!("{:?}", self.style).to_lowercase(),
        });
        if self.kind == Kind::Raw {
            match str::from_utf8(&self.payload) {
                Ok(text) if self.style != Style::Create => job["text"] = text.into(),
                _ => job["bytes"] = STANDARD.encode(&self.payload).into(),
            }
        }
        if let Some(message_id) = &self.message_id {
            job["messageId"] = message_id.clone().into();
        }
        if let Some(callback) = self.callback {
            job["callback"] = callback.into();
        }
        job
    }

    fn fields(&self) -> Map<String, Json> {
        let json = |value| serde_json::to_value(value).expect("a value of JSON");
        self.values
            .iter()
            .map(|(element, value)| (camel_case(element.name()), json(value)))
            .collect()
    }
}

fn camel_case(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_ascii_lowercase() + rest
}
