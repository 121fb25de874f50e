use std::collections::{BTreeMap, VecDeque};
use std::time::SystemTime;

use mpns_proto::{Content, Element, ElementType, Kind, Value};

use crate::{Effect, Tile};

/// The tiles of an app on the start screen, in the order in which they were pinned.
#[derive(Debug, Default)]
pub(crate) struct Tiles(VecDeque<Tile>);

impl Tiles {
    /// How many tiles an app has at most; the one that was pinned first goes.
    pub(crate) const CAPACITY: usize = 32;

    pub(crate) fn import(tiles: VecDeque<Tile>) -> Self {
        Self(tiles)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Tile> {
        self.0.iter()
    }

    /// The templates of the tiles that have an image with this path or URI.
    pub(crate) fn with_image(&self, image: &str) -> impl Iterator<Item = Kind> {
        let has_image = move |tile: &&Tile| {
            let mut elements = tile.elements.iter();
            elements.any(|(name, text)| name.takes() == ElementType::Image && text == image)
        };
        self.0.iter().filter(has_image).map(|tile| tile.kind)
    }

    /// About how much memory they take.
    pub(crate) fn bytes(&self) -> usize {
        let texts = self.0.iter().flat_map(|tile| tile.elements.values().chain(&tile.id));
        let texts = texts.map(|text| text.len().saturating_add(TEXT_BYTES));
        texts.fold(0, usize::saturating_add)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Changes a tile. What the update leaves out stays as it is.
    pub(crate) fn update(&mut self, update: &Content, is_pinned: bool, now: SystemTime) -> Effect {
        let id = text(update.get(Element::Id));
        if id.is_none() && !is_pinned {
            return Effect::NotPinned;
        }
        let known = self.0.iter_mut().find(|tile| tile.id == id);
        let tile = match known {
            Some(tile) if tile.kind != update.kind() => return Effect::TemplateMismatch,
            Some(tile) => tile,
            None => {
                self.0.push_back(Tile {
                    id,
                    kind: update.kind(),
                    elements: BTreeMap::new(),
                    changed_at: now,
                });
                if self.0.len() > Self::CAPACITY {
                    self.0.pop_front();
                }
                let Some(tile) = self.0.back_mut() else { return Effect::Shown };
                tile
            }
        };
        tile.changed_at = now;
        for element in Element::ALL.iter().filter(|element| **element != Element::Id) {
            match update.get(*element) {
                Value::Keep => {}
                Value::Clear => _ = tile.elements.remove(element),
                value => {
                    if let Some(text) = text(value) {
                        tile.elements.insert(*element, text);
                    }
                }
            }
        }
        Effect::Shown
    }
}

fn text(value: Value<'_>) -> Option<String> {
    match value {
        Value::Keep | Value::Clear | Value::Silent => None,
        Value::Text(text) => Some(text.into_owned()),
        Value::Count(count) => Some(count.to_string()),
        Value::Color(color) => Some(color.to_string()),
    }
}

/// What a text takes beside its length.
const TEXT_BYTES: usize = 48;

#[cfg(test)]
mod tests {
    use mpns_proto::{FlipTile, IconicTile, Kind, Property};

    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    #[test]
    fn keep_what_an_update_leaves_out() {
        let mut tiles = Tiles::default();
        let first = FlipTile {
            title: "Scores".into(),
            back_title: "Back".into(),
            count: 7.into(),
            ..FlipTile::default()
        };
        let second =
            FlipTile { back_title: Property::Clear, count: 0.into(), ..FlipTile::default() };
        for update in [first, second] {
            assert_eq!(tiles.update(&update.into(), true, NOW), Effect::Shown);
        }
        let [tile] = tiles.iter().collect::<Vec<_>>().try_into().expect("one tile");
        let elements: Vec<_> =
            tile.elements.iter().map(|(name, text)| (*name, text.as_str())).collect();
        assert_eq!(elements, [(Element::Count, "0"), (Element::Title, "Scores")]);
    }

    #[test]
    fn have_one_template_for_life() {
        let mut tiles = Tiles::default();
        let flip = |id: Option<&str>| -> Content {
            FlipTile { id: id.map(Into::into), title: "A".into(), ..FlipTile::default() }.into()
        };
        let iconic = |id: Option<&str>| -> Content {
            IconicTile { id: id.map(Into::into), title: "B".into(), ..IconicTile::default() }.into()
        };
        for (update, is_pinned, effect) in [
            (flip(None), false, Effect::NotPinned),
            (flip(Some("/A.xaml")), false, Effect::Shown),
            (flip(None), true, Effect::Shown),
            (iconic(None), true, Effect::TemplateMismatch),
            (iconic(Some("/A.xaml")), true, Effect::TemplateMismatch),
            (iconic(Some("/B.xaml")), true, Effect::Shown),
        ] {
            assert_eq!(tiles.update(&update, is_pinned, NOW), effect, "{update:?}");
        }
        let kinds: Vec<_> = tiles.iter().map(|tile| (tile.id.as_deref(), tile.kind)).collect();
        assert_eq!(
            kinds,
            [
                (Some("/A.xaml"), Kind::FlipTile),
                (None, Kind::FlipTile),
                (Some("/B.xaml"), Kind::IconicTile)
            ]
        );
    }
}
