//! Values made of the fuzzer's bytes, where the bytes are not themselves what a program reads.

use arbitrary::{Result, Unstructured};

/// A text that is often one of the words that mean something where it stands.
pub(crate) fn word(u: &mut Unstructured<'_>, words: &[&str]) -> Result<String> {
    if u.ratio(3, 4)? { Ok((*u.choose(words)?).to_owned()) } else { u.arbitrary() }
}

/// Several values, none where the bytes are used up.
pub(crate) fn some<'a, T>(
    u: &mut Unstructured<'a>,
    make: impl Fn(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut values = Vec::new();
    while values.len() < MOST && !u.is_empty() && u.ratio(7, 8)? {
        values.push(make(u)?);
    }
    Ok(values)
}

const MOST: usize = 24;
