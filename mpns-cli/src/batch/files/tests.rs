use std::time::SystemTime;

use super::*;
use crate::batch::record::Record;

/// What a crash leaves of the files is what the next run goes on with, wherever the crash was.
#[test]
fn what_is_torn_is_cut_off_at_every_byte() {
    let results = std::env::temp_dir().join(format!("mpns-torn-{}", std::process::id()));
    let holds = beside(&results, "holds");
    let whole = [
        r#"{"line":2,"result":"accepted","key":"\u00e4\n"}"#,
        r#"{"line":1,"result":"refused","deleteChannel":true}"#,
        r#"{"line":4,"result":"invalid","error":"ä"}"#,
    ];
    let notes = [
        r#"{"startedAt":1,"lines":5,"hash":7,"content":null}"#,
        r#"{"line":3,"attempts":2,"backoffs":1,"heldAt":1000,"heldSeconds":60}"#,
        r#"{"line":5,"attempts":1,"backoffs":0,"heldAt":1010,"heldSeconds":60}"#,
    ];
    let [whole, notes] = [whole, notes].map(|lines| lines.join("\n") + "\n");
    let now = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(1020)).expect("a time");
    let first = notes.find('\n').expect("a line");
    let cuts = (0..=whole.len()).map(|cut| (cut, notes.len()));
    for (cut, cut_notes) in cuts.chain((first..=notes.len()).map(|cut| (whole.len(), cut))) {
        let left = [(&whole, cut), (&notes, cut_notes)]
            .map(|(text, cut)| text.as_bytes().get(..cut).expect("not longer"));
        for (path, left) in [&results, &holds].into_iter().zip(left) {
            std::fs::write(path, left).expect("written");
        }
        let mut files = Files::open(&results, None).ok().expect("our files");
        let mut record = Record::default();
        files.results.read(|line| record.read_result(line)).ok().expect("results");
        files.holds.read(|line| record.read_note(line, now)).ok().expect("holds");
        let [ended, noted] = left.map(|left| left.iter().filter(|byte| **byte == b'\n').count());
        for (line, place) in [(2, 0), (1, 1), (4, 2)] {
            assert_eq!(record.has_ended(line), ended > place, "{cut}");
        }
        assert_eq!(record.jobs.is_some(), noted > 0, "{cut_notes}");
        for (line, place) in [(3, 1), (5, 2)] {
            assert_eq!(record.take_restored(line).is_some(), noted > place, "{cut_notes}");
        }
        // The next line is whole.
        let mut output = Output::default();
        output.results.extend_from_slice(b"{}\n");
        output.holds.extend_from_slice(b"{}\n");
        files.write(&mut output).ok().expect("written");
        for (path, lines) in [(&results, ended), (&holds, noted)] {
            let text = std::fs::read_to_string(path).expect("UTF-8");
            assert!(text.ends_with("}\n{}\n") || text == "{}\n", "{text}");
            assert_eq!(text.lines().count(), lines.saturating_add(1), "{text}");
        }
    }
    for path in [results, holds] {
        std::fs::remove_file(path).expect("removed");
    }
}
