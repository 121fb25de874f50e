use std::path::{Path, PathBuf};

/// How a program is started.
///
/// In arguments and configuration, `@NAME@` is replaced with a value: one of `values`, the folder of the program (`@DIR@`),
/// the file of its configuration (`@CONFIG@`), or otherwise a free port.
pub(crate) struct ProgramConfig<'a> {
    pub(crate) package: &'static str,
    pub(crate) program: &'a str,
    pub(crate) arguments: &'a [&'a str],
    pub(crate) template: &'a str,
    pub(crate) values: &'a [(&'a str, String)],
    /// Other files in the folder.
    pub(crate) files: &'a [(&'a str, String)],
}

/// A file of `tests/real`.
pub(crate) fn config_path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("real").join(file)
}

/// Replaces every `@NAME@` with its value.
pub(crate) fn fill(template: &str, mut value: impl FnMut(&str) -> String) -> String {
    let mut pieces = template.split('@');
    let mut filled = pieces.next().unwrap_or_default().to_owned();
    while let (Some(name), Some(text)) = (pieces.next(), pieces.next()) {
        filled += &value(name);
        filled += text;
    }
    filled
}
