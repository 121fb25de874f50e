//! What the help of the commands shows.

use crate::common::{CHANNEL, run};

#[test]
fn help_lists_the_options_of_a_kind() {
    for (kind, parts) in [
        ("toast", &["2, 12 or 22"][..]),
        (
            "tile",
            &["1, 11 or 21", "count, title, back-background-image, back-title and back-content"],
        ),
        ("flip-tile", &["1, 11 or 21", "wide-back-content, background-image, count, title"]),
        ("iconic-tile", &["1, 11 or 21", "wide-content1, wide-content2, wide-content3, count"]),
        ("cycle-tile", &["1, 11 or 21", "cycle-image1 to cycle-image9, count and title"]),
        ("raw", &["3 to 10, 13 to 20 or 23 to 31"]),
    ] {
        let (code, help, _) = run(&["request", kind, "--help"]);
        assert_eq!(code, Some(0));
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(help.contains(part), "{kind} {part}\n{help}");
        }
        assert_eq!(help.contains("--clear"), kind.ends_with("tile"));
        assert!(help.contains(&format!(" mpns request {kind} --")), "an example: {help}");
        assert!(!help.contains("--json"), "a kind takes no job: {help}");
        assert!(
            help.find("--class") < help.find("--channel"),
            "what the kind has comes first: {help}"
        );
    }
}

#[test]
fn every_property_listed_as_clearable_can_be_cleared() {
    for kind in ["tile", "flip-tile", "iconic-tile", "cycle-tile"] {
        let tile = ["request", kind, "--channel", CHANNEL, "--clear"];
        let (_, _, err) = run(&[&tile[..], &["nonsense"]].concat());
        let names = err.split_once("; ").and_then(|(_, names)| names.split_once(" can be cleared"));
        let (names, _) = names.expect("names");
        let names = names.replace(" and ", ",").replace(" to ", ",").replace(' ', "");
        let (code, out, err) = run(&[&tile[..], &[&names]].concat());
        assert_eq!(code, Some(0), "{kind} {names}: {err}");
        assert_eq!(out.matches(r#"Action="Clear""#).count(), names.split(',').count(), "{kind}");
    }
}

#[test]
fn help_and_version_are_printed() {
    for (args, code, begin) in [
        (&["--help"][..], 0, "Windows Phone push notifications"),
        (&["--version"], 0, "mpns "),
        (&["send", "--help"], 0, "Send a notification to a channel"),
        (&["help", "send"], 0, "Send a notification to a channel"),
        (&["send", "toast", "-h"], 0, "A toast: "),
        (&[], 2, "Windows Phone push notifications"),
        (&["send"], 2, "Send a notification to a channel"),
        (&["outcome"], 2, "Judge a response of the service"),
    ] {
        let (found, out, err) = run(args);
        let (text, nothing) = if code == 0 { (out, err) } else { (err, out) };
        assert_eq!((found, nothing.as_str()), (Some(code), ""), "{args:?}");
        assert!(text.starts_with(begin) && text.ends_with('\n'), "{args:?}: {text}");
    }
}

/// What is on the command line is visible to every user of the machine.
#[test]
fn an_option_for_a_secret_warns_and_names_another_way() {
    let callback = run(&["callback", "--help"]).1;
    let callback = callback.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(callback.contains("[default: $MPNS_CHANNEL]"), "{callback}");
    assert!(callback.contains("[default: $MPNS_CALLBACK]"), "{callback}");
    for (option, parts) in [
        ("--channel <URI>", &["other users of this machine can see it", "$MPNS_CHANNEL"][..]),
        ("--proxy <URI>", &["http://user@host:3128", "other users of this machine can see it"]),
        ("--proxy-password-file <FILE>", &["$MPNS_PROXY_PASSWORD"]),
        ("--passphrase-file <FILE>", &["$MPNS_PASSPHRASE"]),
    ] {
        let help = run(&["send", "--help"]).1;
        let (_, help) = help.split_once(&format!("\n      {option}")).expect(option);
        let help = help.split_once("  --").map_or(help, |(help, _)| help);
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(help.contains(part), "{option} {part}: {help}");
        }
    }
}
