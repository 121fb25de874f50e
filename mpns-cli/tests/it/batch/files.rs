//! The files of a batch: whose they are, and what a crash leaves of them.

use std::fs;

use mpns_emulator::DeviceConnection;

use super::{Batch, ended};

#[test]
fn files_that_are_not_of_the_batch_are_refused_unchanged() {
    let batch = Batch::new("not-ours");
    batch.write_jobs(2);
    for text in ["my thesis", "my thesis\n", "{\"line\":1,\"result\":\"accepted\"}\n"] {
        batch.write("results.jsonl", text);
        let (code, err) = batch.run(&[]);
        assert_eq!(code, Some(2), "{err}");
        assert_eq!(batch.read("results.jsonl"), text);
    }
    fs::remove_file(batch.path("results.jsonl")).expect("removed");
    fs::remove_file(batch.path("results.jsonl.holds")).expect("removed");
    assert_eq!(batch.run(&[]).0, Some(0));
    let results = batch.read("results.jsonl");
    batch.write("other.jsonl", "{}\n");
    let (code, err) = ended(&mut batch.command_of(&["other.jsonl"]));
    assert_eq!(
        (code, err.as_str()),
        (Some(2), "mpns: the results are those of other jobs: name another file in --results\n")
    );
    batch.write("results.jsonl", results.replace("accepted\"", "eaten\""));
    let (code, err) = batch.run(&[]);
    assert_eq!(code, Some(2));
    assert!(err.starts_with("mpns: line 1 of results.jsonl is not a result: "), "{err}");
    let (code, err) = ended(&mut batch.command_of(&["jobs.jsonl", "--expired", "/dev/null"]));
    assert_eq!(
        (code, err.as_str()),
        (Some(2), "mpns: cannot open /dev/null: not a regular file\n")
    );
}

#[test]
fn jobs_can_be_added() {
    let batch = Batch::new("grown");
    batch.write_jobs(2);
    let jobs = batch.read("jobs.jsonl");
    batch.write("jobs.jsonl", jobs.trim_end());
    assert_eq!(batch.run(&[]).0, Some(0));
    let more = Batch::job(3, &batch.emulator.open_channel().uri().expose());
    for jobs in [[jobs.as_str(), &more].concat(), [jobs.as_str(), &more, "bad\n"].concat()] {
        batch.write("jobs.jsonl", &jobs);
        batch.run(&[]);
        assert_eq!(batch.results().len(), jobs.lines().count());
    }
    assert_eq!(batch.emulator.requests().len(), 3);
    batch.write("jobs.jsonl", jobs);
    assert_eq!(batch.run(&[]).0, Some(2), "lines were removed");
}

#[test]
fn a_line_that_is_not_whole_is_cut_off_wherever_it_ends() {
    let batch = Batch::new("torn");
    batch.write_jobs(2);
    let away = batch.emulator.open_channel();
    away.set_connection(DeviceConnection::Inactive);
    let jobs = batch.read("jobs.jsonl") + &Batch::job(3, &away.uri().expose());
    batch.write("jobs.jsonl", jobs);
    let once = ["--no-retry", "--concurrency", "1"];
    assert_eq!(batch.run(&once).0, Some(1));
    let whole = ["results.jsonl", "results.jsonl.holds"].map(|file| batch.read(file));
    for (file, text) in ["results.jsonl", "results.jsonl.holds"].iter().zip(&whole) {
        let last = text.trim_end().rfind('\n').expect("two lines") + 1;
        let ends: Vec<_> = (last..=text.len()).collect();
        for end in ends.iter().step_by(11).chain(&ends[ends.len() - 3..]) {
            for (file, text) in ["results.jsonl", "results.jsonl.holds"].iter().zip(&whole) {
                batch.write(file, text);
            }
            batch.write(file, &text.as_bytes()[..*end]);
            let before = batch.emulator.requests().len();
            let (code, err) = batch.run(&once);
            assert_eq!(code, Some(1), "{file} {end}: {err}");
            assert_eq!(batch.results().len(), 3, "{file} {end}");
            let sent = batch.emulator.requests().len() - before;
            let is_unknown = *file == "results.jsonl" && *end < text.len();
            // The hold is known, so the phone that is out of reach gets no request.
            let last_is_held = text.lines().last().is_some_and(|line| line.contains("\"line\":3"));
            assert_eq!(sent, usize::from(is_unknown && !last_is_held), "{file} {end}");
        }
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_batch_and_it_goes_on_later() {
    use std::process::Command;

    let batch = Batch::new("full");
    batch.write_jobs(200);
    let mut script = Command::new("bash");
    script.current_dir(&batch.folder);
    // The signal would end the program. Ignored, the file cannot be written any more, as on a full disk.
    let limited = r#"trap "" XFSZ; ulimit -f 20; exec "$0" batch jobs.jsonl --results results.jsonl --no-proxy --concurrency 4"#;
    script.args(["-c", limited, env!("CARGO_BIN_EXE_mpns")]);
    let (code, err) = ended(&mut script);
    assert_eq!(code, Some(3), "{err}");
    assert!(err.contains("mpns: cannot write results.jsonl: "), "{err}");
    let before = batch.results().len();
    assert!((1..200).contains(&before), "{before}");
    let (code, err) = batch.run(&[]);
    assert_eq!((code, batch.results().len()), (Some(0), 200), "{err}");
    assert!(batch.emulator.requests().len() <= 204, "twice at most what was in flight");
}

#[test]
fn two_runs_at_once_are_refused() {
    let batch = Batch::new("two");
    batch.write_jobs(1);
    assert_eq!(batch.run(&[]).0, Some(0));
    let file = fs::OpenOptions::new().append(true).open(batch.path("results.jsonl"));
    let file = file.expect("the results");
    file.try_lock().expect("a lock");
    let (code, err) = batch.run(&[]);
    assert_eq!(
        (code, err.as_str()),
        (Some(2), "mpns: another run writes its results to results.jsonl\n")
    );
    drop(file);
    assert_eq!(batch.run(&[]).0, Some(0));
}
