//! The command as a user runs it: its output, its errors, its exit status.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    reason = "tests may panic"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

fn mpns(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mpns"));
    command.args(args).stdin(Stdio::null());
    for variable in ["MPNS_CHANNEL", "MPNS_PASSPHRASE", "http_proxy", "all_proxy", "ALL_PROXY"] {
        command.env_remove(variable);
    }
    command
}

fn run(args: &[&str]) -> (Option<i32>, String, String) {
    texts(mpns(args).output().expect("the command runs"))
}

fn run_with_input(args: &[&str], input: &str) -> (Option<i32>, String, String) {
    let mut child = mpns(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("standard input");
    stdin.write_all(input.as_bytes()).expect("the command reads");
    drop(stdin);
    texts(child.wait_with_output().expect("the command ends"))
}

fn texts(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

const CHANNEL: &str = "http://h.example:80/u/1/A?b=c";

#[test]
fn demo_shows_every_kind_and_every_bad_state() {
    let (code, out, err) = run(&["demo"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    for line in [
        "toast                       200     received         shown",
        "silent toast                200     received         shown",
        "tile                        200     received         shown",
        "flip tile                   200     received         shown",
        "iconic tile                 200     received         shown",
        "cycle tile                  200     received         shown",
        "raw                         200     received         handed to the app",
        "toast, expired channel      404     channel-expired  never got it       delete the channel",
        "toast, inactive phone       412     device-inactive  never got it",
        "toast, full queue           200     queue-full       never got it",
        "toast, daily limit reached  406     throttled        never got it",
    ] {
        assert!(out.lines().any(|found| found.starts_with(line)), "{line}\n{out}");
    }
}

#[test]
fn request_prints_the_bytes() {
    let (code, out, err) = run(&[
        "request",
        "toast",
        "--channel",
        CHANNEL,
        "--text1",
        "Tom & Jérôme",
        "--param",
        "/a?b=c",
        "--interval",
        "450",
        "--message-id",
        "01234567-89AB-CDEF-0123-456789ABCDEF",
        "--silent",
    ]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let body = "<?xml version=\"1.0\" encoding=\"utf-8\"?><wp:Notification xmlns:wp=\"WPNotification\">\
        <wp:Toast><wp:Text1>Tom &amp; Jérôme</wp:Text1><wp:Param>/a?b=c</wp:Param>\
        <wp:Sound Silent=\"true\"/></wp:Toast></wp:Notification>";
    let head = format!(
        "POST /u/1/A?b=c HTTP/1.1\r\nhost: h.example\r\ncontent-type: text/xml\r\n\
         content-length: {}\r\nx-notificationclass: 12\r\nx-windowsphone-target: toast\r\n\
         x-messageid: 01234567-89ab-cdef-0123-456789abcdef\r\n\r\n",
        body.len()
    );
    assert_eq!(out, head + body);
}

#[test]
fn every_option_of_every_kind_is_an_element() {
    let elements = [
        "--small-background-image 1 --wide-background-image 2 --wide-back-background-image 3 \
         --wide-back-content 4 --background-image 5 --count 6 --title 7 --back-background-image 8 \
         --back-title 9 --back-content 10 --id /11",
        "--small-icon-image 1 --icon-image 2 --wide-content1 3 --wide-content2 4 --wide-content3 5 \
         --count 6 --title 7 --background-color #FF000008 --id /11",
        "--small-background-image 1 --cycle-image 2 --cycle-image 3 --count 4 --title 5 --id /11",
        "--background-image 1 --count 2 --title 3 --back-background-image 4 --back-title 5 \
         --back-content 6 --id /11",
        "--text1 1 --text2 2 --param /3 --sound 4",
    ];
    for (kind, options) in
        ["flip-tile", "iconic-tile", "cycle-tile", "tile", "toast"].iter().zip(elements)
    {
        let mut args = vec!["request", kind, "--channel", CHANNEL];
        args.extend(options.split_whitespace());
        let (code, out, err) = run(&args);
        assert_eq!(code, Some(0), "{err}");
        let values = options.split_whitespace().filter(|word| !word.starts_with("--"));
        for value in values.filter(|value| *value != "/11") {
            assert!(out.contains(&format!(">{value}<")), "{kind} {value}\n{out}");
        }
        assert_eq!(out.contains("Id=\"/11\""), *kind != "toast");
    }
    let cleared = run(&[
        "request",
        "flip-tile",
        "--channel",
        CHANNEL,
        "--clear",
        "title,back-title",
        "--clear",
        "count",
    ]);
    for name in ["Title", "BackTitle", "Count"] {
        assert!(cleared.1.contains(&format!("<wp:{name} Action=\"Clear\"/>")), "{}", cleared.1);
    }
}

#[test]
fn raw_bodies_come_from_text_or_a_file() {
    let raw = |more: &[&str], input: &str| {
        run_with_input(&[&["request", "raw", "--channel", CHANNEL], more].concat(), input)
    };
    for (more, input, expected) in [
        (
            &["--body", "<a/>"][..],
            "",
            &["content-type: text/xml", "x-notificationclass: 3", "\r\n\r\n<a/>"][..],
        ),
        (
            &["--body-file", "-", "--content-type", "a/b", "--class", "31", "--explicit-target"],
            "from input",
            &[
                "content-type: a/b",
                "x-notificationclass: 31",
                "x-windowsphone-target: raw",
                "\r\n\r\nfrom input",
            ],
        ),
        (&["--body", "-x", "--interval", "900"], "", &["x-notificationclass: 23", "\r\n\r\n-x"]),
    ] {
        let (code, out, err) = raw(more, input);
        assert_eq!(code, Some(0), "{err}");
        for part in expected {
            assert!(out.contains(part), "{part}\n{out}");
        }
    }
}

#[test]
fn wrong_usage_and_content_exit_with_2() {
    let toast = &["request", "toast", "--channel", CHANNEL][..];
    let tile = &["request", "tile", "--channel", CHANNEL][..];
    let raw = &["request", "raw", "--channel", CHANNEL][..];
    for (base, more, error) in [
        (&["request"][..], &["toast", "--text1", "x"][..], "a channel is needed"),
        (
            &["request"],
            &["toast", "--channel", "ftp://h/SECRET", "--text1", "x"],
            "neither http nor https",
        ),
        (
            &["request"],
            &["toast", "--channel", "https://a.notify.windows.com/?t=SECRET", "--text1", "x"],
            "WNS",
        ),
        (&["request"], &["--channel", CHANNEL], "a kind of notification is needed"),
        (&["request"], &["postcard", "--channel", CHANNEL], "postcard"),
        (toast, &[], "it would show nothing"),
        (toast, &["--text1", "a\u{7}"], "Text1 holds U+0007 at byte 1"),
        (toast, &["--text1", "x", "--param", "a"], "does not begin with / or ?"),
        (toast, &["--text1", "x", "--title", "y"], "--title"),
        (toast, &["--text1", "x", "--class", "1"], "--class 1 is not one of a toast"),
        (toast, &["--text1", "x", "--class", "12", "--interval", "900"], "interval of 450 seconds"),
        (toast, &["--text1", "x", "--interval", "7"], "possible values"),
        (toast, &["--text1", "x", "--message-id", "7"], "--message-id"),
        (toast, &["--text1", "x", "--param", "/", "--os", "7.0"], "Param needs OS 7.1"),
        (toast, &["--text1", "x", "--os", "7.5"], "operating system version"),
        (toast, &["--text1", "x", "--max-body", "10"], "more than the 10 allowed"),
        (toast, &["--text1", "x", "--json", "f"], "takes the place of a kind"),
        (tile, &["--count", "100"], "--count takes a whole number from 0 to 99"),
        (tile, &["--clear", "background-image"], "cannot be cleared"),
        (tile, &["--clear", "wide-content1"], "no part of a tile"),
        (tile, &["--clear", "nonsense"], "no such property"),
        (tile, &["--title", "x", "--clear", "title"], "both set and cleared"),
        (raw, &[], "a body is needed"),
        (raw, &["--body", "x", "--body-file", "-"], "--body"),
        (raw, &["--body-file", "/no/such/file"], "/no/such/file"),
        (raw, &["--body", "x", "--class", "12"], "--class 12 is not one of a raw"),
        (&["outcome"], &["--status", "99"], "not one from 100 to 999"),
        (&["outcome"], &["--status", "200", "-H", "nonsense"], "is not NAME: VALUE"),
        (&["outcome"], &["--status", "200", "-H", "a b: c"], "not the name of a header"),
        (&["outcome"], &[], "Usage"),
        (
            &["send"],
            &["toast", "--channel", CHANNEL, "--text1", "x", "--ciphers", "ROT13"],
            "ROT13",
        ),
        (&["send"], &["toast", "--channel", CHANNEL, "--text1", "x", "--key", "f"], "--cert"),
        (&["send"], &["toast", "--channel", CHANNEL, "--text1", "x", "--timeout", "0"], "positive"),
        (
            &["send"],
            &["toast", "--channel", CHANNEL, "--text1", "x", "--proxy", "ftp://p"],
            "--proxy",
        ),
        (
            &["send"],
            &["toast", "--channel", CHANNEL, "--text1", "x", "--ca", "/no/such/file"],
            "/no/such/file",
        ),
    ] {
        let (code, out, err) = run(&[base, more].concat());
        assert_eq!((code, out.as_str()), (Some(2), ""), "{more:?}: {err}");
        assert!(err.contains(error) && !err.contains("SECRET"), "{more:?}: {err}");
    }
}

#[test]
fn outcome_judges_what_it_is_given() {
    for (args, code, expected) in [
        (
            &[
                "--status",
                "412",
                "-H",
                "X-NotificationStatus: Dropped",
                "-H",
                "x-deviceconnectionstatus:Inactive",
            ][..],
            1,
            json!({
                "status": 412, "outcome": "device-inactive", "accepted": false, "retry": "after",
                "retryAfterSeconds": 3660, "deleteChannel": false, "notificationStatus": "Dropped",
                "deviceConnectionStatus": "Inactive", "subscriptionStatus": null, "messageId": null,
                "activityId": null,
            }),
        ),
        (
            &["--status", "200", "-H", "ActivityId: a:b"],
            0,
            json!({
                "status": 200, "outcome": "received", "accepted": true, "retry": "never",
                "retryAfterSeconds": null, "deleteChannel": false, "notificationStatus": null,
                "deviceConnectionStatus": null, "subscriptionStatus": null, "messageId": null,
                "activityId": "a:b",
            }),
        ),
    ] {
        let (found, out, err) = run(&[&["outcome"], args].concat());
        assert_eq!((found, err.as_str()), (Some(code), ""));
        assert_eq!(serde_json::from_str::<Value>(&out).expect("JSON"), expected);
    }
    for (head, outcome) in [
        ("HTTP/1.1 404 Not Found\r\n\r\n", "channel-expired"),
        ("HTTP/1.1 503\r\nRetry-After: 7200\r\nX-Server: a", "unavailable"),
        ("HTTP/1.0 200 OK\nX-NotificationStatus: QueueFull\n\nbody", "queue-full"),
    ] {
        let (code, out, err) = run_with_input(&["outcome", "--response", "-"], head);
        assert_eq!((code, err.as_str()), (Some(1), ""));
        let json: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(json["outcome"], outcome);
    }
    let (code, _, err) = run_with_input(&["outcome", "--response", "-"], "SSH-2.0-x\r\n");
    assert_eq!(code, Some(2));
    assert!(err.contains("not the head of a response"), "{err}");
}

/// `mpns emulator` on a free port, ended when it goes out of scope.
struct Emulator {
    child: Child,
    address: String,
}

impl Emulator {
    fn start() -> Self {
        let mut child = mpns(&["emulator", "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the emulator starts");
        let mut line = String::new();
        let out = child.stdout.as_mut().expect("standard output");
        BufReader::new(out).read_line(&mut line).expect("a first line");
        let address = line.trim().strip_prefix("listening on ").expect("the address").to_owned();
        Self { child, address }
    }

    fn ask(&self, method: &str, path: &str) -> Value {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        .expect("the request is written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (_, body) = answer.split_once("\r\n\r\n").expect("a body");
        serde_json::from_str(body).unwrap_or_else(|e| panic!("{e}: {answer}"))
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.child.kill().expect("the emulator ends");
        self.child.wait().expect("the emulator ended");
    }
}

#[test]
fn send_reaches_an_emulator_and_is_read_back() {
    let emulator = Emulator::start();
    for transport in ["hyper", "blocking"] {
        let channel = emulator.ask("POST", "/channels");
        let uri = channel["uri"].as_str().expect("a URI");
        let send =
            ["send", "--transport", transport, "toast", "--channel", uri, "--text1", "Goal! ⚽"];
        let (code, out, err) = run(&send);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
        assert!(out.starts_with("200 received: nothing to do\n"), "{out}");

        let (code, out, err) = run(&[&send[..], &["--output", "json", "-v"]].concat());
        assert_eq!(code, Some(0));
        let json: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!(
            (&json["outcome"], &json["subscriptionStatus"]),
            (&json!("received"), &json!("Active"))
        );
        let token = channel["token"].as_str().expect("a token");
        assert!(err.contains(&emulator.address) && !err.contains(token), "{err}");

        let deliveries = emulator.ask("GET", &format!("/channels/{token}/deliveries"));
        assert_eq!(deliveries.as_array().map(Vec::len), Some(2));
        assert_eq!(deliveries[0]["notification"], json!({"type": "toast", "text1": "Goal! ⚽"}));

        let job =
            json!({"key": 1, "channel": uri, "type": "iconicTile", "count": 3, "title": null});
        let (code, out, err) =
            run_with_input(&["send", "--json", "-", "--transport", transport], &job.to_string());
        assert_eq!(code, Some(0), "{out}{err}");
    }
}

#[test]
fn what_is_not_accepted_exits_with_1() {
    let emulator = Emulator::start();
    for transport in ["hyper", "blocking"] {
        let unknown = format!("http://{}/throttledthirdparty/01.00/SECRET", emulator.address);
        let (code, out, err) = run(&[
            "send",
            "toast",
            "--channel",
            &unknown,
            "--text1",
            "x",
            "--transport",
            transport,
        ]);
        assert_eq!((code, err.as_str()), (Some(1), ""));
        assert!(out.starts_with("404 channel-expired: delete the channel\n"), "{out}");

        let nobody = "http://127.0.0.1:1/SECRET";
        let (code, out, err) = run(&[
            "send",
            "toast",
            "--channel",
            nobody,
            "--text1",
            "x",
            "--transport",
            transport,
            "-v",
        ]);
        assert_eq!((code, out.as_str()), (Some(1), ""));
        assert!(err.contains("mpns: no connection to ") && !err.contains("SECRET"), "{err}");
    }
}

#[test]
fn the_channel_may_come_from_the_environment() {
    let output = mpns(&["request", "raw", "--body", "x"]).env("MPNS_CHANNEL", CHANNEL).output();
    let (code, out, _) = texts(output.expect("the command runs"));
    assert_eq!(code, Some(0));
    assert!(out.starts_with("POST /u/1/A?b=c HTTP/1.1\r\nhost: h.example\r\n"), "{out}");
    let output = mpns(&["request", "--help"]).env("MPNS_CHANNEL", CHANNEL).output();
    assert!(!texts(output.expect("the command runs")).1.contains("u/1/A"));
}
