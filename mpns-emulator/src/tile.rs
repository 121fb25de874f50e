use std::collections::BTreeMap;
use std::time::SystemTime;

use mpns_proto::{Element, Kind};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeStruct as _, Serializer};

use crate::serialize;

/// A tile on the start screen of a phone, as all updates together made it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tile {
    /// The page that a secondary tile opens; `None` for the tile of the app.
    pub id: Option<String>,
    /// The template, which it keeps for life.
    pub kind: Kind,
    /// What is on it. Counts and colours are texts.
    pub elements: BTreeMap<Element, String>,
    /// When it was last changed, by the clock of the emulator.
    pub changed_at: SystemTime,
}

impl Serialize for Tile {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let elements: BTreeMap<String, &str> = self
            .elements
            .iter()
            .map(|(element, text)| (lower_camel_case(element.name()), text.as_str()))
            .collect();
        let mut tile = to.serialize_struct("Tile", 4)?;
        tile.serialize_field("id", &self.id)?;
        tile.serialize_field("kind", kind_name(self.kind))?;
        tile.serialize_field("elements", &elements)?;
        tile.serialize_field("changedAt", &serialize::Time(self.changed_at))?;
        tile.end()
    }
}

impl<'de> Deserialize<'de> for Tile {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let TileJson { id, kind, elements, changed_at } = TileJson::deserialize(from)?;
        let known = Kind::ALL.iter().copied().find(|known| kind_name(*known) == kind);
        let kind = known.filter(|kind| !matches!(kind, Kind::Toast | Kind::Raw));
        let element = |(name, text): (String, String)| {
            let mut all = Element::ALL.iter().copied();
            let element = all.find(|element| lower_camel_case(element.name()) == name);
            element.map(|element| (element, text)).ok_or(name)
        };
        let elements: Result<_, _> = elements.into_iter().map(element).collect();
        Ok(Self {
            id,
            kind: kind.ok_or_else(|| D::Error::custom("the kind is not that of a tile"))?,
            elements: elements.map_err(|name| {
                D::Error::custom(format_args!("a tile has no element `{name:.40}`"))
            })?,
            changed_at: changed_at.0,
        })
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct TileJson {
    #[serde(deserialize_with = "Option::deserialize")]
    id: Option<String>,
    kind: String,
    elements: BTreeMap<String, String>,
    changed_at: serialize::Time,
}

fn lower_camel_case(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_ascii_lowercase()).into_iter().chain(letters).collect()
}

fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Toast => "toast",
        Kind::Tile => "tile",
        Kind::FlipTile => "flipTile",
        Kind::IconicTile => "iconicTile",
        Kind::CycleTile => "cycleTile",
        Kind::Raw => "raw",
    }
}
