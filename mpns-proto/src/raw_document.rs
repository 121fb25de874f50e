//! Whether the body of a raw notification is the document of a toast or tile.

use crate::Kind;
use crate::document::NAMESPACE;
use crate::escape::is_whitespace;

/// The kind of the document in a body, if it looks like one. Reads only the first two tags.
pub(crate) fn kind(body: &[u8]) -> Option<Kind> {
    let text = str::from_utf8(body).ok()?;
    let (root, inside) = first_tag(text.trim_start_matches('\u{FEFF}'))?;
    if local_name(root) != "Notification" || !root.contains(NAMESPACE) {
        return None;
    }
    let (part, _) = first_tag(inside)?;
    match local_name(part) {
        "Toast" => Some(Kind::Toast),
        "Tile" => {
            let has = |template: &str| {
                ['"', '\'']
                    .iter()
                    .any(|quote| part.contains(&format!("Template={quote}{template}{quote}")))
            };
            let mut kinds = Kind::ALL.iter().copied();
            kinds.find(|kind| kind.template().is_some_and(has)).or(Some(Kind::Tile))
        }
        _ => None,
    }
}

/// The first tag without its brackets, after an XML declaration and comments, and what follows it.
fn first_tag(text: &str) -> Option<(&str, &str)> {
    let mut left = text;
    loop {
        left = left.trim_start_matches(is_whitespace);
        let end = match left {
            _ if left.starts_with("<?") => "?>",
            _ if left.starts_with("<!--") => "-->",
            _ => return left.strip_prefix('<')?.split_once('>'),
        };
        (_, left) = left.split_once(end)?;
    }
}

/// The name of a tag without its prefix.
fn local_name(tag: &str) -> &str {
    let name = tag.split(|c| is_whitespace(c) || c == '/').next().unwrap_or_default();
    name.split_once(':').map_or(name, |(_, local)| local)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_known_by_its_first_two_tags() {
        let root = "<wp:Notification xmlns:wp=\"WPNotification\">";
        for (body, found) in [
            (
                format!("{root}<wp:Toast><wp:Text1>x</wp:Text1></wp:Toast></wp:Notification>"),
                Some(Kind::Toast),
            ),
            (format!("{root}<wp:Toast/>"), Some(Kind::Toast)),
            (format!("{root}<wp:Toast >"), Some(Kind::Toast)),
            (format!("\u{FEFF}<?xml version=\"1.0\"?>\r\n{root}\r\n  <wp:Tile>"), Some(Kind::Tile)),
            (
                format!("\n<?xml version='1.0' encoding='utf-8'?><!-- > -->{root}<!----><wp:Tile>"),
                Some(Kind::Tile),
            ),
            (format!("{root}<wp:Tile Id='/FlipTile.xaml'>"), Some(Kind::Tile)),
            (format!("{root}<wp:Tile Id=\"/a\" Template='FlipTile'>"), Some(Kind::FlipTile)),
            (format!("{root}<wp:Tile Template=\"IconicTile\">"), Some(Kind::IconicTile)),
            (format!("{root}<wp:Tile Template=\"CycleTile\">"), Some(Kind::CycleTile)),
            (format!("{root}<wp:Tile Template=\"LongTile\">"), Some(Kind::Tile)),
            ("<Notification xmlns='WPNotification'><Toast>".to_owned(), Some(Kind::Toast)),
            (format!("{root}<wp:Raw>"), None),
            (format!("{root}x<wp:Toast>"), None),
            (root.to_owned(), None),
            ("<wp:Notification><wp:Toast>".to_owned(), None),
            ("<a xmlns:wp=\"WPNotification\"><wp:Toast>".to_owned(), None),
            ("<toast><visual/></toast>".to_owned(), None),
            ("<?xml".to_owned(), None),
            ("<!-- ".to_owned(), None),
            ("{\"goals\":3}".to_owned(), None),
            ("<".to_owned(), None),
            (String::new(), None),
        ] {
            assert_eq!(kind(body.as_bytes()), found, "{body}");
        }
        assert_eq!(kind(b"\xFF\xFE<"), None);
    }
}
