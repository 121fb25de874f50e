//! The attributes of a tag, as strictly as in XML 1.0.

use super::characters::{is_qualified_name, is_whitespace};
use super::reference;
use super::xml_error::{MAX_ATTRIBUTES, Problem};

/// Reads the part of a tag after its name: attributes, each after whitespace.
pub(super) fn parse(tag: &str) -> Result<Vec<(String, String)>, Problem> {
    let mut attributes: Vec<(String, String)> = Vec::new();
    let mut rest = tag;
    loop {
        let next = rest.trim_start_matches(is_whitespace);
        if next.is_empty() {
            return Ok(attributes);
        }
        if next.len() == rest.len() {
            return Err(Problem::Attribute);
        }
        let (name, behind) = next.split_once('=').ok_or(Problem::Attribute)?;
        let name = name.trim_end_matches(is_whitespace);
        if !is_qualified_name(name) {
            return Err(Problem::Attribute);
        }
        // Each name is compared with all before it, so their number is limited.
        if attributes.len() == MAX_ATTRIBUTES {
            return Err(Problem::TooManyAttributes);
        }
        if attributes.iter().any(|(known, _)| known == name) {
            return Err(Problem::AttributeTwice(name.to_owned()));
        }
        let behind = behind.trim_start_matches(is_whitespace);
        let (value, after) = split_quoted(behind).ok_or(Problem::Attribute)?;
        attributes.push((name.to_owned(), unescape(value)?));
        rest = after;
    }
}

fn split_quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|quote| ['"', '\''].contains(quote))?;
    text.strip_prefix(quote)?.split_once(quote)
}

/// The value of an attribute, section 3.3.3: resolves references and turns each whitespace character into a
/// space.
fn unescape(value: &str) -> Result<String, Problem> {
    if value.contains('<') {
        return Err(Problem::LessThan);
    }
    let mut pieces = value.split('&');
    let mut text = whitespace_to_spaces(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (name, plain) = piece.split_once(';').ok_or(Problem::Ampersand)?;
        text.push(reference::resolve(name)?);
        text.push_str(&whitespace_to_spaces(plain));
    }
    Ok(text)
}

fn whitespace_to_spaces(text: &str) -> String {
    text.replace(is_whitespace, " ")
}

/// Whether an attribute is allowed by Namespaces in XML 1.0, section 3, if it declares a namespace.
pub(super) fn is_namespace(name: &str, value: &str) -> bool {
    let reserved = [XML, XMLNS].contains(&value);
    match name.split_once(':') {
        Some(("xmlns", "xml")) => value == XML,
        Some(("xmlns", "xmlns")) => false,
        Some(("xmlns", _)) => !value.is_empty() && !reserved,
        _ => name != "xmlns" || !reserved,
    }
}

const XML: &str = "http://www.w3.org/XML/1998/namespace";
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";
