//! What xmllint says about many documents.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What xmllint says about a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Not well-formed, or a violation of Namespaces in XML.
    IllFormed,
    /// A violation of the schema.
    Invalid,
    /// Well-formed, and valid if there is a schema.
    Good,
}

/// The verdicts of xmllint, which is called with some hundred documents at a time.
pub(crate) fn xmllint(documents: &[Vec<u8>], schema: Option<&str>) -> Vec<Verdict> {
    let folder = tempfile::tempdir().expect("a folder");
    let schema = schema.map(|name| {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("schema").join(name).with_extension("xsd")
    });
    documents.chunks(400).flat_map(|chunk| ask(folder.path(), chunk, schema.as_deref())).collect()
}

fn ask(folder: &Path, documents: &[Vec<u8>], schema: Option<&Path>) -> Vec<Verdict> {
    let files: Vec<PathBuf> =
        (0..documents.len()).map(|number| folder.join(format!("{number}.xml"))).collect();
    for (file, document) in files.iter().zip(documents) {
        fs::write(file, document).expect("a file");
    }
    let mut command = Command::new("xmllint");
    command.args(["--noout", "--nonet"]);
    if let Some(schema) = schema {
        command.arg("--schema").arg(schema);
    }
    let output = command.args(&files).output().expect("xmllint, of the package libxml2-utils");
    assert!(output.status.code().is_some(), "xmllint was killed: {}", output.status);
    let said = String::from_utf8_lossy(&output.stderr);
    let mut verdicts = vec![None; documents.len()];
    let prefix = format!("{}/", folder.display());
    for line in said.lines() {
        // xmllint also quotes documents, so only lines about a file count.
        let Some((number, rest)) = line.strip_prefix(&prefix).and_then(|l| l.split_once(".xml"))
        else {
            continue;
        };
        let number: usize = number.parse().expect("the number of a file");
        let verdict = match rest {
            " validates" => Verdict::Good,
            " fails to validate" => Verdict::Invalid,
            // It has an entity that only a document type could declare.
            " validation generated an internal error" => Verdict::Invalid,
            // Namespaces in XML does not require a processor to check the form of a namespace.
            _ if rest.ends_with("is not a valid URI") => continue,
            _ if rest.contains("Schemas validity error") => continue,
            _ if rest.contains("error :") => Verdict::IllFormed,
            _ => continue,
        };
        // xmllint validates a document even if it violates Namespaces in XML.
        if verdicts[number] != Some(Verdict::IllFormed) {
            verdicts[number] = Some(verdict);
        }
    }
    let silent = |verdict: Option<Verdict>| match (verdict, schema) {
        (Some(verdict), _) => verdict,
        (None, None) => Verdict::Good,
        (None, Some(schema)) => panic!("a document without a verdict by {}", schema.display()),
    };
    let verdicts: Vec<_> = verdicts.into_iter().map(silent).collect();
    let all_good = verdicts.iter().all(|verdict| *verdict == Verdict::Good);
    let namespaces = said.contains("namespace error");
    assert!(output.status.success() == all_good || namespaces, "{}: {said}", output.status);
    verdicts
}
