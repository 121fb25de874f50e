//! The command `curves` measures with the drivers, and writes the figures.

#![cfg(test)]

use std::fs;
use std::path::Path;
use std::process::Command;

#[test]
fn a_quick_run_writes_figures_and_pictures() {
    let docs = tempfile::tempdir().expect("a folder");
    let document = docs.path().join("speed.md");
    let text = "# Speed\n\n<!-- hosts -->\nold\n<!-- end -->\n\n<!-- body -->\n<!-- end -->\n";
    fs::write(&document, text).expect("a file");
    let drivers = Path::new(env!("CARGO_BIN_EXE_drive_hyper")).parent().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_curves"))
        .args(["--quick", "--only", "hosts", "--docs"])
        .arg(docs.path())
        .arg("--drivers")
        .arg(drivers)
        .output()
        .expect("the command runs");
    assert!(output.status.success(), "{output:?}");

    // Other systems have one address.
    let hosts = if cfg!(target_os = "linux") { &["1", "10", "100"][..] } else { &["1"] };
    let data = fs::read_to_string(docs.path().join("speed/hosts.csv")).expect("data");
    let lines: Vec<_> = data.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let expected = hosts.iter().flat_map(|hosts| {
        ["floor", "mpns-hyper", "mpns-blocking"].map(|driver| (driver, *hosts, "1"))
    });
    let found = lines.iter().map(|line: &Vec<_>| (line[0], line[1], line[2]));
    assert!(found.eq(expected), "{data}");
    for line in &lines {
        assert!(line[3].parse::<f64>().is_ok_and(|cpu_us| cpu_us > 0.0), "{line:?}");
        let [hosts, connections] = [1, 8].map(|i| line[i].parse::<usize>().expect("a number"));
        assert!((hosts..=16 * hosts).contains(&connections), "{line:?}");
    }

    let picture = fs::read_to_string(docs.path().join("speed/hosts.svg")).expect("a picture");
    let picture = roxmltree::Document::parse(&picture).expect("SVG");
    let texts: Vec<_> =
        picture.descendants().filter_map(|node| node.text()).map(str::trim).collect();
    for text in ["hosts", "CPU µs a send", "connections opened", "mpns-hyper", "100"] {
        assert!(texts.contains(&text) || !hosts.contains(&"100"), "{text}: {texts:?}");
    }

    let text = fs::read_to_string(&document).expect("the document");
    assert!(text.starts_with("# Speed\n\n<!-- hosts -->\n![hosts](speed/hosts.svg)\n"), "{text}");
    assert!(text.ends_with("\n<!-- end -->\n\n<!-- body -->\n<!-- end -->\n"), "{text}");
    assert!(!text.contains("old"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("| 1")).count(), lines.len(), "{text}");
}
