//! How a program that looks for violations ends.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// Prints what is wrong, with its count, and where the files are that show more. If nothing is, the files are deleted.
pub fn conclude(
    violations: impl Iterator<Item = (&'static str, u64)>,
    files: &str,
    folder: &Path,
) -> ExitCode {
    let violations: Vec<_> = violations.collect();
    if violations.is_empty() {
        let _ = fs::remove_dir_all(folder);
        return ExitCode::SUCCESS;
    }
    for (name, count) in violations {
        eprintln!("wrong: {name}: {count}");
    }
    eprintln!("{files} are in {}", folder.display());
    ExitCode::FAILURE
}
