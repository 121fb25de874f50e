//! The parts of a document that a program writes.

/// Replaces what is between `<!-- NAME -->` and the next `<!-- end -->`; `None` if there are no such marks.
pub fn replace_section(document: &str, name: &str, section: &str) -> Option<String> {
    let begin = format!("<!-- {name} -->\n");
    let (before, rest) = document.split_once(&begin)?;
    let (_, after) = rest.split_once(END)?;
    Some([before, &begin, section, END, after].concat())
}

const END: &str = "<!-- end -->";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_named_section_is_replaced() {
        let document = "a\n<!-- x -->\nold\n<!-- end -->\nb\n<!-- y -->\n<!-- end -->\n";
        let expected = "a\n<!-- x -->\nnew\n<!-- end -->\nb\n<!-- y -->\n<!-- end -->\n";
        assert_eq!(replace_section(document, "x", "new\n").as_deref(), Some(expected));
        let expected = "a\n<!-- x -->\nold\n<!-- end -->\nb\n<!-- y -->\nnew\n<!-- end -->\n";
        assert_eq!(replace_section(document, "y", "new\n").as_deref(), Some(expected));
        assert_eq!(replace_section(document, "z", "new\n"), None);
        assert_eq!(replace_section("<!-- x -->\nopen\n", "x", ""), None);
    }
}
