//! A notification as a flat object: its type, its elements, its interval.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::camel_case::CamelCase;
use super::field::next_field;
use super::fields::{CYCLE_IMAGES, Fields, implied_interval};
use crate::{Content, Element, Kind, Raw, Value};

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        serialize_into(self, &mut map)?;
        map.end()
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ContentVisitor)
    }
}

/// Writes the fields of a notification into an object, which may have other fields.
pub(super) fn serialize_into<M: SerializeMap>(
    content: &Content,
    map: &mut M,
) -> Result<(), M::Error> {
    map.serialize_entry("type", &CamelCase(content.kind().name()))?;
    if let Content::Raw(raw) = content {
        serialize_raw(raw, map)?;
    }
    // The images before the first that is kept are a list; each one after it has its own field.
    let images = Element::CYCLE_IMAGES.map(|image| content.get(image));
    let listed = images.iter().take_while(|image| **image != Value::Keep).count();
    let images = images.get(..listed).unwrap_or_default();
    let listed = Element::CYCLE_IMAGES.get(..listed).unwrap_or_default();
    for element in content.kind().elements() {
        let value = content.get(*element);
        if listed.first() == Some(element) {
            map.serialize_entry(CYCLE_IMAGES, images)?;
        } else if value != Value::Keep && !listed.contains(element) {
            map.serialize_entry(&CamelCase(element.name()), &value)?;
        }
    }
    if content.interval() != implied_interval(content) {
        map.serialize_entry("interval", &content.interval().seconds())?;
    }
    Ok(())
}

fn serialize_raw<M: SerializeMap>(raw: &Raw, map: &mut M) -> Result<(), M::Error> {
    match str::from_utf8(&raw.payload) {
        Ok(text) => map.serialize_entry("payload", text)?,
        Err(_) => map.serialize_entry("payloadBase64", &STANDARD.encode(&raw.payload))?,
    }
    if let Some(content_type) = &raw.content_type {
        map.serialize_entry("contentType", content_type)?;
    }
    if raw.explicit_target {
        map.serialize_entry("explicitTarget", &true)?;
    }
    if let Some(class) = raw.class {
        map.serialize_entry("class", &class)?;
    }
    Ok(())
}

struct ContentVisitor;

impl<'de> Visitor<'de> for ContentVisitor {
    type Value = Content;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let toast = CamelCase(Kind::Toast.name());
        write!(f, "a notification, an object with a type such as \"{toast}\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut fields = Fields::default();
        let mut seen = Vec::new();
        while let Some(field) = next_field(&mut map, &mut seen)? {
            fields.read(&field, &mut map)?;
        }
        fields.finish()
    }
}
