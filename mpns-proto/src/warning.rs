use crate::{Element, IgnoredPart, Kind};

/// What is odd in a notification, although a service takes it.
///
/// The reader of a service (feature `service`) returns warnings with what it read; `Content::warnings` finds
/// those of a notification that is about to be sent. `Display` is one sentence without a full stop.
///
/// Source: [`hh202945`](crate::protocol#hh202945) for images and counts, client libraries for what senders
/// do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Warning {
    /// `Param` does not begin with `/` or `?`.
    #[error("{} does not begin with / or ?", Element::Param)]
    ParamStart,
    /// `Param` is longer than the limit.
    #[error("{} has {chars} characters, more than {limit}", Element::Param)]
    ParamTooLong {
        /// Its length in characters, before escaping.
        chars: usize,
        /// The limit in characters.
        limit: usize,
    },
    /// `Count` is over [`Limits::MAX_COUNT`](crate::Limits::MAX_COUNT), which the phone shows instead.
    #[error(
        "{} is {count}, but a phone shows at most {}",
        Element::Count,
        crate::Limits::MAX_COUNT
    )]
    CountTooHigh {
        /// The count, as many digits as there are.
        count: String,
    },
    /// The toast has no content.
    #[error("the toast has no content: it shows nothing")]
    EmptyToast,
    /// The tile keeps every property as it is.
    #[error("the {kind} sets and clears nothing: it changes nothing")]
    UnchangedTile {
        /// The kind of tile.
        kind: Kind,
    },
    /// A part of the document means nothing, and is left out of the content.
    #[error(transparent)]
    Ignored(#[from] IgnoredPart),
    /// A raw notification contains the document of a toast or tile, and does not name its target. The sender
    /// may have forgotten the header.
    #[error(
        "the body is a document of {} {kind}, but it is raw, because the header X-WindowsPhone-Target is absent",
        kind.article()
    )]
    RawDocument {
        /// What the document is.
        kind: Kind,
    },
    /// `X-MessageID` is longer than [`Identifier::MAX_BYTES`](crate::Identifier::MAX_BYTES).
    #[error(
        "the message ID has {bytes} bytes, more than {}, and counts as absent",
        crate::Identifier::MAX_BYTES
    )]
    LongMessageId {
        /// Its length in bytes.
        bytes: usize,
    },
    /// `Id` does not begin with `/`.
    #[error("{} does not begin with /", Element::Id)]
    IdStart,
    /// A phone cannot show an image.
    #[error("{element} {problem}")]
    Image {
        /// The element with the image.
        element: Element,
        /// Why not.
        problem: ImageProblem,
    },
    /// A text is longer than what a phone shows of it.
    #[error("{element} has {chars} characters, of which a phone shows about {shown}")]
    LongText {
        /// The element with the text.
        element: Element,
        /// Its length in characters.
        chars: usize,
        /// About how many are shown.
        shown: usize,
    },
    /// Title and content of a toast are together longer than what a phone shows of them.
    #[error(
        "{} and {} have {chars} characters together, of which a phone shows about {shown}",
        Element::Text1,
        Element::Text2
    )]
    LongToast {
        /// The length of both in characters.
        chars: usize,
        /// About how many are shown.
        shown: usize,
    },
    /// The headers of the request are longer than a service takes.
    #[error("the headers take {size} bytes together, more than the {limit} that a service takes")]
    HeadersTooLarge {
        /// Their size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
}

impl Warning {
    /// Whether this is only advice: `build` and strict reading accept such a notification.
    pub const fn is_advice(&self) -> bool {
        matches!(
            self,
            Self::IdStart
                | Self::Image { .. }
                | Self::LongText { .. }
                | Self::LongToast { .. }
                | Self::HeadersTooLarge { .. }
        )
    }

    /// The element that the warning is about, if it is one.
    pub const fn element(&self) -> Option<Element> {
        match self {
            Self::ParamStart | Self::ParamTooLong { .. } => Some(Element::Param),
            Self::CountTooHigh { .. } => Some(Element::Count),
            Self::IdStart => Some(Element::Id),
            Self::Image { element, .. } | Self::LongText { element, .. } => Some(*element),
            Self::LongToast { .. } => Some(Element::Text1),
            Self::Ignored(part) => part.element(),
            Self::EmptyToast
            | Self::UnchangedTile { .. }
            | Self::RawDocument { .. }
            | Self::LongMessageId { .. }
            | Self::HeadersTooLarge { .. } => None,
        }
    }
}

/// Why a phone cannot show an image.
///
/// `Display` is the rest of a sentence that begins with the element.
///
/// Source: [`hh202945`](crate::protocol#hh202945).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImageProblem {
    /// It is empty.
    #[error("is empty, and what a phone does with an empty image is not documented")]
    Empty,
    /// The URI has a scheme other than `http` and `https`.
    #[error("has a scheme other than http, the only one that a phone loads images from")]
    Scheme,
    /// The URI is `https`.
    #[error("is an https URI, but a phone loads images from http URIs only")]
    Https,
    /// The image is neither .jpg nor .png.
    #[error("is neither .jpg nor .png, the formats that a phone loads")]
    Format,
    /// A cycle tile with an image from outside the app.
    #[error("is a remote URI, but a cycle tile shows images of the app only")]
    RemoteInCycleTile,
}
