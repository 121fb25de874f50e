//! `mpns phone` at an emulator.

#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use crate::common::{Emulator, mpns, mpns_of_terminal, run};
use crate::emulator_tls::channel;

/// `mpns phone`, ended when it goes out of scope.
struct Phone {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Phone {
    fn start(address: &str, more: &[&str]) -> Self {
        let emulator = format!("http://{address}");
        let mut command = mpns_of_terminal(&[&["phone", "--emulator", &emulator], more].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the phone starts");
        let out = BufReader::new(child.stdout.take().expect("standard output"));
        Self { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("a line");
        line
    }

    /// The lines up to this one.
    fn lines_until(&mut self, last: &str) -> String {
        let mut text = String::new();
        while !text.ends_with(&format!("{last}\n")) {
            let line = self.line();
            assert!(!line.is_empty(), "no {last:?} in {text}");
            text.push_str(&line);
        }
        text
    }

    fn json(&mut self) -> Value {
        let line = self.line();
        assert!(line.chars().all(|c| c == '\n' || !c.is_control()), "{line:?}");
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    fn interrupt(self, signal: &str) -> (Option<i32>, String) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", signal, &id]).status().expect("kill").success());
        self.end()
    }

    fn end(mut self) -> (Option<i32>, String) {
        let code = self.child.wait().expect("a status").code();
        let mut err = String::new();
        let out = self.child.stderr.take();
        out.expect("standard error").read_to_string(&mut err).expect("a text");
        (code, err)
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn send(kind: &str, uri: &str, more: &[&str]) {
    let (code, _, err) = run(&[&["send", kind, "--channel", uri.trim()], more].concat());
    assert_eq!(code, Some(0), "{err}");
}

#[test]
fn the_phone_shows_what_comes_and_closes_the_channel() {
    let emulator = Emulator::start();
    for signal in ["INT", "TERM", "HUP"] {
        let options = ["--obscured", "--os", "8.0.10492", "--device", "alice", "--app", "Scores"];
        let mut phone = Phone::start(&emulator.address, &options);
        let uri = phone.line();
        assert!(uri.starts_with(&format!("http://{}/", emulator.address)), "{uri}");
        assert_eq!(phone.line(), "alice, Scores, which is obscured\n");
        send("toast", &uri, &["--text1", "Goal!\u{202e}", "--param", "/a"]);
        let shown = phone.lines_until("  text1: Goal!\\u{202e}");
        assert!(shown.contains("  toast 1: shown\n  param: /a\n"), "{shown}");
        send("flip-tile", &uri, &["--title", "One", "--count", "2"]);
        send("flip-tile", &uri, &["--count", "3", "--clear", "back-title"]);
        let shown = phone.lines_until("    count: 3") + &phone.line();
        assert!(shown.contains("  flip tile 3: shown\n  backTitle: (cleared)\n"), "{shown}");
        assert!(shown.ends_with("  now on the tile:\n    count: 3\n    title: One\n"), "{shown}");
        send("raw", &uri, &["--body", "a\u{1b}[2Jb"]);
        let shown = phone.lines_until("  payload: a\\u{1b}[2Jb");
        assert!(shown.contains("  raw 4: handed to the app\n"), "{shown}");
        assert_eq!(emulator.ask("GET", "/devices/alice")["os"], "8.0.10492");
        assert_eq!(phone.interrupt(signal), (Some(0), String::new()), "{signal}");
        assert_eq!(emulator.ask("GET", "/channels"), json!([]), "{signal}");
    }
}

#[test]
fn the_phone_prints_an_object_a_line() {
    let emulator = Emulator::start();
    let mut phone =
        Phone::start(&emulator.address, &["--output", "json", "--token", "t", "--in-front"]);
    let opened = phone.json();
    assert_eq!(opened["event"], "channel");
    assert_eq!(opened["channel"]["token"], "t");
    assert_eq!(opened["channel"]["settings"]["app"], "inFront");
    let uri = opened["channel"]["uri"].as_str().expect("a URI");
    send("raw", uri, &["--body", "\u{9b}31m\u{7f}"]);
    let delivery = &phone.json()["delivery"];
    assert_eq!(delivery["notification"], json!({"type": "raw", "payload": "\u{9b}31m\u{7f}"}));
    assert_eq!(delivery["effect"], "handedToApp");
    send("tile", uri, &["--title", "One"]);
    let delivery = &phone.json()["delivery"];
    assert_eq!(delivery["tile"]["elements"], json!({"title": "One"}));
    assert_eq!(phone.interrupt("INT").0, Some(0));
}

#[test]
fn a_channel_stays_open_if_it_was_open_or_is_to_be_kept() {
    let emulator = Emulator::start();
    let options = ["--device", "bob", "--app", "Scores"];
    for more in [&["--keep"][..], &[]] {
        let mut phone = Phone::start(&emulator.address, &[&options, more].concat());
        let uri = phone.line();
        assert_eq!(phone.line(), "bob, Scores, which is not in front\n");
        send("toast", &uri, &["--text1", "Hi"]);
        phone.lines_until("  text1: Hi");
        assert_eq!(phone.interrupt("INT"), (Some(0), String::new()));
        let channels = emulator.ask("GET", "/channels");
        assert_eq!(channels.as_array().map(Vec::len), Some(1), "{channels}");
    }
}

#[test]
fn the_phone_registers_its_channel_with_the_service() {
    let emulator = Emulator::start();
    let service = TcpListener::bind("127.0.0.1:0").expect("a service");
    let url = format!("http://{}/channels?key=SECRET", service.local_addr().expect("an address"));
    for (field, status, code) in [("channelUri", "204 No", 0), ("uri", "500 Oops", 1)] {
        let register = ["--register", &url, "--register-field", field];
        let options = [&register[..], &["--output", "json"]].concat();
        let mut phone = Phone::start(&emulator.address, &options);
        let opened = phone.json();
        let (mut stream, _) = service.accept().expect("a request");
        let mut reader = BufReader::new(stream.try_clone().expect("a reader"));
        let (mut head, mut length) = (String::new(), 0);
        while !head.ends_with("\r\n\r\n") {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            if let Some(text) = line.to_lowercase().strip_prefix("content-length: ") {
                length = text.trim().parse().expect("a length");
            }
            head.push_str(&line);
        }
        assert!(head.starts_with("POST /channels?key=SECRET HTTP/1.1\r\n"), "{head}");
        assert!(head.to_lowercase().contains("content-type: application/json\r\n"), "{head}");
        let mut body = vec![0; length];
        reader.read_exact(&mut body).expect("a body");
        let body: Value = serde_json::from_slice(&body).expect("JSON");
        let expected = json!({"installationId": opened["channel"]["device"],
                              field: opened["channel"]["uri"]});
        assert_eq!(body, expected);
        write!(stream, "HTTP/1.1 {status}\r\nConnection: close\r\n\r\n").expect("answered");
        drop((stream, reader));
        let (found, err) = if code == 0 {
            assert_eq!(
                phone.json(),
                json!({"event": "registration", "registration": {"status": 204}})
            );
            phone.interrupt("TERM")
        } else {
            phone.end()
        };
        let reason = "mpns: the channel is not registered: the service answers 500\n";
        assert_eq!((found, err.as_str()), (Some(code), if code == 0 { "" } else { reason }));
        assert_eq!(emulator.ask("GET", "/channels"), json!([]));
    }
}

/// The service is an authenticated channel, which answers 403 to those without a client certificate.
#[test]
fn a_service_is_reached_with_the_trust_and_the_proxy_of_the_options() {
    let ca = concat!(env!("CARGO_TARGET_TMPDIR"), "/phone-ca.pem");
    let tls = ["--tls", "localhost:0", "--tls-ca", ca];
    let emulator =
        Emulator::started(mpns(&[&["emulator", "--listen", "127.0.0.1:0"][..], &tls].concat()));
    let service = channel(&emulator);
    let url = format!("http://{}", emulator.address);
    let register = ["phone", "--emulator", &url, "--register", &service];
    for (more, reason) in [
        (&["--ca", ca][..], "the service answers 403"),
        (&["--insecure"], "the service answers 403"),
        (&[], "certificate"),
        (&["--ca", ca, "--proxy", "http://127.0.0.1:1"], "proxy"),
    ] {
        let (code, _, err) = run(&[&register[..], more].concat());
        assert_eq!(code, Some(1), "{more:?}: {err}");
        let begin = "mpns: the channel is not registered: ";
        assert!(err.starts_with(begin) && err.contains(reason), "{more:?}: {err}");
    }
}

#[test]
fn the_phone_waits_for_the_emulator_to_come_back() {
    let emulator = Emulator::start();
    let address = emulator.address.clone();
    let mut phone = Phone::start(&address, &["--app", "Scores"]);
    let (uri, app) = (phone.line(), phone.line());
    send("toast", &uri, &["--text1", "One"]);
    phone.lines_until("  text1: One");
    drop(emulator);
    let emulator = Emulator::listen(&address);
    assert_eq!(phone.line(), uri);
    assert_eq!(phone.line(), app);
    send("toast", &uri, &["--text1", "Two"]);
    let shown = phone.lines_until("  text1: Two");
    assert!(shown.contains("  toast 1: shown\n"), "{shown}");
    let (code, err) = phone.interrupt("INT");
    assert_eq!(code, Some(0), "{err}");
    let lines: Vec<_> = err.lines().collect();
    let begin = format!("mpns: http://{address} does not answer: ");
    assert!(lines[0].starts_with(&begin) && lines[0].ends_with("up to 60 s"), "{err}");
    let end = format!("mpns: http://{address} answers again, and the channel is open again");
    assert_eq!(lines[1..], [end], "{err}");
    assert_eq!(emulator.ask("GET", "/channels"), json!([]));
}

/// The emulator that plays a script: each request has to begin with a text, and gets a status and a body.
fn play(listener: &TcpListener, script: &[(&str, &str, Value)]) {
    for (request, status, body) in script {
        let (mut stream, _) = listener.accept().expect("a request");
        let mut reader = BufReader::new(stream.try_clone().expect("a reader"));
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        assert!(line.starts_with(request), "{line} is not {request}");
        while line != "\r\n" {
            line.clear();
            reader.read_line(&mut line).expect("a line");
        }
        let body = body.to_string();
        let length = body.len();
        write!(stream, "HTTP/1.1 {status} \r\nContent-Length: {length}\r\n\r\n{body}")
            .expect("answered");
    }
}

#[test]
fn the_phone_distinguishes_another_emulator_from_a_closed_channel() {
    let health = |instance: &str| ("GET /health ", "200", json!({"instance": instance}));
    let channel = json!({"token": "t", "uri": "http://h/t", "lastDelivery": 0});
    let opened = || ("POST /channels ", "201", channel.clone());
    let shown = |status| ("GET /channels/t ", status, channel.clone());
    let gone = || ("GET /channels/t/deliveries?", "404", json!(null));
    for (script, said) in [
        (vec![], None),
        (
            vec![gone(), health("B"), shown("404"), health("B"), opened()],
            Some("is another one, and the channel is open again"),
        ),
        (
            vec![gone(), health("B"), shown("200")],
            Some("is another one, and the channel is still open"),
        ),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("an emulator");
        let address = listener.local_addr().expect("an address").to_string();
        let phone = Phone::start(&address, &[]);
        play(&listener, &[health("A"), opened()]);
        play(&listener, &script);
        let instance = if said.is_some() { "B" } else { "A" };
        play(&listener, &[gone(), health(instance), shown("404")]);
        play(&listener, &[("DELETE /channels/t ", "404", json!(null))]);
        let said = said.map(|said| format!("mpns: http://{address} {said}\n")).unwrap_or_default();
        let closed = "mpns: the channel was closed by someone else\n";
        assert_eq!(phone.end(), (Some(1), said + closed));
    }
}

#[test]
fn the_phone_ends_when_its_channel_is_closed_or_nobody_reads() {
    let emulator = Emulator::start();
    let mut phone = Phone::start(&emulator.address, &["--token", "closed"]);
    phone.line();
    emulator.body_of("DELETE", "/channels/closed");
    let closed = "mpns: the channel was closed by someone else\n".to_owned();
    assert_eq!(phone.end(), (Some(1), closed));

    let mut phone = Phone::start(&emulator.address, &["--token", "unread"]);
    let uri = phone.line();
    phone.line();
    let Phone { child, out } = &mut phone;
    let mut other = mpns(&["--version"]).stdout(Stdio::piped()).spawn().expect("it starts");
    *out = BufReader::new(other.stdout.take().expect("standard output"));
    send("toast", &uri, &["--text1", "Hi"]);
    assert_eq!(child.wait().expect("a status").code(), Some(0));
    other.wait().expect("a status");
    assert_eq!(emulator.ask("GET", "/channels"), json!([]));
}

#[test]
fn a_phone_without_an_emulator_ends_with_an_error() {
    for (more, code, reason) in [
        (
            &["--emulator", "http://127.0.0.1:1"][..],
            1,
            "no emulator answers at http://127.0.0.1:1: no",
        ),
        (&["--emulator", "https://127.0.0.1:1"], 2, "without TLS"),
        (&["--emulator", "http://127.0.0.1:1/SECRET"], 2, "not just http, host and port"),
        (&["--token", "a b"], 2, "the token has other characters"),
        (&["--device", "a b"], 2, "the name has other characters"),
        (&["--app", ""], 2, "the name has 0 bytes"),
        (&["--os", "9"], 2, "operating system version"),
        (&["--in-front", "--obscured"], 2, "cannot be used with"),
        (&["--register", "ftp://h/SECRET"], 2, "not an http or https URL"),
        (&["--register-field", "uri"], 2, "--register <URL>"),
        (&["--ca", "/nowhere"], 2, "--register <URL>"),
        (&["--insecure"], 2, "--register <URL>"),
        (&["--proxy", "http://p"], 2, "--register <URL>"),
        (&["--proxy-password-file", "/nowhere"], 2, "--register <URL>"),
        (&["--no-proxy"], 2, "--register <URL>"),
        (&["--register", "https://h", "--ca", "/nowhere"], 2, "/nowhere"),
        (&["--register", "https://h", "--proxy", "ftp://p"], 2, "--proxy"),
    ] {
        let (found, out, err) = run(&[&["phone"], more].concat());
        assert_eq!((found, out.as_str()), (Some(code), ""), "{more:?}: {err}");
        assert!(err.contains(reason) && !err.contains("SECRET"), "{more:?}: {err}");
    }
}

#[test]
fn a_channel_that_the_emulator_refuses_is_explained() {
    let emulator = Emulator::start();
    let mut phone = Phone::start(&emulator.address, &["--device", "a", "--token", "t"]);
    phone.line();
    let url = format!("http://{}", emulator.address);
    let (code, out, err) = run(&["phone", "--emulator", &url, "--device", "b", "--token", "t"]);
    assert_eq!((code, out.as_str()), (Some(1), ""), "{err}");
    assert!(err.contains(" refuses: 409: another channel has this token"), "{err}");
}
