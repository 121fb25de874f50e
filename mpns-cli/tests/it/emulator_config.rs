//! `mpns emulator --config`.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::common::{Emulator, mpns, run};

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/emulator.toml");

/// A file in the folder of the tests.
fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    path.to_str().expect("a path in UTF-8").to_owned()
}

/// An emulator with the example, on free ports.
fn example(options: &[&str]) -> Emulator {
    let ca = file("config-ca.pem");
    let free = ["emulator", "--config", EXAMPLE, "--listen", "127.0.0.1:0"];
    let tls = ["--tls", "127.0.0.1:0", "--tls-ca", ca.as_str()];
    Emulator::started(mpns(&[&free[..], &tls, options].concat()))
}

#[test]
fn the_example_starts_an_emulator_with_all_that_it_names() {
    let emulator = example(&[]);
    let devices = emulator.ask("GET", "/devices");
    let shown = |device: &Value| (device["name"].clone(), device["os"].clone());
    assert_eq!(shown(&devices[0]), (json!("alice"), json!("8.1")));
    assert_eq!(shown(&devices[1]), (json!("bob"), json!("7.1")));
    assert_eq!(devices[1]["inactiveAfter"], json!("1day"));
    assert_eq!(devices[2]["batterySaver"], json!(true));

    let channels = emulator.ask("GET", "/channels");
    let base = format!("http://{}/throttledthirdparty/01.00/", emulator.address);
    assert_eq!(channels[0]["uri"], json!(format!("{base}alice-scores")));
    assert_eq!(channels[0]["appName"], json!("Scores"));
    assert_eq!(channels[0]["settings"]["app"], json!("inFront"));
    assert_eq!(channels[0]["settings"]["answers"], json!(["queueFull"]));
    assert_eq!(channels[1]["serviceName"], json!("push.example"));
    assert!(channels[1]["uri"].as_str().is_some_and(|uri| uri.starts_with("https://127.0.0.1:")));
    assert_eq!(channels[2]["device"], devices[2]["name"]);
    assert_eq!(emulator.ask("GET", "/answers")[1], json!("normal"));
    assert_eq!(emulator.ask("GET", "/faults")["faults"][1], json!({"kind": "halfHead"}));
}

#[test]
fn options_of_the_command_line_win() {
    let emulator = example(&["--profile", "relivewp", "--uri-shape", "u1"]);
    let uri = emulator.ask("GET", "/channels")[0]["uri"].to_string();
    assert!(uri.contains("/u/1/") && uri.ends_with("/alice-scores\""), "{uri}");
}

#[test]
fn an_error_names_the_line_and_the_field() {
    for (index, (config, reason)) in [
        ("listen = 5", "line 1: listen: invalid type"),
        ("lisden = \"127.0.0.1:0\"", "unknown field `lisden`"),
        ("\nlisten = ", "line 2: "),
        ("profile = \"wns\"", "line 1: profile: unknown variant `wns`"),
        ("[bounds]\nbodyTime = \"long\"", "line 2: bounds.bodyTime: "),
        ("[[channels]]\n[channels.settings]\napp = \"x\"", "channels[0].settings.app: unknown"),
        ("[[channels]]\ndevice = { os = \"9\" }", "channels[0].device.os: an operating system"),
        ("[[channels]]\ntoken = \"a/b\"", "line 2: channels[0].token: the name has other"),
        ("[[devices]]\nname = \"a\"\nos = \"8.1\"", "unknown field `os`"),
        ("answers = [\"gone\"]", "answers[0]: unknown variant `gone`"),
        ("allowHosts = [\"a:1\"]", "allowHosts: a host is a name without a port"),
        ("allowOrigins = [\"a\"]", "allowOrigins: an origin is just"),
        ("callbackHosts = \"a:99999\"", "callbackHosts: "),
        (
            "[[channels]]\ntoken = \"a\"\n[[channels]]\ntoken = \"a\"\nappName = \"B\"",
            "channels[1]",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let name = file(&format!("wrong-{index}.toml"));
        fs::write(&name, config).expect("written");
        let (code, out, err) = run(&["emulator", "--listen", "127.0.0.1:0", "--config", &name]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{config}: {err}");
        assert!(err.starts_with(&format!("mpns: {name}: ")), "{config}: {err}");
        assert!(err.contains(reason), "{config}: {err}");
    }
    for (option, value, reason) in [
        ("--config", "/does/not/exist.toml", "cannot read"),
        ("--profile", "wns", "a service is mpns or relivewp"),
        ("--uri-shape", "square", "a shape is throttled, u1 or channel"),
    ] {
        let (code, _, err) = run(&["emulator", option, value]);
        assert_eq!(code, Some(2), "{option}: {err}");
        assert!(err.contains(reason), "{option}: {err}");
    }
}
