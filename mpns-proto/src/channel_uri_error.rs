use crate::Limits;

/// Why a text is not a channel URI. No error repeats the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChannelUriError {
    /// Longer than [`Limits::MAX_CHANNEL_URI_CHARS`].
    #[error(
        "the channel URI has {chars} characters, more than the {} allowed",
        Limits::MAX_CHANNEL_URI_CHARS
    )]
    TooLong {
        /// Its length in characters, including the path `/` that is added if it has none.
        chars: usize,
    },
    /// A space, a control character or a character outside ASCII.
    #[error(
        "the channel URI has a space, a control character or a character outside ASCII at byte {position}"
    )]
    ForbiddenCharacter {
        /// The byte offset of the character.
        position: usize,
    },
    /// It does not begin with `scheme://`.
    #[error("the channel URI is not absolute: it does not begin with http:// or https://")]
    NotAbsolute,
    /// A scheme other than `http` and `https`.
    #[error("the scheme of the channel URI is neither http nor https")]
    Scheme,
    /// A fragment (`#...`).
    #[error("the channel URI has a fragment")]
    Fragment,
    /// User info (`user@host`).
    #[error("the channel URI has user info before its host")]
    UserInfo,
    /// No host.
    #[error("the channel URI has no host")]
    NoHost,
    /// A port that is not a number from 1 to 65535.
    #[error("the port of the channel URI is not a number from 1 to 65535")]
    Port,
    /// Not a valid URI for another reason.
    #[error("the channel URI is malformed")]
    Malformed,
    /// The host is that of WNS, the successor of MPNS, which does not take MPNS notifications.
    #[error(
        "the channel belongs to WNS ({WNS_HOST}), the successor of MPNS, and does not take MPNS notifications"
    )]
    Wns,
}

/// The host of WNS. Its channels are at the hosts below it.
pub(crate) const WNS_HOST: &str = "notify.windows.com";
