//! What a batch does with its jobs.

use mpns_emulator::{Answer, DeviceConnection, Settings};
use serde_json::{Value, json};

use super::{Batch, TRANSPORTS, ended};

#[test]
fn every_job_gets_a_result() {
    for transport in TRANSPORTS {
        let batch = Batch::new(&format!("results-{transport}"));
        let good = batch.emulator.open_channel();
        let refused = Settings { answer: Some(Answer::Unauthorized), ..Settings::default() };
        let refused = batch.emulator.open_channel_with(refused).uri().expose();
        let gone = format!("http://{}/throttledthirdparty/01.00/GONE", batch.emulator.addr());
        let jobs = [
            Batch::job(json!({"user": 7}), &good.uri().expose()),
            "\n".to_owned(),
            "{\"channel\": \"http://h.example/SECRET\"}\n".to_owned(),
            Batch::job("b", &refused),
            Batch::job("c", &gone),
            Batch::job("d", &gone),
            "x".repeat((4 << 20) + 1) + "\n",
            "\u{fffd}\n".to_owned(),
            Batch::job("e", &good.uri().expose()).trim_end().to_owned(),
        ];
        batch.write("jobs.jsonl", jobs.concat());
        let more = ["--transport", transport, "--expired", "gone.txt", "--concurrency", "1"];
        let (code, err) = batch.run(&more);
        assert_eq!(code, Some(1), "{err}");
        assert!(
            err.ends_with(" left\n") && err.contains("2 accepted, 3 refused, 3 invalid; 0 left"),
            "{err}"
        );
        assert_eq!(
            batch.summary(),
            [
                "1 accepted",
                "3 invalid",
                "4 refused unauthorized",
                "5 refused channel-expired",
                "6 refused channel-expired",
                "7 invalid",
                "8 invalid",
                "9 accepted",
            ]
        );
        assert_eq!(batch.read("gone.txt"), format!("{gone}\n"));
        assert_eq!(good.deliveries().len(), 2);
        let results = batch.results();
        for (name, value) in [
            ("key", json!({"user": 7})),
            ("attempts", json!(1)),
            ("status", json!(200)),
            ("outcome", json!("received")),
            ("subscriptionStatus", json!("Active")),
            ("accepted", json!(true)),
        ] {
            assert_eq!(results[0][name], value, "{name}");
        }
        for name in ["endedAt", "sentAt", "tookMilliseconds", "messageId"] {
            assert!(!results[0][name].is_null(), "{name}");
        }
        assert_eq!(results[0]["text1"], Value::Null, "without what was sent");
        assert_eq!(results[1]["error"], json!("missing field `type` at line 1 column 38"));
        assert_eq!(results[5]["error"], json!("longer than 4194304 bytes"));
        let all = [err, batch.read("results.jsonl"), batch.read("results.jsonl.holds")].concat();
        let token = good.token().expose().to_owned();
        assert!(!all.contains("SECRET") && !all.contains("GONE") && !all.contains(&token), "{all}");

        // All have a result: nothing is sent again.
        let before = batch.emulator.requests().len();
        assert_eq!(batch.run(&more).0, Some(1));
        assert_eq!((batch.emulator.requests().len(), batch.results().len()), (before, 8));
    }
}

#[test]
fn one_content_goes_to_many_channels() {
    let batch = Batch::new("channels");
    let channels: Vec<_> = (0..3).map(|_| batch.emulator.open_channel()).collect();
    let [a, b, c] = [0, 1, 2].map(|number: usize| channels[number].uri().expose());
    batch.write(
        "uris.txt",
        format!("{a}\n{}\r\n  {c} \nnonsense\n", json!({"key": 7, "channel": b})),
    );
    batch.write("tile.json", r#"{"type": "iconicTile", "count": 3}"#);
    let args = ["--channels", "uris.txt", "--content", "tile.json", "--with-content"];
    let (code, err) = ended(&mut batch.command_of(&args));
    assert_eq!(code, Some(1), "{err}");
    assert_eq!(batch.summary(), ["1 accepted", "2 accepted", "3 accepted", "4 invalid"]);
    let results = batch.results();
    assert_eq!((&results[0]["key"], &results[1]["key"]), (&Value::Null, &json!(7)));
    for (name, value) in
        [("type", json!("iconicTile")), ("count", json!(3)), ("accepted", json!(true))]
    {
        assert_eq!(results[0][name], value, "{name}");
    }
    assert!(results[0]["echoedMessageId"] == results[0]["messageId"], "{}", results[0]);
    for channel in channels {
        assert_eq!(channel.deliveries().len(), 1);
    }
    batch.write("tile.json", r#"{"type": "iconicTile", "count": 4}"#);
    let (code, err) = ended(&mut batch.command_of(&args));
    assert_eq!(
        (code, err.as_str()),
        (Some(2), "mpns: the results are those of other jobs: name another file in --results\n")
    );
}

#[test]
fn standard_input_is_kept_so_that_the_batch_can_go_on() {
    let batch = Batch::new("input");
    batch.write_jobs(3);
    let jobs = batch.read("jobs.jsonl");
    let run = |input: &str| crate::common::run_in(batch.command_of(&["-"]), input);
    assert_eq!(run(&jobs).0, Some(0));
    let more = Batch::job(4, &batch.emulator.open_channel().uri().expose());
    for (input, code, results) in [
        ("", Some(0), 3),
        (jobs.as_str(), Some(0), 3),
        ("other\n", Some(2), 3),
        (&[jobs.as_str(), &more].concat(), Some(0), 4),
        ("", Some(0), 4),
    ] {
        let (found, _, err) = run(input);
        assert_eq!((found, batch.results().len()), (code, results), "{input} {err}");
    }
    assert_eq!(batch.emulator.requests().len(), 4);
}

/// The rest goes on meanwhile, also if there are more held channels than places.
#[test]
fn a_phone_out_of_reach_holds_only_its_own_jobs() {
    let batch = Batch::new("held");
    let away = batch.emulator.open_channel();
    away.set_connection(DeviceConnection::Inactive);
    let near = batch.emulator.open_channel();
    let mut jobs = String::new();
    for number in 0..6000 {
        let channel = if number % 1000 == 999 { &near } else { &away };
        jobs.push_str(&Batch::job(number, &channel.uri().expose()));
    }
    batch.write("jobs.jsonl", jobs);
    // The hold is longer than the deadline.
    let (code, err) = batch.run(&["--deadline", "30m"]);
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("6 accepted, 5994 given up"), "{err}");
    let results = batch.results();
    assert_eq!(
        (&results[0]["reason"], &results[0]["attempts"]),
        (&json!("deadline-passed"), &json!(1))
    );
    assert_eq!(
        (&results[5]["reason"], &results[5]["attempts"]),
        (&json!("deadline-passed"), &json!(0))
    );
    assert_eq!(batch.emulator.requests().len(), 7, "one request to the phone that is out of reach");
    assert_eq!(batch.read("results.jsonl.holds").lines().count(), 2);
}
