//! Standard input, kept beside the results so that a batch can go on.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, IsTerminal as _, Write as _};
use std::path::Path;

use super::jobs_file::OTHER_JOBS;
use super::log::only_for_owner;
use crate::failure::Failure;

/// Copies standard input to the file, to its end. If the batch has begun before, the file is there already: nothing, the
/// same again or more of it may come then.
pub(super) fn spool(path: &Path, has_begun: bool) -> Result<(), Failure> {
    let stdin = io::stdin();
    if has_begun && stdin.is_terminal() {
        return Ok(());
    }
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    only_for_owner(&mut options);
    let copied = options.open(path).and_then(|file| {
        if !has_begun {
            file.set_len(0)?;
        }
        copy(stdin.lock(), file)
    });
    match copied {
        Ok(true) => Ok(()),
        Ok(false) => Err(Failure::usage(OTHER_JOBS)),
        Err(error) => {
            let path = path.display();
            Err(Failure::unwritten(format_args!("cannot keep standard input in {path}: {error}")))
        }
    }
}

/// Adds what comes beyond what the file has: whether it is the same so far.
fn copy(mut from: impl BufRead, to: File) -> io::Result<bool> {
    let mut known = BufReader::new(&to);
    loop {
        let input = from.fill_buf()?;
        let there = known.fill_buf()?;
        let length = input.len().min(there.len());
        if length == 0 {
            break;
        }
        if input.get(..length) != there.get(..length) {
            return Ok(false);
        }
        known.consume(length);
        from.consume(length);
    }
    let mut file = &to;
    io::copy(&mut from, &mut file)?;
    file.flush()?;
    to.sync_data()?;
    Ok(true)
}
