//! References of XML 1.0.

use super::characters::{is_name, is_xml_character};
use super::xml_error::Problem;

/// The character of a reference without `&` and `;`: a number, or one of the five predefined names.
/// Sections 4.1 and 4.6.
pub(super) fn resolve(name: &str) -> Result<char, Problem> {
    match name.strip_prefix('#') {
        Some(number) if number.chars().all(|c| c.is_ascii_alphanumeric()) => {
            character(number).ok_or_else(|| Problem::CharacterReference(name.to_owned()))
        }
        None => match entity(name) {
            Some(character) => Ok(character),
            None if is_name(name) => Err(Problem::Entity(name.to_owned())),
            None => Err(Problem::Ampersand),
        },
        Some(_) => Err(Problem::Ampersand),
    }
}

fn character(number: &str) -> Option<char> {
    let (digits, radix) = number.strip_prefix('x').map_or((number, 10), |digits| (digits, 16));
    // from_str_radix would accept a sign.
    if !digits.chars().all(|digit| digit.is_digit(radix)) {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).ok()?;
    char::from_u32(number).filter(|character| is_xml_character(*character))
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
