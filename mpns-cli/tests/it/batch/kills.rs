//! A batch that is killed at any moment loses nothing.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, SystemTime};

use mpns_emulator::{Answer, DeviceConnection};

use super::Batch;

#[test]
fn a_batch_that_is_killed_goes_on_without_loss() {
    let batch = Batch::new("kills");
    let mut jobs = String::new();
    let mut away = 0;
    for key in 0..300 {
        let channel = batch.emulator.open_channel();
        match key % 10 {
            3 => channel.set_connection(DeviceConnection::Inactive),
            5 => channel.set_answer(Answer::QueueFull),
            7 => channel.close(),
            _ => {}
        }
        away += usize::from(matches!(key % 10, 3 | 5));
        jobs.push_str(&Batch::job(key, &channel.uri().expose()));
    }
    batch.write("jobs.jsonl", jobs);
    let begun = SystemTime::now();
    let mut killed = 0;
    for milliseconds in (20..).step_by(7) {
        let before = batch.emulator.requests().len();
        let mut child = batch.command(&["--concurrency", "4"]).spawn().expect("it starts");
        thread::sleep(Duration::from_millis(milliseconds));
        child.kill().expect("killed");
        child.wait().expect("ended");
        killed += 1;
        // Nothing is left but what is held.
        if batch.emulator.requests().len() == before
            && batch.read("results.jsonl").lines().count() == 300 - away
        {
            break;
        }
        assert!(killed < 200, "it does not go on");
    }
    // The deadline ends what is held.
    assert_eq!(batch.run(&["--deadline", "1s"]).0, Some(1));
    assert_eq!(batch.results().len(), 300);
    let held = batch.read("results.jsonl.holds").lines().count() - 1;
    assert!(held >= away, "{held}");
    // Each channel gets one request; at a kill up to four were in flight, and are sent again.
    let mut requests = BTreeMap::new();
    for request in batch.emulator.requests() {
        *requests.entry(request.target.clone()).or_insert(0) += 1;
    }
    assert_eq!(requests.len(), 300);
    let twice: usize = requests.values().map(|count| count - 1).sum();
    assert!(twice <= 4 * killed, "{twice} of {killed} kills");
    assert!(
        begun.elapsed().is_ok_and(|took| took < Duration::from_secs(200)),
        "before a hold ends"
    );
}
