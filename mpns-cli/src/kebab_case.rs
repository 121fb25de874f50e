//! The names of elements and kinds as options and commands.

/// A name in kebab case: `back-title` for `BackTitle`.
pub(crate) fn kebab_case(name: &str) -> String {
    let mut kebab_case = String::new();
    for (i, letter) in name.char_indices() {
        kebab_case.extend((i > 0 && letter.is_ascii_uppercase()).then_some('-'));
        kebab_case.push(letter.to_ascii_lowercase());
    }
    kebab_case
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_begins_a_word() {
        for (name, expected) in [
            ("Id", "id"),
            ("WideBackBackgroundImage", "wide-back-background-image"),
            ("CycleImage9", "cycle-image9"),
            ("FlipTile", "flip-tile"),
        ] {
            assert_eq!(kebab_case(name), expected);
        }
    }
}
