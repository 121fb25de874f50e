//! Files that options name, read whole.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;

/// The bytes of a file, at most [`MAX_BYTES`]; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_at_most(MAX_BYTES, path)
}

/// The bytes of a file, at most `limit`; `-` is standard input.
pub(crate) fn read_at_most(limit: usize, path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = if path == Path::new("-") {
        begin(io::stdin().lock(), limit)
    } else {
        File::open(path).and_then(|file| begin(file, limit))
    };
    let shown = path.display();
    let bytes =
        bytes.map_err(|error| Failure::usage(format_args!("cannot read {shown}: {error}")))?;
    if bytes.len() > limit {
        let text = format_args!("{shown} has more than the {limit} bytes allowed");
        return Err(Failure::usage(text));
    }
    Ok(bytes)
}

/// The text of a file, without the byte order mark that some editors write. The error says what the file is
/// instead, such as `not UTF-8 at byte 7`.
pub(crate) fn text(bytes: &[u8]) -> Result<&str, String> {
    // Either byte order mark, or a first character that is ASCII: in UTF-16 one of its two bytes is zero.
    if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, ..] | [_, 0, ..]) {
        return Err("UTF-16, and has to be UTF-8".to_owned());
    }
    let text = str::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
    Ok(text.strip_prefix('\u{FEFF}').unwrap_or(text))
}

/// Reads up to the limit, and one byte more if there is one.
fn begin(from: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// 4 MiB: far more than any job, response head, certificate or key needs.
const MAX_BYTES: usize = 4 << 20;
