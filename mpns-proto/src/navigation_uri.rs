use std::fmt;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

/// A page of an app and its query, for [`Toast::param`](crate::Toast::param) and the `id` of a
/// secondary tile.
///
/// Keys and values are percent-encoded once, so that the page reads exactly what you wrote: only letters,
/// digits and `-._~` are left unencoded. Escaping for XML is done when the notification is built.
///
/// ```
/// use mpns_proto::NavigationUri;
///
/// let uri = NavigationUri::new("/Match.xaml").query("id", "7").query("teams", "R&D vs. Ümit");
/// assert_eq!(uri.as_str(), "/Match.xaml?id=7&teams=R%26D%20vs.%20%C3%9Cmit");
/// assert_eq!(NavigationUri::new("").query("id", "7").as_str(), "?id=7");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NavigationUri(String);

impl NavigationUri {
    /// A page, such as `/Views/Match.xaml`; an empty text is the app's first page.
    ///
    /// If the page already has a query, more pairs are appended to it. Characters that a URI cannot
    /// contain, such as a space or a letter outside ASCII, are percent-encoded; a `%` is not.
    pub fn new(page: &str) -> Self {
        Self(utf8_percent_encode(page, NOT_IN_A_URI).collect())
    }

    /// Appends `key=value` to the query, before the fragment if there is one.
    #[must_use]
    pub fn query(mut self, key: &str, value: &str) -> Self {
        let fragment = self.0.find('#').map(|start| self.0.split_off(start));
        match self.0.split_once('?') {
            None => self.0.push('?'),
            Some((_, query)) if query.is_empty() || query.ends_with('&') => {}
            Some(_) => self.0.push('&'),
        }
        self.0.extend(utf8_percent_encode(key, NOT_IN_A_PAIR));
        self.0.push('=');
        self.0.extend(utf8_percent_encode(value, NOT_IN_A_PAIR));
        self.0.extend(fragment);
        self
    }

    /// The page and its query.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NavigationUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl From<NavigationUri> for String {
    fn from(uri: NavigationUri) -> Self {
        uri.0
    }
}

const NOT_IN_A_PAIR: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

const NOT_IN_A_URI: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_once() {
        for (page, pairs, expected) in [
            ("/Page.xaml", &[][..], "/Page.xaml"),
            ("/Page.xaml", &[("a", "1"), ("b", "2")], "/Page.xaml?a=1&b=2"),
            ("/Page.xaml", &[("q", "a b")], "/Page.xaml?q=a%20b"),
            ("/Page.xaml", &[("q", "50%")], "/Page.xaml?q=50%25"),
            ("/Page.xaml", &[("q", "%20")], "/Page.xaml?q=%2520"),
            ("/Page.xaml", &[("a&b", "c=d&e?f#g+h")], "/Page.xaml?a%26b=c%3Dd%26e%3Ff%23g%2Bh"),
            ("/Page.xaml", &[("empty", "")], "/Page.xaml?empty="),
            ("/Page.xaml?a=1", &[("b", "2")], "/Page.xaml?a=1&b=2"),
            ("/Page.xaml?a=1&", &[("b", "2")], "/Page.xaml?a=1&b=2"),
            ("/Page.xaml?", &[("b", "2")], "/Page.xaml?b=2"),
            ("/Page.xaml?q=what?", &[("b", "2")], "/Page.xaml?q=what?&b=2"),
            ("/Page.xaml#part", &[("a", "1"), ("b", "2")], "/Page.xaml?a=1&b=2#part"),
            ("/Page.xaml?a=1#part?", &[("b", "2")], "/Page.xaml?a=1&b=2#part?"),
            ("", &[("id", "7")], "?id=7"),
            ("/My Views/Ü.xaml", &[], "/My%20Views/%C3%9C.xaml"),
            ("/My%20Views/a.xaml", &[], "/My%20Views/a.xaml"),
            ("/\"<>\\^`{|}\u{7F}", &[], "/%22%3C%3E%5C%5E%60%7B%7C%7D%7F"),
        ] {
            let uri = pairs
                .iter()
                .fold(NavigationUri::new(page), |uri, (key, value)| uri.query(key, value));
            assert_eq!(uri.as_str(), expected);
        }
    }
}
