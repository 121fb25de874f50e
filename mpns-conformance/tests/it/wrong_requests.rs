//! Transports that send something other than the request, or send it again.

use http::HeaderValue;
use http::header::{ACCEPT, CONTENT_LENGTH, EXPECT, HOST, USER_AGENT};

use crate::catch::check;
use crate::transport::{chunk, edit, insert, retarget};

#[test]
fn each_fails_the_case_for_it() {
    check(vec![
        (
            "adds Accept",
            edit(|r| insert(r, ACCEPT, "*/*")),
            &[("request/toast", "accept was added")],
        ),
        (
            "adds User-Agent",
            edit(|r| insert(r, USER_AGENT, "x/1")),
            &[("request/raw", "user-agent was added")],
        ),
        (
            "waits for 100",
            edit(|r| insert(r, EXPECT, "100-continue")),
            &[("request/tile", "expect was added")],
        ),
        (
            "adds a second Host",
            edit(|r| insert(r, HOST, "127.0.0.1")),
            &[("request/toast", "the header host is [")],
        ),
        (
            "adds a second Content-Length",
            edit(|r| {
                let length = HeaderValue::from(r.body().len());
                r.headers_mut().append(CONTENT_LENGTH, length);
            }),
            &[("request/toast", "the header content-length is [")],
        ),
        (
            "counts characters",
            edit(|r| {
                let chars = String::from_utf8_lossy(r.body()).chars().count();
                r.headers_mut().insert(CONTENT_LENGTH, chars.into());
            }),
            &[("request/toast", "the body has 281 bytes")],
        ),
        (
            "sends chunks",
            edit(chunk),
            &[
                ("request/toast", "transfer-encoding was added"),
                ("request/raw-empty", "transfer-encoding was added"),
            ],
        ),
        (
            "sends no body",
            edit(|r| r.body_mut().clear()),
            &[("request/raw", "the body has 0 bytes")],
        ),
        (
            "sends another body",
            edit(|r| r.body_mut().iter_mut().for_each(|b| *b &= 0x7f)),
            &[("request/raw", "the body has 20 bytes")],
        ),
        (
            "loses a header",
            edit(|r| drop(r.headers_mut().remove("x-windowsphone-target"))),
            &[
                ("request/toast", "x-windowsphone-target is missing"),
                ("request/cycle-tile", "x-windowsphone-target is missing"),
            ],
        ),
        (
            "sends GET",
            edit(|r| *r.method_mut() = http::Method::GET),
            &[("request/toast", "the method is")],
        ),
        (
            "drops the query",
            retarget(|t| t.split('?').next().unwrap_or_default().into()),
            &[
                ("request/target-query", "the target is"),
                ("request/target-empty-query", "the target is"),
            ],
        ),
        (
            "tidies dots",
            retarget(|t| t.replace("/./", "/")),
            &[("request/target-dots", "the target is")],
        ),
        (
            "tidies slashes",
            retarget(|t| t.replace("//", "/")),
            &[("request/target-slashes", "the target is")],
        ),
        (
            "upper-cases escapes",
            retarget(|t| t.replace("%7e", "%7E")),
            &[("request/target-percent", "the target is")],
        ),
        (
            "sends twice",
            Box::new(|own, r| own.tcp.send(&r).and_then(|_| own.tcp.send(&r))),
            &[
                ("request/toast", SENT_TWICE),
                ("many/in-sequence", SENT_TWICE),
                ("many/at-once", "requests for 32 sends: something was sent more than once"),
            ],
        ),
        (
            "repeats what failed",
            Box::new(|own, r| own.tcp.send(&r).or_else(|_| own.tcp.send(&r))),
            &[
                ("closing/after-request", SENT_TWICE),
                ("closing/reset-after-request", SENT_TWICE),
                ("closing/in-header-reset", SENT_TWICE),
                (
                    "reuse/closed-after-request",
                    "the service saw 3 requests for 2 sends: something was sent more than once",
                ),
                ("reuse/closed-after-head", "the service saw 3 requests for 2 sends"),
                ("slow/no-response", SENT_TWICE),
                ("status-line/garbage-text", SENT_TWICE),
            ],
        ),
    ]);
}

const SENT_TWICE: &str = "the service saw 2 requests for 1 send: it was sent 2 times";
