//! Transports that return something other than the response.

use crate::catch::check;
use crate::transport::{
    answer, before, follow, keep_last, keep_text, ok, panic_at_odd_codes, refuse_error_status,
};

#[test]
fn each_fails_the_case_for_it() {
    check(vec![
        (
            "follows redirects",
            Box::new(follow),
            &[
                ("redirect/302", "the location of a redirect was connected to"),
                ("redirect/308", "the location of a redirect was connected to"),
                ("redirect/307-same-host", SENT_TWICE),
            ],
        ),
        (
            "refuses an error status",
            Box::new(refuse_error_status),
            &[("outcome/404-bare", "returned the error \"404\"")],
        ),
        (
            "panics at odd codes",
            Box::new(panic_at_odd_codes),
            &[("outcome/999-bare", "the transport panicked")],
        ),
        (
            "loses the headers",
            answer(|r| r.headers_mut().clear()),
            &[
                ("header/real", "is missing, not"),
                ("outcome/200-queuefull-tempdisconnected-active", "is missing, not"),
            ],
        ),
        (
            "keeps the last of a header",
            answer(keep_last),
            &[
                ("header/repeated-status", "x-notificationstatus is \"Received\", not"),
                ("header/repeated-subscription", "activityid is \"2\", not"),
            ],
        ),
        (
            "reads headers as text",
            answer(keep_text),
            &[
                ("header/not-utf-8", "is missing, not"),
                ("header/not-utf-8-elsewhere", "is missing, not"),
            ],
        ),
        (
            "takes errors for success",
            Box::new(|own, r| own.tcp.send(&r).or_else(|_| ok())),
            &[
                (
                    "closing/at-once",
                    "no response came, but the transport returned one with status 200",
                ),
                (
                    "closing/in-status-line",
                    "no response came, but the transport returned one with status 200",
                ),
                (
                    "status-line/garbage-html",
                    "no response came, but the transport returned one with status 200",
                ),
                (
                    "slow/never-reads",
                    "no response came, but the transport returned one with status 200",
                ),
            ],
        ),
        (
            "answers with what came before",
            Box::new(before),
            &[("many/in-sequence", "the status is "), ("many/at-once", "x-messageid is")],
        ),
    ]);
}

const SENT_TWICE: &str = "the service saw 2 requests for 1 send: it was sent 2 times";
