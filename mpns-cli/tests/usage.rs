//! What is refused before anything is sent.

mod common;

use common::{CHANNEL, run};

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
            &["toast", "--channel", CHANNEL, "--text1", "x", "--passphrase-file", "f"],
            "--passphrase-file needs --pfx or --cert",
        ),
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
fn an_option_is_not_taken_for_the_value_of_another_unseen() {
    for (kind, given, error) in [
        ("toast", &["--text1", "--silent"][..], Some("--text1=--silent")),
        ("toast", &["--text2", "--text1", "--silent"], Some("--text2=--text1")),
        ("toast", &["--text1", "x", "--param", "--interval"], Some("--param=--interval")),
        ("toast", &["--text1", "--channel"], Some("--text1=--channel")),
        ("toast", &["--text1", "--help"], Some("--text1=--help")),
        ("raw", &["--body", "--body-file", "-"], Some("--body=--body-file")),
        ("tile", &["--clear", "--title", "x"], Some("--clear=--title")),
        ("toast", &["--text1=--silent"], None),
        ("toast", &["--text1", "--title"], None),
        ("toast", &["--text1", "--"], None),
        ("toast", &["--text1", "--silent "], None),
        ("toast", &["--text1", "-x", "--silent"], None),
        ("raw", &["--body=--channel"], None),
    ] {
        let (code, out, err) =
            run(&[&["request", kind][..], given, &["--channel", CHANNEL]].concat());
        match error {
            Some(error) => {
                assert_eq!((code, out.as_str()), (Some(2), ""), "{given:?}");
                assert!(err.contains(error), "{given:?}: {err}");
            }
            None => assert_eq!((code, err.as_str()), (Some(0), ""), "{given:?}"),
        }
    }
}
