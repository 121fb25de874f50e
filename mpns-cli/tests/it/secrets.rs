//! Errors do not show the channel URI, no matter where on the command line it ended up.

use crate::common::{run, run_with_input};

#[test]
fn a_misplaced_channel_uri_is_not_shown() {
    let uri = "http://user:SECRET@h.example:8080/SECRET/01.00/SECRET?t=SECRET#SECRET";
    let toast = ["send", "toast", "--channel", "http://h/A", "--text1", "a"];
    let with = |more: &[&'static str]| [&toast[..], more].concat();
    for args in [
        vec![uri],
        vec!["send", uri],
        vec!["send", uri, "--text1", "a"],
        vec!["send", "toast", uri, "--text1", "a"],
        vec!["send", "toast", "--text1", "a", uri],
        vec!["send", "toast", "--text1", "--channel", uri],
        vec!["request", "toast", "--text1", "--channel", uri],
        vec!["send", "--json", "/no/such/file", uri],
        vec!["demo", uri],
        vec!["outcome", uri],
        vec!["outcome", "--status", uri],
        vec!["emulator", uri],
        vec!["emulator", "--listen", uri],
        vec!["emulator", "--allow-host", uri],
        vec!["emulator", "--allow-origin", uri],
        vec!["emulator", "--callback-hosts", uri],
        vec!["emulator", "--max-connections", uri],
        vec!["help", uri],
        with(&["--output", uri]),
        with(&["--timeout", uri]),
        with(&["--transport", uri]),
        with(&["--interval", uri]),
        with(&["--class", uri]),
        with(&["--message-id", uri]),
        with(&["--max-body", uri]),
        with(&["--os", uri]),
        with(&["--ciphers", uri]),
        with(&["--verbose=http://h.example/SECRET"]),
        with(&["--output=http://h.example/SECRET"]),
        with(&["--output", "http://h.example/SECRET' SECRET\n\"SECRET"]),
        with(&["--channel=http://h.example/SECRET SECRET"]),
        with(&["--http://h.example/SECRET"]),
        with(&["-xhttp://h.example/SECRET"]),
        vec!["request", "tile", "--channel", "http://h/A", "--clear", uri],
        vec!["request", "tile", "--channel", "http://h/A", "--count", uri],
        vec!["request", "toast", "--channel", "http://h/A", "--param", uri],
        vec!["request", "raw", "--channel", "http://h/A", "--class", uri],
        vec!["request", "raw", "--channel", "http://h/A", "--body-file", uri],
        vec!["request", "--json", uri],
    ] {
        let (code, out, err) = run(&args);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}: {err}");
        assert!(!err.is_empty() && !err.contains("SECRET"), "{args:?}: {err}");
    }
    let (_, _, err) = run(&["send", "toast", uri]);
    assert!(err.contains("unexpected argument 'http://h.example:8080/…' found"), "{err}");
}

#[test]
fn the_credentials_of_a_misplaced_proxy_are_not_shown() {
    let proxy = "user:SECRET@h.example:3128";
    let toast = ["send", "toast", "--channel", "http://h/A", "--text1", "a"];
    let with = |more: &[&'static str]| [&toast[..], more].concat();
    for args in [
        vec![proxy],
        vec!["send", proxy],
        vec!["demo", proxy],
        vec!["emulator", "--listen", proxy],
        vec!["outcome", "--status", proxy],
        vec!["outcome", "--response", proxy],
        with(&["--no-proxy", proxy]),
        with(&["--no-proxy=user:SECRET@h.example:3128"]),
        with(&["--proxi=user:SECRET@h.example:3128"]),
        with(&["-user:SECRET@h.example:3128"]),
        with(&["--timeout", proxy]),
        with(&["--ciphers", proxy]),
        with(&["--ca", proxy]),
        with(&["--os", proxy]),
        with(&["--proxy", "user:SECRET@h.example:port"]),
        with(&["--proxy", "ftp://user:SECRET@h.example"]),
        vec!["request", "tile", "--channel", "http://h/A", "--clear", proxy],
        vec!["request", "--json", proxy],
    ] {
        let (code, out, err) = run(&args);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}: {err}");
        assert!(!err.is_empty() && !err.contains("SECRET"), "{args:?}: {err}");
    }
    for (more, shown) in [
        (&["--no-proxy", proxy][..], "unexpected argument '…@h.example:3128' found"),
        (&["--proxy", "user:SECRET@h:port"], "`http://user:password@host:port` is expected"),
        (&["--proxy", "ftp://u:SECRET@h"], "as in `http://user:password@host:port`"),
    ] {
        let (_, _, err) = run(&with(more));
        assert!(err.contains(shown), "{err}");
    }
}

#[test]
fn a_misplaced_channel_uri_in_a_job_is_not_shown() {
    for field in ["type", "interval", "count", "messageId", "cycleImages", "class", "channel"] {
        let job = format!(
            r#"{{"{field}": "http://user:SECRET@h/SECRET SECRET?t=SECRET", "text1": "x"}}"#
        );
        let args = ["request", "--json", "-", "--channel", "http://h/A"];
        let (code, _, err) = run_with_input(&args, &job);
        assert_eq!(code, Some(2), "{field}");
        assert!(err.contains("job") && !err.contains("SECRET"), "{field}: {err}");
    }
}
