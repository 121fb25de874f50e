//! `--document`: a document that was written elsewhere.

use serde_json::{Value, json};

use crate::common::{CHANNEL, Emulator, document, run_with_input};

#[test]
fn a_document_is_sent_as_it_is() {
    let emulator = Emulator::start();
    let odd = document("<wp:Toast> <!-- kept --> <wp:Text1>a</wp:Text1><wp:More/></wp:Toast>");
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    for transport in ["hyper", "blocking"] {
        let send = ["send", "toast", "--document", "-", "--channel", uri, "--interval", "450"];
        let more = ["--output", "json", "--transport", transport];
        let (code, out, err) = run_with_input(&[&send[..], &more].concat(), &odd);
        assert_eq!(code, Some(0), "{err}");
        let record: Value = serde_json::from_str(&out).expect("JSON");
        assert_eq!((&record["text1"], &record["interval"]), (&json!("a"), &json!(450)), "{out}");
        let warning = "mpns: warning: -: at line 1, column 91 (byte 90): ";
        assert!(err.starts_with(warning) && err.lines().count() == 1, "{err}");
    }
    let request = ["request", "toast", "--document", "-", "--channel", CHANNEL, "--class", "22"];
    let (code, out, _) = run_with_input(&request, &odd);
    assert_eq!(code, Some(0));
    assert!(out.contains("\r\nx-notificationclass: 22\r\n"), "{out}");
    assert!(out.ends_with(&format!("\r\n\r\n{odd}")), "{out}");
}

#[test]
fn what_a_service_refuses_is_not_sent() {
    let toast = document("<wp:Toast><wp:Param>/</wp:Param></wp:Toast>");
    let broken = document("<wp:Toast>");
    for (kind, more, input, error) in [
        ("tile", &[][..], &toast, "- is refused: its kind is toast, not tile"),
        ("toast", &[], &broken, "- is refused: the document is not acceptable XML: at line 1, "),
        ("toast", &["--os", "7.0"], &toast, "Param needs OS 7.1"),
        ("toast", &["--max-body", "10"], &toast, "- has more than the 10 bytes allowed"),
        ("toast", &["--text1", "x"], &toast, "--document <FILE>' cannot be used with '--text1"),
        ("toast", &["--silent"], &toast, "--document <FILE>' cannot be used with '--silent"),
        ("tile", &["--clear", "title"], &toast, "--document <FILE>' cannot be used with '--clear"),
        ("raw", &[], &toast, "unexpected argument '--document'"),
    ] {
        let request = ["request", kind, "--channel", CHANNEL, "--document", "-"];
        let (code, out, err) = run_with_input(&[&request[..], more].concat(), input);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{kind} {more:?}: {err}");
        assert!(err.contains(error), "{kind} {more:?}: {err}");
    }
}
