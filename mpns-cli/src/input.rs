//! Files that options name, read as a whole.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::failure::Failure;

/// The bytes of a file of at most [`MAX_BYTES`]; `-` is standard input.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_at_most(MAX_BYTES, path)
}

/// The bytes of a file that may have so many.
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

/// Reads up to the limit, and a byte beyond it where there is one.
fn begin(from: impl Read, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// 4 MiB: far above any job, head, certificate or key.
const MAX_BYTES: usize = 4 << 20;
