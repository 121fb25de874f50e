/// A number with a comma between thousands.
pub(crate) fn grouped(number: &str) -> String {
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut text = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated() {
        for (number, expected) in [
            ("", ""),
            ("1", "1"),
            ("999.5", "999.5"),
            ("1000", "1,000"),
            ("1234567.8", "1,234,567.8"),
        ] {
            assert_eq!(grouped(number), expected);
        }
    }
}
