//! `mpns send` to an emulator.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use mpns_test_support::BlackHole;
use serde_json::{Value, json};

use crate::common::{Emulator, NOBODY, mpns, run, run_with_input, texts};

#[test]
fn send_reaches_an_emulator_and_is_read_back() {
    let emulator = Emulator::start();
    for transport in TRANSPORTS {
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
            run_with_input(&["send", "--json", "-", "--transport", transport], job.to_string());
        assert_eq!(code, Some(0), "{out}{err}");
    }
}

#[test]
fn a_refused_notification_exits_with_1() {
    let emulator = Emulator::start();
    for transport in TRANSPORTS {
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

        let (code, out, err) = run(&[
            "send",
            "toast",
            "--channel",
            NOBODY,
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
fn a_closed_standard_error_changes_nothing() {
    let emulator = Emulator::start();
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    let send = ["send", "toast", "--channel", uri, "--text1", "x", "-v"];
    for (args, code) in [
        (&send[..], 0),
        (&["send", "toast", "--channel", NOBODY, "--text1", "x", "-v"], 1),
        (&["send", "toast", "--channel", uri, "--nonsense"], 2),
        (&["send", "toast", "--channel", uri], 2),
        (&["send"], 2),
    ] {
        let (nobody_reads, stderr) = std::io::pipe().expect("a pipe");
        drop(nobody_reads);
        let status = mpns(args).stdout(Stdio::null()).stderr(stderr).status();
        assert_eq!(status.expect("the command ends").code(), Some(code), "{args:?}");
    }
    let token = channel["token"].as_str().expect("a token");
    let deliveries = emulator.ask("GET", &format!("/channels/{token}/deliveries"));
    assert_eq!(deliveries.as_array().map(Vec::len), Some(1));
}

#[test]
fn no_proxy_takes_precedence_over_the_environment() {
    let emulator = Emulator::start();
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    for (more, variables, code) in [
        (&["--no-proxy"][..], &[("http_proxy", "127.0.0.1:1")][..], 0),
        (&["--no-proxy"], &[("all_proxy", "nonsense://h")], 0),
        (&[], &[("http_proxy", "127.0.0.1:1")], 1),
        (&[], &[("http_proxy", "127.0.0.1:1"), ("no_proxy", "127.0.0.1")], 0),
        (&[], &[("all_proxy", "nonsense://h")], 2),
        (&["--proxy", "127.0.0.1:1"], &[("no_proxy", "*")], 1),
    ] {
        for transport in TRANSPORTS {
            let send =
                ["send", "toast", "--channel", uri, "--text1", "x", "--transport", transport];
            let mut command = mpns(&[&send[..], more].concat());
            command.envs(variables.iter().copied());
            let (found, _, err) = texts(command.output().expect("the command runs"));
            assert_eq!(found, Some(code), "{transport} {more:?} {variables:?}: {err}");
        }
    }
}

#[test]
fn the_time_limit_covers_connecting_and_the_response() {
    let black_hole = BlackHole::new();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let silent_address = silent.local_addr().expect("an address");
    for (address, error) in [
        (black_hole.address, "mpns: no connection to 127.0.0.1:"),
        (silent_address, "mpns: no reply from 127.0.0.1:"),
    ] {
        for transport in TRANSPORTS {
            let channel = format!("http://{address}/A");
            let send = ["send", "raw", "--body", "x", "--transport", transport, "--timeout", "0.3"];
            let start = Instant::now();
            let (code, out, err) = run(&[&send[..], &["--channel", &channel]].concat());
            assert_eq!((code, out.as_str()), (Some(1), ""), "{transport}: {err}");
            assert!(err.starts_with(error) && err.contains("within 300ms"), "{transport}: {err}");
            // Far below the defaults: five seconds for connecting, fifteen for the whole exchange.
            let took = start.elapsed();
            assert!(took >= Duration::from_millis(300), "{transport}: {took:?}");
            assert!(took < Duration::from_secs(4), "{transport}: {took:?}");
        }
    }
}

const TRANSPORTS: [&str; 2] = ["hyper", "blocking"];
