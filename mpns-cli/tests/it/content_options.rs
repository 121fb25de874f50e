//! The options that build content from several values: `--query`, `--clear rest`, `--max-param`.

use crate::common::{CHANNEL, run};

#[test]
fn a_query_is_added_to_the_page() {
    for (args, expected) in [
        (&["toast", "--query", "id=7"][..], "<wp:Param>?id=7</wp:Param>"),
        (
            &["toast", "--param", "/Match.xaml", "--query", "id=7", "--query", "team=R&D ü"],
            "<wp:Param>/Match.xaml?id=7&amp;team=R%26D%20%C3%BC</wp:Param>",
        ),
        (
            &["toast", "--param", "/Match.xaml?id=7#top", "--query", "from=toast"],
            "<wp:Param>/Match.xaml?id=7&amp;from=toast#top</wp:Param>",
        ),
        (&["toast", "--query", "a=", "--query", "b=c=d"], "<wp:Param>?a=&amp;b=c%3Dd</wp:Param>"),
        (&["toast", "--query", "offset=-1", "--query=--silent=1"], "?offset=-1&amp;--silent=1<"),
        (&["tile", "--id", "/S.xaml", "--query", "id=7", "--count", "1"], "Id=\"/S.xaml?id=7\""),
        (&["flip-tile", "--count", "1", "--query", "a=b", "--id", "/S.xaml"], "Id=\"/S.xaml?a=b\""),
        (&["iconic-tile", "--id=/S.xaml", "--query=a=b", "--count=1"], "Id=\"/S.xaml?a=b\""),
        (&["cycle-tile", "--id=/S.xaml", "--query=a=b", "--count=1"], "Id=\"/S.xaml?a=b\""),
    ] {
        let (code, out, err) = run(&[&["request"], args, &["--channel", CHANNEL]].concat());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{args:?}");
        assert!(out.contains(expected), "{args:?}: {out}");
    }
}

#[test]
fn clear_rest_clears_the_cycle_images_that_are_not_set() {
    for (args, set, cleared) in [
        (&["--cycle-image", "a.jpg", "--cycle-image", "b.jpg", "--clear", "rest"][..], 2, 7),
        (&["--clear", "rest"], 0, 9),
        (&["--clear", "cycle-image9,rest", "--cycle-image", "a.jpg"], 1, 8),
        (&["--clear", " rest ,cycle-image9", "--cycle-image", "a.jpg"], 1, 8),
    ] {
        let base = ["request", "cycle-tile", "--channel", CHANNEL];
        let (code, out, err) = run(&[&base[..], args].concat());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{args:?}");
        for number in 1..=9 {
            let is_set = out.contains(&format!("<wp:CycleImage{number}>"));
            let is_cleared = out.contains(&format!("<wp:CycleImage{number} Action=\"Clear\"/>"));
            assert_eq!((is_set, is_cleared), (number <= set, number > set), "{args:?}: {out}");
        }
        assert_eq!(out.matches("Action=\"Clear\"").count(), cleared, "{args:?}: {out}");
    }
}

#[test]
fn the_longest_param_can_be_chosen() {
    let param = format!("/{}", "a".repeat(329));
    for (max, is_taken) in
        [(&[][..], false), (&["--max-param", "330"], true), (&["--max-param", "329"], false)]
    {
        let base = ["request", "toast", "--channel", CHANNEL, "--param", &param];
        let (code, _, err) = run(&[&base[..], max].concat());
        assert_eq!(code, Some(if is_taken { 0 } else { 2 }), "{max:?}: {err}");
        assert_eq!(
            err.contains("Param has 330 characters, more than the"),
            !is_taken,
            "{max:?}: {err}"
        );
    }
}

#[test]
fn what_cannot_be_built_is_refused() {
    for (args, error) in [
        (
            &["toast", "--query", "id"][..],
            "invalid value 'id' for '--query <NAME=VALUE>': not a name, = and a value",
        ),
        (&["toast", "--query", "=7"], "not a name, = and a value"),
        (&["toast", "--query", "--silent"], "--query has no value, because --silent is an option"),
        (&["toast", "--param", "Page.xaml", "--query", "id=7"], "Param does not begin with / or ?"),
        (&["tile", "--query", "id=7", "--count", "1"], "--query needs --id"),
        (&["raw", "--body", "x", "--query", "id=7"], "--query"),
        (
            &["flip-tile", "--clear", "rest"],
            "--clear rest is for cycle images: CycleImage1 is not part of a flip tile",
        ),
        (&["tile", "--clear", "rest"], "CycleImage1 is not part of a tile"),
    ] {
        let (code, out, err) = run(&[&["request"], args, &["--channel", CHANNEL]].concat());
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}: {err}");
        assert!(err.contains(error), "{args:?}: {err}");
    }
}
