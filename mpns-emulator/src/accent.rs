use serde::{Deserialize, Serialize};

/// The accent colour of a phone: the ground of its tiles and toasts.
///
/// Windows Phone 8 has these twenty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the names are the phone's")]
pub enum Accent {
    Lime,
    Green,
    Emerald,
    Teal,
    Cyan,
    Cobalt,
    Indigo,
    Violet,
    Pink,
    Magenta,
    Crimson,
    Red,
    Orange,
    Amber,
    Yellow,
    Brown,
    Olive,
    Steel,
    Mauve,
    Taupe,
}
