//! What is taken back.

use serde_json::json;

use super::{job, json_of, line, token};
use crate::program::Mpns;
use crate::story::{Story, received};

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_cancelled_by_content_channel_and_condition() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(4);
    let owners = ["eu-1", "eu-2", "us-1", "us-2"];
    let lines = channels.iter().zip(owners).map(|(channel, owner)| line(channel, owner));
    assert_eq!(mpns.run(&["channels", "add", "-"], &lines.collect::<String>()).0, 0);
    let jobs: String = channels.iter().map(|channel| job(channel.uri(), json!("own"))).collect();
    assert_eq!(mpns.run(&["push", "-"], &jobs).0, 0);
    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    let fan_out = mpns.json(&["fan-out", "--content", &content, "--where", "true"]);
    let number = fan_out["content"].to_string();

    let of_content = ["cancel", "--content", &number];
    assert_eq!(mpns.json(&of_content), json!({"cancelled": 4}));
    assert_eq!(mpns.json(&of_content), json!({"cancelled": 0}));
    let gone = format!("{}\nhttp://h.example/unknown\nx\n", channels[3].uri().expose());
    let (code, out, err) = mpns.run(&["cancel", "--channels", "-"], &gone);
    assert_eq!((code, json_of(&out)), (2, json!({"cancelled": 1, "invalid": 1})), "{err}");
    assert!(err.contains("line 3: ") && !err.contains(&token(&channels[3])), "{err}");
    let of_owners = ["cancel", "--where", "owner like 'eu-%' -- of Europe"];
    assert_eq!(mpns.json(&of_owners), json!({"cancelled": 2}));
    assert_eq!(mpns.json(&["status", "--output", "json"])["jobs"], 1);

    let worker = story.work();
    story.results(8).await;
    worker.drain().await;
    let got = channels.iter().map(received).collect::<Vec<_>>();
    assert_eq!(got, [vec![], vec![], vec!["\"own\"".to_owned()], vec![]]);
    let (_, out, _) = mpns.run(&["results"], "");
    let cancelled = out.lines().map(json_of).filter(|line| line["reason"] == "cancelled");
    assert_eq!(cancelled.count(), 7);
}

/// More than a page of each kind.
#[tokio::test(flavor = "multi_thread")]
async fn many_are_cancelled_in_pages() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let fill = "
        INSERT INTO mpns.host (origin) VALUES ('http://h.example:80');
        INSERT INTO mpns.channel (uri, host, owner) SELECT 'http://h.example/' || n, 1, n FROM generate_series(1, 6000) AS n";
    story.client.batch_execute(fill).await.unwrap();
    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    let uris: String = (1..=6000).map(|number| format!("http://h.example/{number}\n")).collect();
    let uris = mpns.file("uris.txt", &uris);
    let fan_out = ["fan-out", "--content", &content, "--where", "true"];
    for what in ["--content", "--channels", "--where"] {
        let number = mpns.json(&fan_out)["content"].to_string();
        let value = match what {
            "--content" => number.as_str(),
            "--channels" => &uris,
            _ => "true",
        };
        assert_eq!(mpns.json(&["cancel", what, value])["cancelled"], 6000, "{what}");
        assert!(story.ask::<bool>("SELECT sum(waiting) = 0 FROM mpns.channel").await, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_be_cancelled_is_one_thing() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    for (args, code, text) in [
        (&["--content", "1", "--where", "true"][..], 2, "cannot be used with"),
        (&["--content", "x"], 2, "invalid value"),
        (&["--where", "nonsense = 1"], 1, "does not exist"),
        (&["--channels", "/nonexistent"], 2, "cannot read /nonexistent"),
    ] {
        let (found, out, err) = mpns.run(&[&["cancel"], args].concat(), "");
        assert!(found == code && out.is_empty() && err.contains(text), "{args:?}: {err}");
    }
}
