//! Texts without what is secret in the URIs in them: a channel URI may end up in any place of a command
//! line or a job, and errors quote what they found there.

use clap::error::{ContextKind, ContextValue};

/// Redacts what an error of the command line quotes.
pub(crate) fn command_line(mut error: clap::Error) -> clap::Error {
    let quoted: Vec<_> =
        error.context().filter_map(|(kind, quote)| redacted(kind, quote)).collect();
    for (kind, quote) in quoted {
        error.insert(kind, quote);
    }
    error
}

/// Redacts the URIs that a text quotes, up to the closing quotation mark or the end of the line.
pub(crate) fn text(text: &str) -> String {
    let mut shown = String::new();
    let mut left = text;
    while let Some((before, uri)) = left.split_once(SEPARATOR) {
        shown.extend([before, SEPARATOR]);
        let end = uri.find(|c: char| PATH.contains(&c) || QUOTES.contains(&c) || c.is_whitespace());
        let (authority, rest) = uri.split_at(end.unwrap_or(uri.len()));
        shown.push_str(host(authority));
        left = if rest.starts_with(PATH) {
            shown.push_str(REST);
            rest.split_at(rest.find(QUOTES).unwrap_or(rest.len())).1
        } else {
            rest
        };
    }
    shown + left
}

/// Redacts a value that is a URI, or has one at its end.
fn value(value: &str) -> String {
    let Some((before, uri)) = value.split_once(SEPARATOR) else { return value.to_owned() };
    let (authority, rest) = uri.split_at(uri.find(PATH).unwrap_or(uri.len()));
    let rest = if rest.is_empty() { "" } else { REST };
    format!("{before}{SEPARATOR}{}{rest}", host(authority))
}

/// Host and port, without the user.
fn host(authority: &str) -> &str {
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

fn redacted(kind: ContextKind, quote: &ContextValue) -> Option<(ContextKind, ContextValue)> {
    let quote = match quote {
        ContextValue::String(text) => ContextValue::String(value(text)),
        ContextValue::Strings(texts) => {
            ContextValue::Strings(texts.iter().map(|text| value(text)).collect())
        }
        // A tip or a usage that quotes a URI is no help.
        ContextValue::StyledStrs(texts) => {
            let harmless = texts.iter().filter(|text| !text.to_string().contains(SEPARATOR));
            ContextValue::StyledStrs(harmless.cloned().collect())
        }
        ContextValue::StyledStr(text) if text.to_string().contains(SEPARATOR) => ContextValue::None,
        _ => return None,
    };
    Some((kind, quote))
}

const SEPARATOR: &str = "://";
const PATH: [char; 3] = ['/', '?', '#'];
const QUOTES: [char; 3] = ['"', '`', '\n'];
const REST: &str = "/…";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scheme_host_and_port_are_left_of_a_uri() {
        for (given, as_value, as_text) in [
            ("", "", ""),
            ("a/b", "a/b", "a/b"),
            ("http://h", "http://h", "http://h"),
            ("http://h/", "http://h/…", "http://h/…"),
            ("http://u:p@h:80/a", "http://h:80/…", "http://h:80/…"),
            ("http://u:p@h", "http://h", "http://h"),
            ("http://h?a", "http://h/…", "http://h/…"),
            ("http://[::1]:80#a", "http://[::1]:80/…", "http://[::1]:80/…"),
            ("http://u@v@h/a@b", "http://h/…", "http://h/…"),
            ("x=http://h/a b\nc", "x=http://h/…", "x=http://h/…\nc"),
            ("a \"http://h/a 'b' c\" d", "a \"http://h/…", "a \"http://h/…\" d"),
            (
                "`http://u@h` and \"https://i/a\"",
                "`http://h` and \"https:/…",
                "`http://h` and \"https://i/…\"",
            ),
            ("http:// or https://", "http:// or https:/…", "http:// or https://"),
            ("://", "://", "://"),
        ] {
            assert_eq!(value(given), as_value);
            assert_eq!(text(given), as_text);
        }
    }
}
