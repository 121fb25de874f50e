//! Which images of a tile a phone loads.

use crate::{ImageProblem, Kind};

/// Why a phone cannot load an image of a tile of this kind, as far as its path or URI shows.
///
/// The extension of a remote image says little, as a script may send any format. So it counts only if it is
/// that of another format. A file of the app has no other format than its extension.
pub(crate) fn problem(image: &str, kind: Kind) -> Option<ImageProblem> {
    let path = image.split(['?', '#']).next().unwrap_or_default();
    let extension = extension(path);
    let is = |known: &[&str]| {
        extension.is_some_and(|found| known.iter().any(|known| found.eq_ignore_ascii_case(known)))
    };
    let is_other = match scheme(image) {
        _ if image.is_empty() => return Some(ImageProblem::Empty),
        Some(scheme) if LOCAL.iter().any(|local| scheme.eq_ignore_ascii_case(local)) => {
            extension.is_some() && !is(FORMATS)
        }
        Some(_) if kind == Kind::CycleTile => return Some(ImageProblem::RemoteInCycleTile),
        Some(scheme) if scheme.eq_ignore_ascii_case("http") => is(OTHER_FORMATS),
        Some(scheme) if scheme.eq_ignore_ascii_case("https") => return Some(ImageProblem::Https),
        Some(_) => return Some(ImageProblem::Scheme),
        None => extension.is_some() && !is(FORMATS),
    };
    is_other.then_some(ImageProblem::Format)
}

/// The scheme of a URI, RFC 3986 section 3.1; `None` for a path.
fn scheme(image: &str) -> Option<&str> {
    let (scheme, _) = image.split_once(':')?;
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    is_scheme.then_some(scheme)
}

/// What is after the last dot of the last segment. A host has none.
fn extension(path: &str) -> Option<&str> {
    let path = path
        .split_once("://")
        .map_or(path, |(_, rest)| rest.split_once('/').map(|(_, path)| path).unwrap_or_default());
    let file = path.rsplit(['/', '\\']).next()?;
    file.rsplit_once('.').map(|(_, extension)| extension)
}

/// The formats that a phone loads.
const FORMATS: &[&str] = &["jpg", "jpeg", "png"];
/// Other formats that a server may have.
const OTHER_FORMATS: &[&str] =
    &["avif", "bmp", "gif", "heic", "heif", "ico", "jp2", "svg", "svgz", "tif", "tiff", "webp"];
/// The schemes of files on the phone.
const LOCAL: &[&str] = &["appdata", "isostore"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_be_loaded_has_a_problem() {
        use ImageProblem as P;
        for (image, on_a_tile, on_a_cycle_tile) in [
            ("Images/a.jpg", None, None),
            ("/Images/a.PNG", None, None),
            ("a.jpeg", None, None),
            ("a", None, None),
            ("..\\Images\\a.png", None, None),
            ("Images.d/a", None, None),
            ("isostore:/Shared/ShellContent/a.jpg", None, None),
            ("isostore:/Shared/ShellContent/a.gif", Some(P::Format), Some(P::Format)),
            ("appdata:/a.png", None, None),
            ("Images/a.gif", Some(P::Format), Some(P::Format)),
            ("Images/a.xaml", Some(P::Format), Some(P::Format)),
            ("a.", Some(P::Format), Some(P::Format)),
            ("", Some(P::Empty), Some(P::Empty)),
            ("http://h.example/a.jpg", None, Some(P::RemoteInCycleTile)),
            ("HTTP://h.example/a.jpg", None, Some(P::RemoteInCycleTile)),
            ("http://h.example/f.jpg?a=1&b=2", None, Some(P::RemoteInCycleTile)),
            ("http://h.example/a.png#x.gif", None, Some(P::RemoteInCycleTile)),
            ("http://h.example/tile.aspx?file=a.gif", None, Some(P::RemoteInCycleTile)),
            ("http://h.example/tile", None, Some(P::RemoteInCycleTile)),
            ("http://h.example", None, Some(P::RemoteInCycleTile)),
            ("http://h.gif", None, Some(P::RemoteInCycleTile)),
            ("http://h.gif?a", None, Some(P::RemoteInCycleTile)),
            ("http://h.example/a.GIF", Some(P::Format), Some(P::RemoteInCycleTile)),
            ("http://h.example/a.webp?w=173", Some(P::Format), Some(P::RemoteInCycleTile)),
            ("https://h.example/a.jpg", Some(P::Https), Some(P::RemoteInCycleTile)),
            ("HTTPS://h.example/a.jpg", Some(P::Https), Some(P::RemoteInCycleTile)),
            ("ftp://h.example/a.jpg", Some(P::Scheme), Some(P::RemoteInCycleTile)),
            ("data:image/png;base64,AAAA", Some(P::Scheme), Some(P::RemoteInCycleTile)),
            ("C:\\a.jpg", Some(P::Scheme), Some(P::RemoteInCycleTile)),
            ("Images/a:b.jpg", None, None),
            (":a.jpg", None, None),
        ] {
            assert_eq!(problem(image, Kind::FlipTile), on_a_tile, "{image:?}");
            assert_eq!(problem(image, Kind::CycleTile), on_a_cycle_tile, "{image:?}");
        }
    }
}
