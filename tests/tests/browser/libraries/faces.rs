//! What each size of a tile shows.

use mpns_proto::Kind;
use serde_json::{Map, Value as Json, json};

/// The sizes of a tile that its user can choose, in the order in which the page offers them, and the width of each in
/// pixels of a screen of 480.
pub(super) fn sizes(kind: Kind) -> &'static [(&'static str, u32)] {
    match kind {
        Kind::Tile => &[MEDIUM, SMALL],
        _ => &[MEDIUM, WIDE, SMALL],
    }
}

/// The parts of a tile that can be seen in a size, on both sides, with the text or the path of the picture.
pub(super) fn face(kind: Kind, size: &str, elements: &Map<String, Json>) -> Json {
    let has_rows = elements.keys().any(|name| name.starts_with("wideContent"));
    let parts: &[(&str, &str)] = match (kind, size) {
        (Kind::Tile, "small") => &[("picture", "backgroundImage"), ("count", "count")],
        (Kind::FlipTile, "small") => &[("picture", "smallBackgroundImage"), ("count", "count")],
        (Kind::Tile | Kind::FlipTile, "medium") => &[
            ("picture", "backgroundImage"),
            ("count", "count"),
            ("title", "title"),
            ("backPicture", "backBackgroundImage"),
            ("backContent", "backContent"),
            ("backTitle", "backTitle"),
        ],
        (Kind::FlipTile, "wide") => &[
            ("picture", "wideBackgroundImage"),
            ("count", "count"),
            ("title", "title"),
            ("backPicture", "wideBackBackgroundImage"),
            ("backContent", "wideBackContent"),
            ("backTitle", "backTitle"),
        ],
        (Kind::IconicTile, "small") => &[("icon", "smallIconImage"), ("iconCount", "count")],
        (Kind::IconicTile, "wide") if has_rows => &[
            ("row1", "wideContent1"),
            ("row2", "wideContent2"),
            ("row3", "wideContent3"),
            ("icon", "smallIconImage"),
            ("iconCount", "count"),
            ("title", "title"),
        ],
        (Kind::IconicTile, _) => {
            &[("icon", "iconImage"), ("iconCount", "count"), ("title", "title")]
        }
        other => panic!("no library sends {other:?}"),
    };
    let mut shown = Map::new();
    for (part, element) in parts {
        match elements.get(*element) {
            // A count of 0 hides the badge.
            Some(text) if (*element, text) != ("count", &json!("0")) => {
                shown.insert((*part).to_owned(), text.clone());
            }
            _ => {}
        }
    }
    shown.into()
}

const SMALL: (&str, u32) = ("small", 99);
const MEDIUM: (&str, u32) = ("medium", 210);
const WIDE: (&str, u32) = ("wide", 432);
