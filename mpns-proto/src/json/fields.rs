//! The fields of a notification, collected in any order.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Error, MapAccess};

use super::camel_case::CamelCase;
use super::field::{number, value};
use crate::{
    BatchingInterval, Content, Element, Kind, Misfit, NotificationClass, Raw, Value, text,
};

/// The fields that were read so far. Whether they belong to the notification is only known with its type.
#[derive(Default)]
pub(super) struct Fields {
    kind: Option<Kind>,
    interval: Option<BatchingInterval>,
    elements: Vec<(Element, Value<'static>)>,
    /// Whether there was a list of images, even an empty one.
    has_cycle_images: bool,
    raw: Raw,
    /// The fields of a raw notification that were present.
    raw_fields: Vec<&'static str>,
}

impl Fields {
    /// Reads the value of a field.
    pub(super) fn read<'de, A: MapAccess<'de>>(
        &mut self,
        field: &str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match field {
            "type" => {
                let name: String = value(field, map)?;
                let kind = Kind::ALL.iter().find(|kind| CamelCase(kind.name()) == *name);
                let kind = kind.ok_or_else(|| {
                    let kinds = Kind::ALL.iter().map(|kind| CamelCase(kind.name()).to_string());
                    let kinds = kinds.collect::<Vec<_>>().join(", ");
                    A::Error::custom(format_args!("unknown type {name:?}, expected one of {kinds}"))
                })?;
                self.kind = Some(*kind);
            }
            "interval" => {
                let intervals =
                    text::any_of(BatchingInterval::ALL.iter().map(|interval| interval.seconds()));
                let expected = format!("{intervals} seconds");
                let interval = BatchingInterval::from_seconds(number(field, map, &expected)?);
                let interval = interval
                    .ok_or_else(|| A::Error::custom(format_args!("{field} is not {expected}")))?;
                self.interval = Some(interval);
            }
            "payload" => {
                self.raw.payload = value::<String, _>(field, map)?.into_bytes();
                self.raw_fields.push("payload");
            }
            "payloadBase64" => {
                let payload = STANDARD.decode(value::<String, _>(field, map)?);
                let payload = payload
                    .map_err(|_| A::Error::custom("payloadBase64 is not base64 with padding"))?;
                self.raw.payload = payload;
                self.raw_fields.push("payloadBase64");
            }
            "contentType" => {
                self.raw.content_type = Some(value(field, map)?);
                self.raw_fields.push("contentType");
            }
            "explicitTarget" => {
                self.raw.explicit_target = value(field, map)?;
                self.raw_fields.push("explicitTarget");
            }
            "class" => {
                let (first, last) = (NotificationClass::FIRST, NotificationClass::LAST);
                let expected = format!("a whole number from {first} to {last}");
                let class = u8::try_from(number(field, map, &expected)?);
                let class = class
                    .map_err(|_| A::Error::custom(format_args!("{field} is not {expected}")))?;
                self.raw.class = Some(class);
                self.raw_fields.push("class");
            }
            CYCLE_IMAGES => self.read_cycle_images(value(field, map)?)?,
            _ => {
                let element =
                    Element::ALL.iter().find(|element| CamelCase(element.name()) == *field);
                let element = element
                    .ok_or_else(|| A::Error::custom(format_args!("unknown field `{field}`")))?;
                self.push(*element, value(field, map)?)?;
            }
        }
        Ok(())
    }

    /// The notification, if all fields belong to its type.
    pub(super) fn finish<E: Error>(self) -> Result<Content, E> {
        let kind = self.kind.ok_or_else(|| E::missing_field("type"))?;
        if self.has_cycle_images && kind != Kind::CycleTile {
            return Err(not_part_of(CYCLE_IMAGES, kind));
        }
        let mut content = if kind == Kind::Raw {
            self.check_payload()?;
            Content::Raw(self.raw)
        } else if let Some(field) = self.raw_fields.first() {
            return Err(not_part_of(field, kind));
        } else {
            Content::new(kind)
        };
        for (element, value) in self.elements {
            content.set(element, value).map_err(|error| {
                E::custom(format_args!("{} {}", CamelCase(element.name()), error.misfit))
            })?;
        }
        // A class implies an interval, so one of the two is enough.
        content.set_interval(self.interval.unwrap_or_else(|| implied_interval(&content)));
        Ok(content)
    }

    fn check_payload<E: Error>(&self) -> Result<(), E> {
        let both = ["payload", "payloadBase64"];
        match both.iter().filter(|field| self.raw_fields.contains(field)).count() {
            0 => Err(E::custom("a raw notification needs payload or payloadBase64")),
            1 => Ok(()),
            _ => Err(E::custom("payload and payloadBase64 cannot both be given")),
        }
    }

    fn read_cycle_images<E: Error>(&mut self, images: Vec<Value<'static>>) -> Result<(), E> {
        self.has_cycle_images = true;
        let most = Element::CYCLE_IMAGES.len();
        if images.len() > most {
            return Err(E::custom(format_args!(
                "{CYCLE_IMAGES} has {} images, more than the {most} allowed",
                images.len()
            )));
        }
        Element::CYCLE_IMAGES.into_iter().zip(images).try_for_each(|(e, image)| self.push(e, image))
    }

    fn push<E: Error>(&mut self, element: Element, value: Value<'static>) -> Result<(), E> {
        if self.elements.iter().any(|(known, _)| *known == element) {
            return Err(E::custom(format_args!("{} appears twice", CamelCase(element.name()))));
        }
        self.elements.push((element, value));
        Ok(())
    }
}

/// The interval of a notification that is written without one.
pub(super) fn implied_interval(content: &Content) -> BatchingInterval {
    let Content::Raw(Raw { class: Some(class), .. }) = content else {
        return BatchingInterval::Immediate;
    };
    NotificationClass::from_number(*class).map(NotificationClass::interval).unwrap_or_default()
}

fn not_part_of<E: Error>(field: &str, kind: Kind) -> E {
    E::custom(format_args!("{field} {}", Misfit::NotInKind(kind)))
}

/// The field with the images of a cycle tile as a list.
pub(super) const CYCLE_IMAGES: &str = "cycleImages";
