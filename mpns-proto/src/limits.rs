use crate::OsVersion;

/// The limits that a notification is checked against when it is built.
///
/// ```
/// use mpns_proto::{BuildError, Limits, OsVersion, Toast};
///
/// let limits = Limits { os: Some(OsVersion::V7_0), ..Limits::default() };
/// let toast = Toast { text1: Some("Goal!".into()), param: Some("/Match.xaml".into()), ..Toast::default() };
/// assert!(matches!(toast.build_with(&limits), Err(BuildError::NeedsOs { .. })));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Limits {
    /// The version that the phone runs. With `None`, the default, versions are not checked: an element that
    /// is too new is sent, and the phone then closes the channel.
    pub os: Option<OsVersion>,
    /// The longest document of a toast or tile in bytes. Default: [`Limits::MAX_DOCUMENT_BYTES`].
    pub document_bytes: usize,
    /// The longest raw body in bytes. Default: [`Limits::MAX_RAW_BYTES`].
    pub raw_bytes: usize,
    /// The longest `Param` of a toast in characters, before escaping. Default: [`Limits::MAX_PARAM_CHARS`].
    pub param_chars: usize,
    /// The longest headers of a request in bytes, together: each with its name, its value and four bytes for
    /// the rest of its line. A service refuses longer ones; [`Notification::warnings`](crate::Notification::warnings)
    /// points them out. Building does not check them. Default: [`Limits::MAX_HEADER_BYTES`].
    pub header_bytes: usize,
}

impl Limits {
    /// 3,072 bytes: the longest document of a toast or tile.
    ///
    /// The sources disagree: texts about Windows Phone 7 say 1,024 bytes for every body. Set
    /// [`document_bytes`](Self::document_bytes) if you send to such phones.
    pub const MAX_DOCUMENT_BYTES: usize = 3072;
    /// 1,024 bytes: the longest raw body. Source: Notification Hubs.
    pub const MAX_RAW_BYTES: usize = 1024;
    /// 256 characters: the longest `Param` of a toast, before escaping. Source: client libraries.
    ///
    /// A deployed sender goes to 330: set [`param_chars`](Self::param_chars) if your app needs more.
    pub const MAX_PARAM_CHARS: usize = 256;
    /// 1,024 bytes: the longest headers of a request, together. Source: the vendor's "types of push
    /// notifications".
    pub const MAX_HEADER_BYTES: usize = 1024;
    /// 99: the highest count that a tile shows. 0 hides the badge. Source:
    /// [`hh202945`](crate::protocol#hh202945).
    pub const MAX_COUNT: u8 = 99;
    /// 1,024 bytes: the longest body of a callback registration. Source:
    /// [`ff402554`](crate::protocol#ff402554).
    pub const MAX_CALLBACK_BYTES: usize = 1024;
    /// 1,024 characters: the longest channel URI. Source: [`ff403085`](crate::protocol#ff403085).
    pub const MAX_CHANNEL_URI_CHARS: usize = 1024;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            os: None,
            document_bytes: Self::MAX_DOCUMENT_BYTES,
            raw_bytes: Self::MAX_RAW_BYTES,
            param_chars: Self::MAX_PARAM_CHARS,
            header_bytes: Self::MAX_HEADER_BYTES,
        }
    }
}
