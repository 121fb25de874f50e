//! The paths of channels.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::{Label, Token, UriShape};

/// The path of a request, if it has the shape of a channel's. It may be that of no channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ChannelPath<'a> {
    /// The path of the channel, without a slash at the end.
    pub(crate) channel: &'a str,
    /// What is in the place of the token: any text without a slash.
    pub(crate) token: &'a str,
    /// Whether it is that of the callback registration.
    pub(crate) is_callback: bool,
}

impl<'a> ChannelPath<'a> {
    /// Reads the path of a request, as it was sent.
    pub(crate) fn read(shape: UriShape, path: &'a str) -> Option<Self> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let (path, is_callback) = match path.strip_suffix(CALLBACK) {
            Some(path) => (path, true),
            None => (path, false),
        };
        let (folder, token) = path.rsplit_once('/')?;
        let is_folder = match shape {
            UriShape::Throttled => [UNAUTHENTICATED, AUTHENTICATED].contains(&folder),
            UriShape::U1 => folder.starts_with(U1) && folder.matches('/').count() == U1_PARTS,
            UriShape::Channel => folder == CHANNEL,
        };
        (is_folder && !token.is_empty()).then_some(Self { channel: path, token, is_callback })
    }
}

/// The path of a channel.
pub(crate) fn write(
    shape: UriShape,
    is_authenticated: bool,
    service: Option<&Label>,
    token: &Token,
) -> String {
    let token = token.expose();
    match shape {
        UriShape::Throttled if is_authenticated => format!("{AUTHENTICATED}/{token}"),
        UriShape::Throttled => format!("{UNAUTHENTICATED}/{token}"),
        UriShape::U1 => {
            let service = URL_SAFE_NO_PAD.encode(service.map_or(DEFAULT_SERVICE, Label::as_str));
            format!("{U1}/emu/H2QAAAA/{service}/MS4w/{token}")
        }
        UriShape::Channel => format!("{CHANNEL}/{token}"),
    }
}

/// The end of the path to which a callback is registered.
const CALLBACK: &str = "/callback";
/// The folder of channels for authenticated services, which have no daily limit.
pub(crate) const AUTHENTICATED: &str = "/unthrottledthirdparty/01.00";
/// The folder of unauthenticated channels.
pub(crate) const UNAUTHENTICATED: &str = "/throttledthirdparty/01.00";
const U1: &str = "/u/1";
/// `/u/1/DC/BASE64/SERVICE/BASE64`
const U1_PARTS: usize = 6;
const CHANNEL: &str = "/channel";
const DEFAULT_SERVICE: &str = "WindowsPhone";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_read_in_the_shape_of_the_emulator() {
        use UriShape::{Channel, Throttled, U1};
        for (shape, path, read) in [
            (Throttled, "/throttledthirdparty/01.00/AAA", Some(("AAA", false))),
            (Throttled, "/throttledthirdparty/01.00/AAA/", Some(("AAA", false))),
            (Throttled, "/unthrottledthirdparty/01.00/AAA/callback", Some(("AAA", true))),
            (Throttled, "/unthrottledthirdparty/01.00/AAA/callback/", Some(("AAA", true))),
            (Throttled, "/throttledthirdparty/01.00/%FF%20", Some(("%FF%20", false))),
            (Throttled, "/throttledthirdparty/01.00//", None),
            (Throttled, "/throttledthirdparty/01.00/", None),
            (Throttled, "/throttledthirdparty/01.00/callback", None),
            (Throttled, "/throttledthirdparty/01.00/A/B", None),
            (Throttled, "/THROTTLEDTHIRDPARTY/01.00/AAA", None),
            (Throttled, "/channel/AAA", None),
            (Throttled, "/u/1/emu/a/b/c/AAA", None),
            (U1, "/u/1/emu/a/b/c/AAA", Some(("AAA", false))),
            (U1, "/u/1/emu/a/b/c/AAA/callback", Some(("AAA", true))),
            (U1, "/u/1/emu/a/b/AAA", None),
            (U1, "/u/1/emu/a/b/c/d/AAA", None),
            (Channel, "/channel/AAA", Some(("AAA", false))),
            (Channel, "/channel/AAA/", Some(("AAA", false))),
            (Channel, "/channels/AAA", None),
            (Channel, "/channel", None),
            (Channel, "/", None),
            (Channel, "", None),
        ] {
            let path = ChannelPath::read(shape, path);
            assert_eq!(path.map(|path| (path.token, path.is_callback)), read, "{path:?}");
        }
    }

    #[test]
    fn is_written_as_it_is_read() {
        let token = Token::random();
        let service = "push.example".parse().expect("a name");
        for shape in [UriShape::Throttled, UriShape::U1, UriShape::Channel] {
            for is_authenticated in [false, true] {
                let path = write(shape, is_authenticated, Some(&service), &token);
                for (sent, is_callback) in [
                    (path.clone(), false),
                    (format!("{path}/"), false),
                    (format!("{path}/callback"), true),
                ] {
                    let read = ChannelPath { channel: &path, token: token.expose(), is_callback };
                    assert_eq!(ChannelPath::read(shape, &sent), Some(read));
                }
            }
        }
    }
}
