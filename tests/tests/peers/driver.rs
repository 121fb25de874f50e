//! The programs that send with the libraries.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::library::Library;

/// The result of a job.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Done {
    index: usize,
    /// How often the library called back.
    pub(crate) calls: usize,
    /// The error that was thrown.
    #[serde(default)]
    pub(crate) thrown: Option<String>,
    /// How the library judged the response.
    #[serde(default)]
    pub(crate) reply: Option<TheirReply>,
}

/// A response in the terms of a library.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TheirReply {
    pub(crate) accepted: bool,
    #[serde(default)]
    pub(crate) status: Option<u16>,
    #[serde(default)]
    pub(crate) notification: Option<String>,
    #[serde(default)]
    pub(crate) device: Option<String>,
    #[serde(default)]
    pub(crate) subscription: Option<String>,
    #[serde(default)]
    pub(crate) message_id: Option<String>,
    /// Whether the channel is to be deleted.
    pub(crate) gone: bool,
    /// Seconds to wait before the next try.
    pub(crate) wait: Option<u64>,
    /// Why there was no response.
    pub(crate) failure: Option<String>,
}

/// Sends each job once with a library. The results are by index.
pub(crate) fn run(library: Library, jobs: &[Json]) -> BTreeMap<usize, Done> {
    let folder = &*INSTALLED;
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let mut command = match library {
        Library::Npm => {
            let mut node = Command::new("node");
            node.arg(sources.join("node_driver.js")).arg(folder);
            node
        }
        Library::Python => {
            let mut python = Command::new(folder.join("python/bin/python"));
            python.arg("-B").arg(sources.join("python_driver.py"));
            python
        }
        // Both packages have the name mpns in Python.
        Library::Twisted => {
            let mut python = Command::new(folder.join("twisted/bin/python"));
            python.arg("-B").arg(sources.join("twisted_driver.py"));
            python
        }
    };
    for proxy in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"] {
        command.env_remove(proxy);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("the driver of {library}: {e}"));
    let mut lines = String::new();
    for job in jobs {
        lines.push_str(&job.to_string());
        lines.push('\n');
    }
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(lines.as_bytes()).expect("the driver reads all jobs first");
    drop(stdin);
    let output = child.wait_with_output().expect("the driver's results");
    assert!(output.status.success(), "the driver of {library}: {}", output.status);
    let results = output.stdout.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    let mut done = BTreeMap::new();
    for line in results {
        let result: Done = serde_json::from_slice(line)
            .unwrap_or_else(|e| panic!("{library}: {e}: {}", line.escape_ascii()));
        assert!(done.insert(result.index, result).is_none(), "{library}: a result twice");
    }
    assert_eq!(done.len(), jobs.len(), "{library}: not as many results as jobs");
    done
}

/// The folder of the libraries, which are installed when they are first needed.
static INSTALLED: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
    let install = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers/install");
    let status = Command::new(install).arg(&folder).status().expect("bash");
    assert!(status.success(), "the libraries cannot be installed");
    folder
});
