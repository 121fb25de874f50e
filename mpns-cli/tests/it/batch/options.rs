//! The options of a batch.

use std::net::TcpListener;

use mpns_emulator::{Answer, DeviceConnection};

use super::{Batch, TRANSPORTS, ended};

#[test]
fn without_retries_each_job_is_sent_once_at_most() {
    for transport in TRANSPORTS {
        let batch = Batch::new(&format!("once-{transport}"));
        let [good, away, full] = [(); 3].map(|()| batch.emulator.open_channel());
        away.set_connection(DeviceConnection::Inactive);
        full.set_answer(Answer::QueueFull);
        let channels = [&good, &away, &full, &away, &good];
        let jobs: String =
            channels.iter().map(|channel| Batch::job(0, &channel.uri().expose())).collect();
        batch.write("jobs.jsonl", jobs);
        let (code, err) =
            batch.run(&["--no-retry", "--transport", transport, "--concurrency", "2"]);
        assert_eq!(code, Some(1), "{err}");
        let summary = batch.summary();
        assert_eq!(summary[0], "1 accepted");
        assert_eq!(summary[1..3], ["2 gave-up attempts-reached", "3 gave-up attempts-reached"]);
        assert!(summary[3].starts_with("4 gave-up "), "{summary:?}");
        assert_eq!(summary[4], "5 accepted");
        assert_eq!(batch.results()[1]["outcome"], "device-inactive");
        assert!(batch.emulator.requests().len() <= 5);
    }
}

#[test]
fn attempts_are_counted_and_what_was_not_accepted_says_why() {
    let batch = Batch::new("attempts");
    batch.write("jobs.jsonl", Batch::job(1, "http://127.0.0.1:1/SECRET"));
    let (code, err) = batch.run(&["--attempts", "1"]);
    assert_eq!(code, Some(1), "{err}");
    let result = &batch.results()[0];
    assert_eq!(batch.summary(), ["1 gave-up attempts-reached"]);
    assert_eq!((&result["attempts"], &result["mayHaveBeenDelivered"]), (&1.into(), &false.into()));
    assert!(result["error"].as_str().is_some_and(|error| error.contains("127.0.0.1")), "{result}");
    assert!(!err.contains("SECRET") && !result.to_string().contains("SECRET"), "{err}{result}");
}

#[test]
fn what_may_have_been_delivered_is_not_repeated_unless_it_may_be() {
    for (more, reason) in
        [(&[][..], "may-have-been-delivered"), (&["--may-show-twice"], "deadline-passed")]
    {
        let batch = Batch::new(&format!("twice-{}", more.len()));
        let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = silent.local_addr().expect("an address");
        batch.write("jobs.jsonl", Batch::job(1, &format!("http://{address}/A")));
        let fixed = ["--timeout", "0.3", "--deadline", "2m"];
        let (code, err) = batch.run(&[&fixed[..], more].concat());
        assert_eq!(code, Some(1), "{err}");
        assert_eq!(batch.summary(), [format!("1 gave-up {reason}")]);
    }
}

#[test]
fn a_wrong_command_line_is_refused_and_writes_nothing() {
    let batch = Batch::new("usage");
    batch.write("toast.json", r#"{"type": "toast"}"#);
    for args in [
        &[][..],
        &["jobs.jsonl"],
        &["--channels", "jobs.jsonl"],
        &["--content", "toast.json"],
        &["jobs.jsonl", "--channels", "uris.txt", "--content", "toast.json"],
        &["--channels", "uris.txt", "--content", "toast.json"],
        &["jobs.jsonl", "--concurrency", "0"],
        &["jobs.jsonl", "--per-host", "0"],
        &["jobs.jsonl", "--attempts", "0"],
        &["jobs.jsonl", "--deadline", "soon"],
        &["jobs.jsonl", "--attempts", "2", "--no-retry"],
        &["jobs.jsonl", "--transport", "pigeon"],
        &["http://h.example/SECRET"],
    ] {
        let (code, err) = ended(&mut batch.command_of(args));
        assert_eq!(code, Some(2), "{args:?}: {err}");
        assert!(!err.is_empty() && !err.contains("SECRET"), "{args:?}: {err}");
        assert_eq!(batch.read("results.jsonl"), "", "{args:?}");
    }
    batch.write_jobs(1);
    assert_eq!(batch.run(&["--deadline", "none", "--per-host", "1"]).0, Some(0));
}
