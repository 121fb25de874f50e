//! `mpns send` to an emulator, and `mpns demo`.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use mpns_test_support::BlackHole;
use serde_json::{Value, json};

use crate::common::{Emulator, NOBODY, mpns, run, run_with_input, texts};

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
fn what_is_not_accepted_exits_with_1() {
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
fn what_cannot_be_said_on_standard_error_changes_nothing() {
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

#[cfg(unix)]
#[test]
fn a_passphrase_is_read_where_there_is_something_to_decrypt() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let passphrase = OsStr::from_bytes(b"\xFF");
    let send = ["send", "toast", "--channel", NOBODY, "--text1", "x"];
    for (more, code, error) in [
        (&[][..], 1, "no connection"),
        (&["--pfx", "Cargo.toml"], 2, "MPNS_PASSPHRASE is not UTF-8"),
        (&["--cert", "Cargo.toml"], 2, "MPNS_PASSPHRASE is not UTF-8"),
    ] {
        let mut command = mpns(&[&send[..], more].concat());
        command.env("MPNS_PASSPHRASE", passphrase);
        let (found, _, err) = texts(command.output().expect("the command runs"));
        assert_eq!(found, Some(code), "{more:?}: {err}");
        assert!(err.contains(error), "{more:?}: {err}");
    }
}

#[test]
fn a_passphrase_is_the_first_line_of_its_file_with_its_blanks() {
    let send = ["send", "toast", "--channel", NOBODY, "--text1", "x"];
    let identity = ["--cert", "tests/fixtures/identity.pem", "--passphrase-file", "-"];
    let wrong = "identity.pem: the passphrase is wrong";
    for (file, code, error) in [
        (&b" open sesame "[..], 1, "no connection"),
        (b" open sesame \n", 1, "no connection"),
        (b" open sesame \r\n", 1, "no connection"),
        (b" open sesame \nanother\n", 1, "no connection"),
        (b"\xEF\xBB\xBF open sesame \r\n", 1, "no connection"),
        (b"open sesame", 2, wrong),
        (b" open sesame", 2, wrong),
        (b"open sesame ", 2, wrong),
        (b"\n open sesame \n", 2, wrong),
        (b"another\n open sesame \n", 2, wrong),
        (b"\xEF\xBB\xBF\xEF\xBB\xBF open sesame ", 2, wrong),
        (b"", 2, wrong),
        (b" open\xFFsesame ", 2, "the passphrase in - is not UTF-8 at byte 5"),
        (b"\xFF\xFE \0o\0", 2, "the passphrase in - is UTF-16, and has to be UTF-8"),
    ] {
        let (found, out, err) = run_with_input(&[&send[..], &identity].concat(), file);
        assert_eq!((found, out.as_str()), (Some(code), ""), "{file:?}: {err}");
        assert!(err.contains(error) && !err.contains("sesame"), "{file:?}: {err}");
    }
}

#[test]
fn no_proxy_counts_more_than_the_environment() {
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
fn the_time_limit_is_of_connecting_and_of_the_answer() {
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
            // Far below the defaults: five seconds for connecting, fifteen for all.
            let took = start.elapsed();
            assert!(took >= Duration::from_millis(300), "{transport}: {took:?}");
            assert!(took < Duration::from_secs(4), "{transport}: {took:?}");
        }
    }
}

#[test]
fn the_emulator_listens_on_a_name_too() {
    let emulator = Emulator::listen("localhost:0");
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    assert!(uri.starts_with(&format!("http://{}/", emulator.address)), "{uri}");
    assert_eq!(run(&["send", "toast", "--channel", uri, "--text1", "x"]).0, Some(0));
}

const TRANSPORTS: [&str; 2] = ["hyper", "blocking"];
