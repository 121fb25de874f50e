use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use serde_json::Value;

/// What the files of the batch say.
#[derive(Default)]
pub(super) struct Files {
    /// The result of each job.
    pub(super) results: BTreeMap<u64, String>,
    /// The jobs that have more results than one.
    pub(super) repeated: u64,
    /// Until when the channel of a job is held.
    pub(super) holds: BTreeMap<u64, SystemTime>,
}

impl Files {
    pub(super) fn read(folder: &Path) -> Self {
        let mut files = Self::default();
        for line in lines(&folder.join("results.jsonl")) {
            let result = line["result"].as_str().expect("a result").to_owned();
            let before = files.results.insert(number(&line, "line"), result);
            files.repeated += u64::from(before.is_some());
        }
        for line in lines(&folder.join("results.jsonl.holds")) {
            if line["heldAt"].is_u64() {
                let until = number(&line, "heldAt") + number(&line, "heldSeconds");
                let until = SystemTime::UNIX_EPOCH + Duration::from_secs(until);
                files.holds.insert(number(&line, "line"), until);
            }
        }
        files
    }
}

/// The whole lines of a file.
fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    whole.map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn number(line: &Value, name: &str) -> u64 {
    line[name].as_u64().expect("a number")
}
