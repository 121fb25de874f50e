//! `mpns queue` as its users run it, over the real server.

use std::io::Write as _;

use mpns_emulator::Channel;
use mpns_queue::mpns_proto::ChannelUri;
use serde_json::{Value, json};

use crate::program::{Mpns, Work, terminate};
use crate::story::{Story, received};

mod access;
mod cancel;
mod document;
mod once;
mod results;
mod work;

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_pushed_delivered_and_read_back() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(3);
    let lines = [line(&channels[0], "eu-1"), line(&channels[1], "eu-2"), line(&channels[2], "us")];
    let (code, out, err) = mpns.run(&["channels", "add", "-"], &lines.concat());
    assert_eq!((code, json_of(&out)), (0, json!({"channels": 3, "invalid": 0})), "{err}");

    let jobs = [
        job(channels[0].uri(), json!("a")),
        "{\"channel\": \"http://h.example/secret\"}\n".to_owned(),
        "\n".to_owned(),
        job(channels[0].uri(), json!(7)),
    ];
    let (code, out, err) = mpns.run(&["push", "-"], &jobs.concat());
    assert_eq!(json_of(&out), json!({"enqueued": 2, "invalid": 1, "lastLine": 4}));
    assert!(code == 2 && err.contains("line 2: ") && !err.contains("secret"), "{err}");

    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    let fan_out = ["fan-out", "--content", &content, "--where", "owner like 'eu-%'"];
    let (code, out, err) = mpns.run(&fan_out, "");
    assert_eq!((code, &json_of(&out)["enqueued"]), (0, &json!(2)), "{err}");
    let status = mpns.json(&["status", "--output", "json"]);
    let facts = ["jobs", "channels", "channelsDue"].map(|name| &status[name]);
    assert_eq!(facts, [4, 3, 2]);
    assert!(status["lagSeconds"].as_f64().is_some_and(|lag| lag >= 0.0), "{status}");

    let work = Work::start(&mpns, &["--metrics", "127.0.0.1:0"]);
    work.until("/metrics", |text| text.contains("\nmpns_ended_total{result=\"accepted\"} 4\n"));
    work.until("/ready", |text| text.starts_with("HTTP/1.1 200 "));
    let (code, log) = work.end();
    assert_eq!(code, Some(0), "{log}");
    for line in log.lines() {
        assert!(serde_json::from_str::<Value>(line).is_ok_and(|line| line["event"].is_string()));
    }
    assert!(channels.iter().all(|channel| !log.contains(&token(channel))), "{log}");
    assert_eq!(received(&channels[0]), ["\"a\"", "7", "all"]);
    assert_eq!([received(&channels[1]), received(&channels[2])], [vec!["all".to_owned()], vec![]]);

    let (code, out, err) = mpns.run(&["results"], "");
    assert_eq!(code, 0, "{err}");
    let results: Vec<_> = out.lines().map(json_of).collect();
    let mut keys: Vec<_> = results.iter().map(|it| it["key"].as_str().unwrap()).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["7", "a", "eu-1", "eu-2"]);
    for result in &results {
        assert_eq!((&result["result"], &result["attempts"]), (&"accepted".into(), &1.into()));
        assert!(result["status"] == 200 && result["sentAt"].is_string(), "{result}");
    }
    let last = results[2]["cursor"].as_str().unwrap();
    let (_, rest, _) = mpns.run(&["results", "--after", last], "");
    assert_eq!(rest.lines().count(), 1);
    let (_, text, _) = mpns.run(&["status"], "");
    assert!(text.contains("\n  accepted                4\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_goes_on_after_a_line() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let [channel] = story.open(1).try_into().unwrap();
    let jobs: String = (0..2500).map(|number| job(channel.uri(), json!(number))).collect();
    let (code, out, err) = mpns.run(&["push", "-", "--after-line", "1000"], &jobs);
    assert_eq!(
        (code, json_of(&out)),
        (0, json!({"enqueued": 1500, "invalid": 0, "lastLine": 2500})),
        "{err}"
    );
    let keys = "SELECT string_agg(key, ' ' ORDER BY id) LIKE '1000 1001 % 2499' FROM mpns.job";
    assert!(story.ask::<bool>(keys).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_slowly_is_pushed_as_it_comes() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let [channel] = story.open(1).try_into().unwrap();
    let mut push = mpns.start_reading(&["push", "-"]);
    let mut input = push.stdin.take().unwrap();
    for count in 1..=2 {
        input.write_all(job(channel.uri(), json!(count)).as_bytes()).unwrap();
        story.until(&format!("SELECT count(*) = {count} FROM mpns.job")).await;
    }
    terminate(&push);
    let output = push.wait_with_output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(130) && err.contains("--after-line 2"), "{err}");
    drop(input);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fan_out_goes_on_after_a_channel() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(3);
    let lines: String = channels.iter().map(|channel| line(channel, "eu")).collect();
    assert_eq!(mpns.run(&["channels", "add", "-"], &lines).0, 0);
    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    let fan_out = ["fan-out", "--content", &content, "--name", "goal", "--where"];
    let first = mpns.json(&[&fan_out[..], &["id = (SELECT min(id) FROM mpns.channel)"]].concat());
    assert_eq!(first["enqueued"], 1);
    let (code, out, err) = mpns.run(&[&fan_out[..], &["true"]].concat(), "");
    assert_eq!((code, json_of(&out)), (0, json!({"content": first["content"], "enqueued": 2})));
    assert!(err.contains(&format!("going on with content {} behind channel", first["content"])));
    let again = mpns.json(&[&fan_out[..], &["true"]].concat());
    assert_eq!(again["enqueued"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn channels_are_listed_without_uris_unless_they_are_asked_for() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(2);
    let lines = [line(&channels[0], "one"), format!("{}\n", channels[1].uri().expose())];
    assert_eq!(mpns.run(&["channels", "add", "-"], &lines.concat()).0, 0);
    let gone = format!("{}\nhttp://h.example/unknown\nx\n", channels[1].uri().expose());
    let (code, out, _) = mpns.run(&["channels", "expire", "-"], &gone);
    let counts = json!({"expired": 1, "unknownOrExpired": 1, "invalid": 1});
    assert_eq!((code, json_of(&out)), (2, counts));

    let (code, out, err) = mpns.run(&["channels", "list"], "");
    assert!(code == 0 && channels.iter().all(|it| !out.contains(&token(it))), "{out}{err}");
    let listed: Vec<_> = out.lines().map(json_of).collect();
    assert_eq!(listed.len(), 2);
    for channel in &listed {
        // The one that is gone has no owner.
        assert_eq!(channel["owner"].is_null(), channel["expiredAt"].is_string(), "{channel}");
    }
    let with_uri = mpns.json(&["channels", "list", "--expired", "--show-uris"]);
    assert_eq!(with_uri["channel"], channels[1].uri().expose());
}

/// A line for `channels add`.
fn line(channel: &Channel, owner: &str) -> String {
    format!("{}\n", json!({"channel": channel.uri().expose(), "owner": owner}))
}

/// A line for `push`.
fn job(channel: &ChannelUri, key: Value) -> String {
    let text = key.to_string();
    let job = json!({"key": key, "channel": channel.expose(), "type": "toast", "text1": text});
    format!("{job}\n")
}

/// What may be in no output: the secret part of the URI.
fn token(channel: &Channel) -> String {
    channel.token().expose().to_owned()
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}"))
}
