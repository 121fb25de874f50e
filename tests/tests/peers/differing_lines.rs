use std::fmt;

/// The lines in which two values differ: what was expected, and what was found.
pub(crate) fn differing_lines(expected: &impl fmt::Debug, found: &impl fmt::Debug) -> String {
    let (expected, found) = (format!("{expected:#?}"), format!("{found:#?}"));
    let of = |text: &str, other: &str, mark: &str| {
        let mut rest: Vec<&str> = other.lines().collect();
        let mut out = String::new();
        for line in text.lines() {
            match rest.iter().position(|known| *known == line) {
                Some(place) => drop(rest.remove(place)),
                None => out = out + mark + line + "\n",
            }
        }
        out
    };
    of(&expected, &found, "- ") + &of(&found, &expected, "+ ")
}
