//! What is optional, and what is stated as an exception.

use http::Request;
use http::header::{ACCEPT, CONNECTION, TRANSFER_ENCODING, USER_AGENT};
use mpns_conformance::{Suite, Verdict};

use crate::tcp::Tcp;
use crate::transport::{Own, chunk, edit, insert};

#[test]
fn what_is_optional_passes() {
    let own = Own::new();
    let keep_alive = edit(|request| insert(request, CONNECTION, "keep-alive"));
    let suite = Suite::new().only("request/");
    suite.run(move |request| keep_alive(&own, request)).assert_passed();
}

#[test]
fn what_is_excepted_passes_and_is_reported() {
    let adds_accept = || {
        let own = Own::new();
        let edit = edit(|request| insert(request, ACCEPT, "*/*"));
        move |request: Request<Vec<u8>>| edit(&own, request)
    };
    let suite = Suite::new().only("request/t");
    for (suite, failed, allowed, excepted) in [
        (suite.clone(), true, false, 0),
        (suite.clone().allow_header(USER_AGENT), true, false, 0),
        (suite.clone().allow_header(ACCEPT), false, true, 0),
        (suite.clone().allow_header(ACCEPT).except("request/toast"), false, true, 1),
        (suite.clone().allow_header(ACCEPT).except("outcome/200-bare"), false, true, 0),
        (suite.except("request/toast"), true, false, 1),
    ] {
        let report = suite.run(adds_accept());
        assert_eq!(report.failures().next().is_some(), failed, "{report}");
        assert_eq!(report.is_passed(), !failed, "{report}");
        assert_eq!(report.excepted().count(), excepted, "{report}");
        let counted = report.passed_count() + report.failures().count() + excepted;
        assert_eq!(counted, report.results().len(), "{report}");
        for result in report.results().iter().filter(|r| *r.verdict() == Verdict::Passed) {
            assert_eq!(result.allowed_headers(), [ACCEPT].as_slice(), "{result}");
        }
        let text = report.to_string();
        assert_eq!(
            text.contains("allowed the header accept, which was added in"),
            allowed,
            "{text}"
        );
        assert_eq!(text.contains("excepted request/toast ("), excepted > 0, "{text}");
    }

    let own = Own::new();
    let chunks = edit(chunk);
    let report = Suite::new()
        .only("request/toast")
        .allow_header(TRANSFER_ENCODING)
        .run(move |request| chunks(&own, request));
    assert!(!report.is_passed(), "the effects of an allowed header still count: {report}");
}

#[test]
fn exceptions_that_cannot_be_are_refused() {
    for (suite, refused) in [
        (Suite::new().allow_header("no header"), "allow_header(\"no header\")"),
        (Suite::new().except("request/tost"), "the nearest: request/toast"),
    ] {
        let tcp = Tcp::new(Suite::TIME_LIMIT);
        let report = suite.run(move |request| tcp.send(&request));
        assert!(!report.is_passed() && report.results().is_empty(), "{report}");
        assert!(
            report.to_string().starts_with("REFUSED ") && report.to_string().contains(refused),
            "{report}"
        );
    }
}

#[test]
fn what_is_added_or_sent_again_is_reported() {
    let tcp = Tcp::new(Suite::TIME_LIMIT);
    let thrice = move |request: Request<Vec<u8>>| {
        let answers = [(); 3].map(|()| tcp.send(&request));
        answers.into_iter().next().unwrap()
    };
    let report = Suite::new().only("request/toast").run(thrice);
    let text = report.to_string();
    assert!(
        text.contains("more requests than sends in 1 case, up to 3 requests for one send"),
        "{text}"
    );
    let counted = report.results().iter().map(|result| (result.sends(), result.requests()));
    assert_eq!(counted.collect::<Vec<_>>(), [(1, 3)]);

    let own = Own::new();
    let adds = edit(|request| insert(request, ACCEPT, "*/*"));
    let report = Suite::new().only("request/toast").run(move |request| adds(&own, request));
    assert!(report.to_string().contains(", which allow_header(\"accept\") allows"), "{report}");
}
