use crate::{BatchingInterval, Element, Kind, Limits, OsVersion};

/// Why the content of a notification was refused when it was built.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A text contains a character that XML 1.0 forbids: a control character other than tab, line feed
    /// and carriage return, U+FFFE or U+FFFF.
    #[error("{element} contains U+{:04X} at byte {position}, which XML 1.0 forbids", u32::from(*character))]
    ForbiddenCharacter {
        /// The element with the text.
        element: Element,
        /// The byte offset of the character in the text.
        position: usize,
        /// The character.
        character: char,
    },
    /// The body is longer than [`Limits::document_bytes`] or, for raw, [`Limits::raw_bytes`].
    #[error("the {kind} takes {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// What was built.
        kind: Kind,
        /// Its size in bytes, escaped and in UTF-8.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// `Param` does not begin with `/` or `?`.
    #[error("{} does not begin with / or ?", Element::Param)]
    ParamStart,
    /// `Param` is longer than [`Limits::param_chars`].
    #[error("{} has {chars} characters, more than the {limit} allowed", Element::Param)]
    ParamTooLong {
        /// Its length in characters, before escaping.
        chars: usize,
        /// The limit in characters.
        limit: usize,
    },
    /// The `Id` of a tile is empty, which older senders use for the primary tile.
    #[error("{} is empty: a notification for the primary tile has none", Element::Id)]
    EmptyId,
    /// A value that is not shown, such as `Param` or an image, begins or ends with whitespace. A reader
    /// removes it.
    #[error("{element} begins or ends with whitespace")]
    Whitespace {
        /// The element with the value.
        element: Element,
    },
    /// `Count` is over [`Limits::MAX_COUNT`].
    #[error("{} is {count}, more than the {} allowed", Element::Count, Limits::MAX_COUNT)]
    CountTooHigh {
        /// The count.
        count: u8,
    },
    /// The toast has no content, so it would show nothing.
    #[error("the toast has no content: it would show nothing")]
    EmptyToast,
    /// The tile keeps every property as it is.
    #[error("the {kind} sets and clears nothing: it would change nothing")]
    UnchangedTile {
        /// The kind of tile.
        kind: Kind,
    },
    /// An element is newer than the phone ([`Limits::os`]), which would close the channel.
    #[error("{element} needs OS {needs}, but the phone runs {os}")]
    NeedsOs {
        /// The element.
        element: Element,
        /// The first version that takes it.
        needs: OsVersion,
        /// What the phone runs.
        os: OsVersion,
    },
    /// The kind of notification is newer than the phone ([`Limits::os`]).
    #[error("the {kind} needs OS {needs}, but the phone runs {os}")]
    KindNeedsOs {
        /// The kind.
        kind: Kind,
        /// The first version that takes it.
        needs: OsVersion,
        /// What the phone runs.
        os: OsVersion,
    },
    /// The class of a raw notification does not belong to its batching interval.
    #[error("class {class} is not a raw class for an interval of {} seconds", interval.seconds())]
    RawClass {
        /// The number.
        class: u8,
        /// The batching interval.
        interval: BatchingInterval,
    },
    /// The content type of a raw notification is not a valid header value: it is empty, begins or ends with
    /// a space, or has a character that is neither visible ASCII nor a space.
    #[error(
        "the content type is empty, begins or ends with a space, or has a character that is not visible ASCII"
    )]
    ContentType,
}
