//! What is enqueued in steps, while connections are lost and programs and servers die: every job once.

use std::io::Write as _;
use std::time::Duration;

use mpns_emulator::Channel;
use serde_json::json;

use super::{job, json_of};
use crate::cutter::Cutter;
use crate::program::{Mpns, is_signalled, terminate};
use crate::story::Story;

/// How many jobs there are, and how many different ones.
const JOBS: &str =
    "SELECT json_build_array(count(*), count(DISTINCT (channel, key)))::text FROM mpns.job";
/// Ends every session of the program, as an administrator may.
const END: &str = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
                   WHERE application_name = 'mpns' AND pid <> pg_backend_pid()";
/// The last step of the only program.
const REACHED: &str = "SELECT coalesce(max(reached), 0) FROM mpns.place";

#[tokio::test(flavor = "multi_thread")]
async fn a_push_enqueues_every_job_once_over_lost_connections_and_restarts() {
    let mut story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(20);
    let lines = jobs(&channels, 30_000);
    let lines: Vec<_> = lines.split_inclusive('\n').collect();
    let mut push = mpns.start_reading(&["push", "-"]);
    let mut input = push.stdin.take().unwrap();
    // What is wrong at the start is said at once.
    story.until("SELECT count(*) = 1 FROM mpns.place").await;
    for (round, lines) in lines.chunks(1_000).enumerate() {
        input.write_all(lines.concat().as_bytes()).unwrap();
        pause(60).await;
        match round {
            10 => story.server.stop(),
            20 => story.server.kill(),
            _ => {
                story.ask::<i64>(END).await;
                continue;
            }
        }
        pause(500).await;
        story.server.start_again();
        story.client = story.server.client().await;
    }
    drop(input);
    let output = push.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert_eq!(json_of(&out), json!({"enqueued": 30_000, "invalid": 0, "lastLine": 30_000}));
    assert_eq!(story.ask::<String>(JOBS).await, "[30000, 30000]", "{err}");
    assert!(story.ask::<bool>("SELECT sum(waiting) = 30000 FROM mpns.channel").await);
    // It is over, and no one knows its name.
    assert_eq!(story.ask::<i64>("SELECT count(*) FROM mpns.place").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fan_out_reaches_every_channel_once_over_lost_connections() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    fill(&story, 60_000).await;
    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    let mut fan_out = mpns.start(&["fan-out", "--content", &content, "--where", "true"]);
    let mut reached = 0;
    while fan_out.try_wait().unwrap().is_none() {
        if story.ask::<i64>(REACHED).await != reached {
            reached = story.ask(REACHED).await;
            pause(100).await;
            story.ask::<i64>(END).await;
        }
        pause(10).await;
    }
    let output = fan_out.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(0), "{err}");
    assert_eq!(json_of(&String::from_utf8(output.stdout).unwrap())["enqueued"], 60_000);
    assert_eq!(story.ask::<String>(JOBS).await, "[60000, 60000]", "{err}");
}

/// Of every other commit, the program does not learn.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_committed_unnoticed_is_not_repeated() {
    let story = Story::begin().await;
    let cutter = Cutter::before(&story.server.url());
    let mpns = Mpns::new(&cutter.url);
    let channels = story.open(2);
    let file = mpns.file("jobs.jsonl", &jobs(&channels, 5_000));
    let push = mpns.json(&["push", &file]);
    assert_eq!(push, json!({"enqueued": 5_000, "invalid": 0, "lastLine": 5_000}));
    assert_eq!(story.ask::<String>(JOBS).await, "[5000, 5000]");
    let cuts = cutter.cuts();
    assert!(cuts >= 2, "{cuts}");

    story
        .client
        .batch_execute("TRUNCATE mpns.job; UPDATE mpns.channel SET waiting = 0")
        .await
        .unwrap();
    fill(&story, 19_998).await;
    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    let fan_out = mpns.json(&["fan-out", "--content", &content, "--where", "true"]);
    assert_eq!(fan_out["enqueued"], 20_000);
    assert!(cutter.cuts() >= cuts + 2);
    assert!(
        story.ask::<bool>("SELECT min(waiting) = 1 AND max(waiting) = 1 FROM mpns.channel").await
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_that_was_killed_goes_on_by_its_name() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(20);
    let file = mpns.file("jobs.jsonl", &jobs(&channels, 20_000));
    let args = ["push", &file, "--name", "nightly"];
    for _ in 0..5 {
        let mut push = mpns.start(&args);
        pause(300).await;
        push.kill().unwrap();
        push.wait().unwrap();
    }
    // The server may be committing what the last one has sent; the next waits for it.
    let (code, out, err) = mpns.run(&args, "");
    assert!(code == 0 && json_of(&out)["lastLine"] == 20_000, "{out}{err}");
    assert_eq!(story.ask::<String>(JOBS).await, "[20000, 20000]");
    let again = mpns.json(&args);
    assert_eq!(again, json!({"enqueued": 0, "invalid": 0, "lastLine": 20_000}));
    assert_eq!(story.ask::<String>(JOBS).await, "[20000, 20000]");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_interrupted_says_how_to_go_on() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    fill(&story, 40_000).await;
    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    let args = ["fan-out", "--content", &content, "--where", "true"];
    // The first page waits for a channel, so that it is not over before it is interrupted.
    let locker = story.server.client().await;
    locker.batch_execute("BEGIN; SELECT FROM mpns.channel WHERE id = 1 FOR UPDATE").await.unwrap();
    let fan_out = mpns.start(&args);
    story.until("SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'").await;
    terminate(&fan_out);
    while is_signalled(&fan_out) {
        pause(10).await;
    }
    locker.batch_execute("COMMIT").await.unwrap();
    let output = fan_out.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(130), "{err}");
    let name = err.split("--name ").nth(1).and_then(|rest| rest.split(';').next()).expect(&err);
    let done: i64 = story.ask("SELECT count(*) FROM mpns.job").await;
    assert!(done >= 5_000 && done % 5_000 == 0, "{done}");
    let rest = mpns.json(&[&args[..], &["--name", name]].concat());
    assert_eq!(rest["enqueued"], 40_000 - done);
    assert_eq!(story.ask::<String>(JOBS).await, "[40000, 40000]");
    assert_eq!(story.ask::<i64>("SELECT count(*) FROM mpns.content").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_pushes_of_one_name_do_not_enqueue_a_line_twice() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(20);
    let file = mpns.file("jobs.jsonl", &jobs(&channels, 10_000));
    let args = ["push", &file, "--name", "nightly"];
    let both = [mpns.start(&args), mpns.start(&args)];
    for push in both {
        let output = push.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        let is_right = output.status.success() || err.contains("another program goes on");
        assert!(is_right, "{err}");
    }
    assert_eq!(mpns.json(&args)["lastLine"], 10_000);
    assert_eq!(story.ask::<String>(JOBS).await, "[10000, 10000]");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_channel_file_outlasts_lost_connections() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let lines: Vec<_> = (0..10_000).map(|number| format!("http://h.example/{number}\n")).collect();
    for (command, key, has_begun) in [
        ("add", "channels", "SELECT count(*) > 0 FROM mpns.channel"),
        ("expire", "expired", "SELECT count(expired) > 0 FROM mpns.channel"),
    ] {
        let mut child = mpns.start_reading(&["channels", command, "-"]);
        let mut input = child.stdin.take().unwrap();
        for lines in lines.chunks(1_000) {
            input.write_all(lines.concat().as_bytes()).unwrap();
            story.until(has_begun).await;
            pause(30).await;
            story.ask::<i64>(END).await;
        }
        drop(input);
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{err}");
        let found = json_of(&String::from_utf8(output.stdout).unwrap());
        // What was done unnoticed counts as done before.
        assert!(found[key].as_u64().is_some_and(|count| count <= 10_000), "{found}");
    }
    assert!(story.ask::<bool>("SELECT count(expired) = 10000 FROM mpns.channel").await);
}

fn jobs(channels: &[Channel], count: usize) -> String {
    (0..count).map(|number| job(channels[number % channels.len()].uri(), json!(number))).collect()
}

/// Channels without an emulator.
async fn fill(story: &Story, channels: i64) {
    let statement = format!(
        "INSERT INTO mpns.host (origin) VALUES ('http://h') ON CONFLICT DO NOTHING;
         INSERT INTO mpns.channel (uri, host, owner) SELECT 'http://h/' || n, (SELECT id FROM mpns.host WHERE origin = 'http://h'), n FROM generate_series(1, {channels}) AS n"
    );
    story.client.batch_execute(&statement).await.unwrap();
}

/// Up to this many milliseconds.
async fn pause(most: u64) {
    tokio::time::sleep(Duration::from_millis(fastrand::u64(0..=most))).await;
}
