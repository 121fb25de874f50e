//! Values generated from the fuzzer's bytes, for targets whose input is not just bytes.

use arbitrary::{Result, Unstructured};

/// A text, often one of the given words.
pub(crate) fn word(u: &mut Unstructured<'_>, words: &[impl AsRef<str>]) -> Result<String> {
    if u.ratio(3, 4)? { Ok(u.choose(words)?.as_ref().to_owned()) } else { u.arbitrary() }
}

/// Several values; none when the bytes are used up.
pub(crate) fn several<'a, T>(
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
