//! Images that a phone would have to load from the network.

use http::Uri;
use mpns_proto::{Content, Element, ElementType, Value};

/// The hosts of the images of a tile that are not in the package of the app; `None` for one whose URI has no
/// readable host.
pub(crate) fn hosts(tile: &Content) -> impl Iterator<Item = Option<String>> {
    let images = Element::ALL.iter().filter(|element| element.takes() == ElementType::Image);
    images.filter_map(|image| match tile.get(*image) {
        Value::Text(path) if is_remote(&path) => Some(host(&path)),
        _ => None,
    })
}

fn is_remote(path: &str) -> bool {
    path.contains("://") || path.starts_with("//")
}

fn host(uri: &str) -> Option<String> {
    let uri: Uri = uri.parse().ok()?;
    uri.host().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use mpns_proto::FlipTile;

    use super::*;

    #[test]
    fn is_one_that_names_a_host() {
        for (path, host) in [
            ("Images/a.png", None),
            ("/Images/a.png", None),
            ("isostore:/Shared/a.png", None),
            ("http://img.example/a.png", Some(Some("img.example".to_owned()))),
            ("HTTPS://Img.example:8443/a.png", Some(Some("Img.example".to_owned()))),
            ("http:// /a.png", Some(None)),
            ("//img.example/a.png", Some(None)),
        ] {
            let tile = FlipTile { background_image: path.into(), ..FlipTile::default() };
            assert_eq!(hosts(&tile.into()).next(), host, "{path}");
        }
    }
}
