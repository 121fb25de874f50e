use proptest::prelude::*;
use proptest::sample::select;

/// Any character. `any::<char>` alone hardly ever makes one that XML forbids or changes.
pub fn character() -> impl Strategy<Value = char> {
    prop_oneof![6 => any::<char>(), 1 => select(&SPECIAL)]
}

/// What XML forbids, what a reader changes, and their neighbours.
const SPECIAL: [char; 16] = [
    '\0', '\u{8}', '\t', '\n', '\u{B}', '\u{C}', '\r', '\u{E}', '\u{1F}', '\u{7F}', '\u{85}',
    '\u{D7FF}', '\u{E000}', '\u{FFFD}', '\u{FFFE}', '\u{FFFF}',
];
