//! What is refused before anything is sent.

use crate::common::{CHANNEL, NOBODY, run};

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
        (toast, &["--text1", "a\u{7}"], "Text1 contains U+0007 at byte 1"),
        (toast, &["--text1", "x", "--param", "a"], "does not begin with / or ?"),
        (toast, &["--text1", "x", "--title", "y"], "--title"),
        (toast, &["--text1", "x", "--class", "1"], "for this kind it is 2, 12 or 22"),
        (toast, &["--text1", "x", "--class", "12", "--interval", "900"], "interval of 450 seconds"),
        (toast, &["--text1", "x", "--interval", "7"], "possible values"),
        (toast, &["--text1", "x", "--message-id", "7"], "--message-id"),
        (toast, &["--text1", "x", "--param", "/", "--os", "7.0"], "Param needs OS 7.1"),
        (toast, &["--text1", "x", "--os", "7.5"], "operating system version"),
        (toast, &["--text1", "x", "--max-body", "10"], "more than the 10 allowed"),
        (toast, &["--text1", "x", "--json", "f"], "takes the place of a kind"),
        (
            &["request", "--json", "f"],
            &["toast", "--text1", "x", "--channel", CHANNEL],
            "takes the place of a kind",
        ),
        (tile, &["--count", "100"], "--count takes a whole number from 0 to 99"),
        (tile, &["--title", "x", "--id", ""], "Id is empty"),
        (tile, &["--background-image", "a.jpg "], "BackgroundImage begins or ends with whitespace"),
        (toast, &["--text1", "x", "--param", " /a"], "Param begins or ends with whitespace"),
        (tile, &["--title", "x", "--class", "2"], "for this kind it is 1, 11 or 21"),
        (tile, &["--title", "x", "--class", "256"], "for this kind it is 1, 11 or 21"),
        (
            raw,
            &["--body", "x", "--class", "0"],
            "for this kind it is 3 to 10, 13 to 20 or 23 to 31",
        ),
        (
            raw,
            &["--body", "x", "--class", "+3"],
            "for this kind it is 3 to 10, 13 to 20 or 23 to 31",
        ),
        (tile, &["--clear", "background-image"], "it cannot be cleared; count, title, back-"),
        (tile, &["--clear", "wide-content1"], "it is not part of a tile; count, title, back-"),
        (tile, &["--clear", "nonsense"], "there is no such property; count, title, back-"),
        (tile, &["--clear", ""], "there is no such property; count, title, back-"),
        (
            &["request", "cycle-tile", "--channel", CHANNEL],
            &["--clear", "cycle-image"],
            "small-background-image, cycle-image1 to cycle-image9, count and title can be cleared",
        ),
        (tile, &["--title", "x", "--clear", "title"], "both set and cleared"),
        (raw, &[], "a body is needed"),
        (raw, &["--body", "x", "--body-file", "-"], "--body"),
        (raw, &["--body-file", "/no/such/file"], "/no/such/file"),
        (
            raw,
            &["--body", "x", "--class", "12"],
            "for this kind it is 3 to 10, 13 to 20 or 23 to 31",
        ),
        (&["outcome"], &["--status", "99"], "status 99 is not between 100 and 999"),
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
fn an_option_is_not_silently_taken_for_a_value() {
    for (kind, given, error) in [
        ("toast", &["--text1", "--silent"][..], Some("--text1=--silent")),
        ("toast", &["--text2", "--text1", "--silent"], Some("--text2=--text1")),
        ("toast", &["--text1", "x", "--param", "--interval"], Some("--param=--interval")),
        ("toast", &["--text1", "--channel"], Some("--text1=--channel")),
        ("toast", &["--text1", "--help"], Some("--text1=--help")),
        ("raw", &["--body", "--body-file", "-"], Some("--body=--body-file")),
        ("tile", &["--clear", "--title", "x"], Some("--clear=--title")),
        ("toast", &["--text1", "--channel=http://h/SECRET"], Some("--text1=--channel=…")),
        ("toast", &["--text1", "--text2=SECRET"], Some("--text1=--text2=…")),
        ("toast", &["--text1", "--silent=SECRET"], Some("--text1=--silent=…")),
        ("toast", &["--text1", "-h"], Some("--text1=-h")),
        ("toast", &["--text1", "-v"], None),
        ("toast", &["--text1=--silent"], None),
        ("toast", &["--text1", "--title"], None),
        ("toast", &["--text1", "--"], None),
        ("toast", &["--text1", "--silent "], None),
        ("toast", &["--text1", "-x", "--silent"], None),
        ("raw", &["--body=--channel"], None),
        ("raw", &["--body=--channel=x"], None),
        ("toast", &["--text1", "--title=x"], None),
        ("toast", &["--text1", "-hello"], None),
        ("toast", &["--text1", "-"], None),
    ] {
        let (code, out, err) =
            run(&[&["request", kind][..], given, &["--channel", CHANNEL]].concat());
        match error {
            Some(error) => {
                assert_eq!((code, out.as_str()), (Some(2), ""), "{given:?}");
                assert!(err.contains(error) && !err.contains("SECRET"), "{given:?}: {err}");
            }
            None => assert_eq!((code, err.as_str()), (Some(0), ""), "{given:?}"),
        }
    }
    for short in ["-v", "-h", "-vh", "-v=1"] {
        let (code, _, err) = run(&["send", "toast", "--channel", NOBODY, "--text1", short]);
        assert!(code == Some(2) && err.contains("--text1 has no value"), "{short}: {err}");
    }
}

#[test]
fn contradictions_are_found_on_either_side_of_the_kind() {
    let toast = &["toast", "--channel", NOBODY, "--text1", "x"][..];
    for (options, error) in [
        (["--cert=c", "--pfx=p"], "--cert cannot be used with --pfx"),
        (["--pfx=p", "--key=k"], "--key cannot be used with --pfx"),
        (["--proxy=h:1", "--no-proxy"], "--proxy cannot be used with --no-proxy"),
        (["--key=k", "--insecure"], "--key needs --cert"),
        (["--passphrase-file=f", "--insecure"], "--passphrase-file needs --pfx or --cert"),
        (["--cert=/no/such/c", "--key=/no/such/k"], "/no/such/c"),
    ] {
        let [a, b] = options;
        for (before, after) in [(&[a, b][..], &[][..]), (&[], &[a, b]), (&[a], &[b]), (&[b], &[a])]
        {
            let (code, out, err) = run(&[&["send"], before, toast, after].concat());
            assert_eq!((code, out.as_str()), (Some(2), ""), "{before:?} {after:?}: {err}");
            assert!(err.contains(error), "{before:?} {after:?}: {err}");
        }
    }
}

#[cfg(not(feature = "postgres"))]
#[test]
fn a_build_without_the_queue_says_so() {
    for args in [&["queue", "work"][..], &["queue", "--help"], &["help", "queue"]] {
        let (code, out, err) = run(args);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}");
        assert!(err.contains("needs the feature postgres"), "{args:?}: {err}");
    }
}
