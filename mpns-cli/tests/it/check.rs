//! `mpns check`.

use crate::common::{document, run, run_with_input};

#[test]
fn what_is_wrong_or_odd_is_printed_with_line_and_column() {
    let toast = document("<wp:Toast>\n  <wp:Text1>a</wp:Text1>\n</wp:Toast>");
    let less_than = document("<wp:Toast>\n  <wp:Text1>1 < 2</wp:Text1>\n</wp:Toast>");
    let odd = document("<wp:Toast>\n  <wp:Param>b</wp:Param>\n</wp:Toast>");
    let tile = document("<wp:Tile Template='FlipTile'><wp:Count>1</wp:Count></wp:Tile>");
    let sound = document("<wp:Toast><wp:Sound>a.mp3</wp:Sound></wp:Toast>");
    let https =
        document("<wp:Tile><wp:BackgroundImage>https://h/a.png</wp:BackgroundImage></wp:Tile>");
    let advice = "-: advice: at line 1, column 53 (byte 52): BackgroundImage is an https URI, \
                  but a phone loads images from http URIs only\n";
    let odd_line = "-: odd: at line 2, column 3 (byte 56): Param does not begin with / or ?\n";
    let long_line = "-: odd: at line 2, column 3 (byte 56): Param has 1 characters, more than 0\n";
    for (args, input, code, expected) in [
        (&[][..], toast.as_str(), 0, "-: taken: toast, 108 bytes\n"),
        (
            &["--strict", "--kind", "toast", "--os", "7.0"],
            &toast,
            0,
            "-: taken: toast, 108 bytes\n",
        ),
        (
            &[],
            &less_than,
            2,
            "mpns: - is refused: the document is not acceptable XML: at line 2, column 15 (byte 68): \
             a < in the text of Text1: a text has no elements, and a < is written &lt;\n",
        ),
        (&[], &odd, 0, &format!("{odd_line}-: taken: toast, 108 bytes\n")),
        (
            &["--strict"],
            &odd,
            2,
            &format!("{odd_line}mpns: - is refused: it is odd, and reading is strict\n"),
        ),
        (&[], &tile, 0, "-: taken: flip tile, 122 bytes\n"),
        (&["--strict"], &https, 0, &format!("{advice}-: taken: tile, 136 bytes\n")),
        (
            &["--max-param", "0"],
            &odd,
            0,
            &format!("{odd_line}{long_line}-: taken: toast, 108 bytes\n"),
        ),
        (&["--kind", "flip-tile"], &tile, 0, "-: taken: flip tile, 122 bytes\n"),
        (
            &["--kind", "tile"],
            &tile,
            2,
            "mpns: - is refused: the kind of the document is flip tile, not tile\n",
        ),
        (
            &["--os", "8.0"],
            &sound,
            2,
            "mpns: - is refused: the content breaks a rule of its kind: \
             Sound needs OS 8.0.10492, but the phone runs 8.0\n",
        ),
        (
            &[],
            "<toast/>",
            2,
            "mpns: - is refused: the document is not a notification: at line 1, column 1 (byte 0): \
             the root toast belongs to WNS, the successor of MPNS; \
             a document of MPNS has the root wp:Notification with xmlns:wp=\"WPNotification\"\n",
        ),
        (&["--kind", "raw"], "{\"goals\": 3}", 0, "-: taken: raw notification, 12 bytes\n"),
        (
            &["--kind", "raw"],
            &toast,
            0,
            "-: odd: the body is a document of a toast, but it is raw, \
             because the header X-WindowsPhone-Target is absent\n\
             -: taken: raw notification, 108 bytes\n",
        ),
    ] {
        let (found, out, err) = run_with_input(&[&["check", "-"], args].concat(), input);
        assert_eq!(found, Some(code), "{args:?} {input}: {err}");
        // What is wrong is printed to standard error, after what is odd.
        assert_eq!(format!("{out}{err}"), expected, "{args:?} {input}");
        assert_eq!(err.starts_with("mpns: - is refused: "), code == 2, "{args:?} {input}: {err}");
    }
}

#[test]
fn what_cannot_be_read_is_refused() {
    let long = "x".repeat(3073);
    for (args, input, error) in [
        (&["check", "/no/such/file"][..], "", "cannot read /no/such/file"),
        (&["check", "-"], &long, "- has more than the 3072 bytes allowed"),
        (&["check", "-", "--kind", "raw"], &long, "- has more than the 1024 bytes allowed"),
        (&["check", "-", "--max-body", "10"], &long, "- has more than the 10 bytes allowed"),
        (&["check", "-", "--kind", "postcard"], "", "possible values: toast, tile, flip-tile"),
    ] {
        let (code, out, err) = run_with_input(args, input);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}: {err}");
        assert!(err.contains(error), "{args:?}: {err}");
    }
    assert!(run(&["check"]).2.starts_with("Read a notification as a service does"));
}
