use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// A file with the port and a line feed, which is removed when this is dropped.
pub(super) struct PortFile {
    path: PathBuf,
    text: String,
}

impl PortFile {
    /// Writes the file in one step: a script that finds it can read the whole port.
    pub(super) fn write(path: &Path, port: u16) -> Result<Self, Failure> {
        let text = format!("{port}\n");
        match write(path, &text) {
            Ok(()) => Ok(Self { path: path.to_owned(), text }),
            Err(error) => {
                Err(Failure::no_reply(format_args!("cannot write to {}: {error}", path.display())))
            }
        }
    }
}

impl Drop for PortFile {
    fn drop(&mut self) {
        // It may be that of another emulator by now. If it cannot be removed, nothing listens at its port.
        if fs::read_to_string(&self.path).is_ok_and(|text| text == self.text) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    let mut name = path.file_name().ok_or(io::ErrorKind::InvalidFilename)?.to_owned();
    name.push(format!(".{}", std::process::id()));
    let new = path.with_file_name(name);
    fs::write(&new, text).and_then(|()| fs::rename(&new, path)).inspect_err(|_| {
        let _ = fs::remove_file(&new);
    })
}
