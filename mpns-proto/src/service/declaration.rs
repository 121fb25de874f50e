//! The XML declaration.

use super::attributes;
use super::xml_error::Problem;

/// Checks what follows `<?xml`: version, encoding and standalone, in this order.
pub(super) fn check(parts: &str) -> Result<(), Problem> {
    if parts == USUAL {
        return Ok(());
    }
    // A declaration has no references.
    if parts.contains('&') {
        return Err(Problem::Declaration);
    }
    let parts = attributes::parse(parts).map_err(|_| Problem::Declaration)?;
    let mut parts = parts.into_iter().peekable();
    let mut next = |name: &str| parts.next_if(|(found, _)| found == name).map(|(_, value)| value);
    let version = next("version").ok_or(Problem::Declaration)?;
    let encoding = next("encoding");
    let standalone = next("standalone");
    let is_known = standalone.is_none_or(|value| ["yes", "no"].contains(&value.as_str()));
    if parts.next().is_some() || !is_known {
        return Err(Problem::Declaration);
    }
    if version != "1.0" {
        return Err(Problem::DeclarationVersion(version));
    }
    match encoding.filter(|encoding| !encoding.eq_ignore_ascii_case("utf-8")) {
        Some(encoding) => Err(Problem::DeclarationEncoding(encoding)),
        None => Ok(()),
    }
}

/// Checks the declaration at the start of a text, if it has one.
pub(super) fn check_start(text: &str) -> Result<(), Problem> {
    let declaration = text.strip_prefix("<?xml").and_then(|text| text.split_once("?>"));
    declaration.map_or(Ok(()), |(parts, _)| check(parts))
}

/// What most senders write.
const USUAL: &str = r#" version="1.0" encoding="utf-8""#;
