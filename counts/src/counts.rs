use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Environment;

/// What was counted of each subject.
///
/// A subject is a function of `benches/instructions.rs` and a case of it, such as `build.toast`. A transport sends a
/// hundred notifications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// What it was counted with.
    pub environment: Environment,
    /// Instructions in user space.
    pub instructions: BTreeMap<String, u64>,
    /// Allocations on the thread that asks for the work.
    pub allocations: BTreeMap<String, u64>,
    /// Their size in bytes.
    pub allocated_bytes: BTreeMap<String, u64>,
}

impl Counts {
    /// Reads a file.
    pub fn read(file: &Path) -> Self {
        let text = fs::read_to_string(file);
        let text = text.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
    }

    /// Writes a file, with a line for each count.
    pub fn write(&self, file: &Path) {
        let text = serde_json::to_string_pretty(self).expect("counts have keys of text");
        fs::write(file, text + "\n").unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }

    /// The measures, with their names.
    pub(crate) fn measures(&self) -> [(&'static str, &BTreeMap<String, u64>); 3] {
        [
            ("instructions", &self.instructions),
            ("allocations", &self.allocations),
            ("allocated bytes", &self.allocated_bytes),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_line_for_each_count_and_is_read_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("counts.json");
        let one = |count| BTreeMap::from([("build.toast".to_owned(), count)]);
        let counts = Counts {
            environment: Environment::current(),
            instructions: one(8000),
            allocations: one(1),
            allocated_bytes: one(371),
        };
        counts.write(&file);
        assert_eq!(Counts::read(&file), counts);
        let text = fs::read_to_string(&file).expect("the file");
        assert_eq!(text.lines().filter(|line| line.contains("\"build.toast\": ")).count(), 3);
        assert!(text.ends_with("}\n"), "{text}");
    }
}
