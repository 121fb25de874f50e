//! What is odd is sent, with a warning on standard error.

use crate::common::{CHANNEL, run, run_with_input};
use crate::recorder::Recorder;

#[test]
fn what_is_odd_is_printed_with_a_warning() {
    let long = "x".repeat(48);
    let content_type = format!("a/{}", "b".repeat(1024));
    let document = "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast/></wp:Notification>";
    for (args, warnings) in [
        (&["toast", "--text1", "Goal!"][..], &[][..]),
        (
            &["toast", "--text2", &long],
            &["Text2 has 48 characters, of which a phone shows about 47"],
        ),
        (
            &["tile", "--id", "7", "--title", "Sixteen letters!"],
            &[
                "Id does not begin with /",
                "Title has 16 characters, of which a phone shows about 15",
            ],
        ),
        (
            &["flip-tile", "--background-image", "https://h.example/SECRET.jpg"],
            &["BackgroundImage is an https URI, but a phone loads images from http URIs only"],
        ),
        (&["flip-tile", "--background-image", "http://h.example/a.jpg?b=c"], &[]),
        (
            &["cycle-tile", "--cycle-image", "http://h.example/a.jpg"],
            &["CycleImage1 is a remote URI, but a cycle tile shows images of the app only"],
        ),
        (
            &["raw", "--body", document],
            &["the body is a document of a toast, but it is raw, \
               because the header X-WindowsPhone-Target is absent"],
        ),
        (&["raw", "--body", document, "--explicit-target"], &[]),
        (
            &["raw", "--body", "x", "--content-type", &content_type],
            &["the headers take 1102 bytes together, more than the 1024 that a service takes"],
        ),
    ] {
        let (code, out, err) = run(&[&["request"], args, &["--channel", CHANNEL]].concat());
        let lines = |line: &&str| format!("mpns: warning: {line}\n");
        assert_eq!(err, warnings.iter().map(lines).collect::<String>(), "{args:?}");
        assert!(code == Some(0) && out.starts_with("POST "), "{args:?}: {code:?} {out}");
    }
}

#[test]
fn long_headers_of_a_callback_are_printed_with_a_warning() {
    for (length, is_long) in [(10, false), (1024, true)] {
        let callback = format!("https://h.example/{}", "b".repeat(length));
        let options = ["--callback", &callback, "--blob", "-", "--no-proxy"];
        let (code, _, err) =
            run(&[&["callback", "--channel", "https://127.0.0.1:1/SECRET"], &options[..]].concat());
        assert_eq!(code, Some(1), "{err}");
        assert!(!err.contains("SECRET"), "{err}");
        let warning = "mpns: warning: the headers take 1121 bytes together, more than the 1024";
        assert_eq!(err.starts_with(warning), is_long, "{err}");
    }
}

#[test]
fn a_warning_changes_neither_what_is_sent_nor_the_exit_status() {
    for transport in ["hyper", "blocking"] {
        let recorder = Recorder::start();
        let job = format!(
            r#"{{"channel": "http://127.0.0.1:{}/", "type": "tile", "id": "7", "count": 1}}"#,
            recorder.port
        );
        let args = ["send", "--json", "-", "--no-proxy", "--transport", transport];
        let (code, out, err) = run_with_input(&args, &job);
        assert_eq!(code, Some(0), "{transport}: {err}");
        assert_eq!(err, "mpns: warning: Id does not begin with /\n", "{transport}");
        assert!(out.starts_with("200 "), "{transport}: {out}");
        let sent = String::from_utf8(recorder.received()).expect("UTF-8");
        assert!(sent.contains("<wp:Tile Id=\"7\">"), "{transport}: {sent}");
    }
}
