//! Removes secrets from texts: a channel URI, a proxy or a database with its password may end up anywhere in a command
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

/// Redacts the URIs that a text quotes, up to the closing quotation mark or the end of the line, and what
/// looks like `user:password@host` or `password=..`.
pub(crate) fn text(text: &str) -> String {
    let text = without_passwords(text);
    let mut shown = String::new();
    let mut left = text.as_str();
    while let Some((before, uri)) = left.split_once(SEPARATOR) {
        shown.extend(words(before));
        shown.push_str(SEPARATOR);
        let end = uri.find(|c: char| PATH.contains(&c) || QUOTES.contains(&c) || c.is_whitespace());
        let (authority, rest) = uri.split_at(end.unwrap_or(uri.len()));
        let (quoted, behind) = rest.split_at(rest.find(QUOTES).unwrap_or(rest.len()));
        shown.push_str(host(authority, quoted));
        left = if has_user(quoted) {
            behind
        } else if rest.starts_with(PATH) {
            shown.push_str(REST);
            behind
        } else {
            rest
        };
    }
    shown.extend(words(left));
    shown
}

/// Redacts a value that is a URI, ends with one, or may be a proxy without a scheme.
fn value(value: &str) -> String {
    let value = &match value.split_once(PASSWORD) {
        Some((before, _)) => format!("{before}{PASSWORD}{USER}"),
        None => value.to_owned(),
    };
    let Some((before, uri)) = value.split_once(SEPARATOR) else { return without_user(value) };
    let (authority, rest) = uri.split_at(uri.find(PATH).unwrap_or(uri.len()));
    let shown = if rest.is_empty() || has_user(rest) { "" } else { REST };
    format!("{before}{SEPARATOR}{}{shown}", host(authority, rest))
}

/// Removes the values of a database's `password`, each up to the closing quotation mark or the end of the line.
fn without_passwords(text: &str) -> String {
    let mut shown = String::new();
    let mut left = text;
    while let Some((before, rest)) = left.split_once(PASSWORD) {
        shown.extend([before, PASSWORD, USER]);
        left = rest.split_at(rest.find(QUOTES).unwrap_or(rest.len())).1;
    }
    shown.push_str(left);
    shown
}

/// Host and port without the user, except for the user of the example. They are unknown if the password may
/// continue in the rest.
fn host<'a>(authority: &'a str, rest: &str) -> &'a str {
    if has_user(rest) {
        return USER;
    }
    if authority.starts_with(EXAMPLE) {
        return authority;
    }
    authority.rsplit_once('@').map_or(authority, |(_, host)| host)
}

/// Whether what follows an authority may be the rest of a user's password.
fn has_user(rest: &str) -> bool {
    rest.contains('@')
}

/// The words of a text; of `user:password@host` only the host.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text.split_inclusive(|c: char| c.is_whitespace() || QUOTES.contains(&c));
    words.map(|word| match word.rsplit_once('@') {
        Some((user, _)) if user.contains(':') => without_user(word),
        _ => word.to_owned(),
    })
}

/// Everything before the last `@` becomes an ellipsis, except for the name of an option.
fn without_user(text: &str) -> String {
    let Some((before, host)) = text.rsplit_once('@') else { return text.to_owned() };
    match before.split_once('=') {
        Some((option, _)) if option.starts_with("--") => format!("{option}={USER}@{host}"),
        _ => format!("{USER}@{host}"),
    }
}

fn redacted(kind: ContextKind, quote: &ContextValue) -> Option<(ContextKind, ContextValue)> {
    let quote = match quote {
        ContextValue::String(text) => ContextValue::String(value(text)),
        ContextValue::Strings(texts) => {
            ContextValue::Strings(texts.iter().map(|text| value(text)).collect())
        }
        // A tip or a usage that quotes a secret is left out.
        ContextValue::StyledStrs(texts) => {
            let harmless = texts.iter().filter(|text| !is_suspect(&text.to_string()));
            ContextValue::StyledStrs(harmless.cloned().collect())
        }
        ContextValue::StyledStr(text) if is_suspect(&text.to_string()) => ContextValue::None,
        _ => return None,
    };
    Some((kind, quote))
}

fn is_suspect(text: &str) -> bool {
    text.contains(SEPARATOR) || text.contains('@') || text.contains(PASSWORD)
}

const PASSWORD: &str = "password=";
const SEPARATOR: &str = "://";
const PATH: [char; 3] = ['/', '?', '#'];
const QUOTES: [char; 3] = ['"', '`', '\n'];
const REST: &str = "/…";
const USER: &str = "…";
/// The example in the errors for a proxy's address.
const EXAMPLE: &str = "user:password@host";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scheme_host_and_port_of_a_uri_remain() {
        for (given, as_value, as_text) in [
            ("", "", ""),
            ("a/b", "a/b", "a/b"),
            ("http://h", "http://h", "http://h"),
            ("http://h/", "http://h/…", "http://h/…"),
            ("http://u:p@h:80/a", "http://h:80/…", "http://h:80/…"),
            ("http://u:p@h", "http://h", "http://h"),
            ("http://h?a", "http://h/…", "http://h/…"),
            ("http://[::1]:80#a", "http://[::1]:80/…", "http://[::1]:80/…"),
            ("http://u@v@h/a", "http://h/…", "http://h/…"),
            ("http://u@v@h/a@b", "http://…", "http://…"),
            ("http://u:p/w@h:80/a", "http://…", "http://…"),
            ("`http://u:p w@h/a` b", "`http://h/…", "`http://…` b"),
            ("x=http://h/a b\nc", "x=http://h/…", "x=http://h/…\nc"),
            ("a \"http://h/a 'b' c\" d", "a \"http://h/…", "a \"http://h/…\" d"),
            (
                "`http://u@h` and \"https://i/a\"",
                "`http://h` and \"https:/…",
                "`http://h` and \"https://i/…\"",
            ),
            ("http:// or https://", "http:// or https:/…", "http:// or https://"),
            ("://", "://", "://"),
            ("u:p@h:80", "…@h:80", "…@h:80"),
            ("u:p@v@h", "…@h", "…@h"),
            ("u@h", "…@h", "u@h"),
            ("--x=u:p@h", "--x=…@h", "--x=…@h"),
            ("-xu:p=q@h", "…@h", "…@h"),
            ("a: \"u:p@h\" b:c", "…@h\" b:c", "a: \"…@h\" b:c"),
            ("u:p@h http://h/a", "u:p@h http://h/…", "…@h http://h/…"),
            ("http://h u:p@i", "http://i", "http://…"),
            ("host=h password='p q' x", "host=h password=…", "host=h password=…"),
            ("\"password=p\" password=q\nr", "\"password=…", "\"password=…\" password=…\nr"),
            (
                "`http://user:password@host:port`",
                "`http://user:password@host:port`",
                "`http://user:password@host:port`",
            ),
        ] {
            assert_eq!(value(given), as_value);
            assert_eq!(text(given), as_text);
        }
    }
}
