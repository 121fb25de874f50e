//! The suite is worth as much as it catches: every wrong transport fails the cases that are there for it.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may panic"
)]

#[path = "../examples/bare_tcp.rs"]
mod bare_tcp;
mod careless;

use std::sync::{Arc, Mutex};
use std::time::Duration;
use std::{io, thread};

use bare_tcp::BareTcp;
use careless::Careless;
use http::header::{ACCEPT, CONTENT_LENGTH, EXPECT, HOST, LOCATION, TRANSFER_ENCODING, USER_AGENT};
use http::{HeaderValue, Request, Response, StatusCode, Uri};
use mpns_conformance::{Suite, Verdict};

type Sent = io::Result<Response<()>>;
/// The cases that have to fail, by name, with a part of the failure text.
type Cases = &'static [(&'static str, &'static str)];
type Transport = Box<dyn Fn(&BareTcp, Request<Vec<u8>>) -> Sent + Send + Sync>;

#[test]
fn each_fails_the_case_for_it() {
    let rows: Vec<(&str, Transport, Cases)> = vec![
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
            Box::new(|t, r| t.send(&r).and_then(|_| t.send(&r))),
            &[
                ("request/toast", SENT_TWICE),
                ("many/in-sequence", SENT_TWICE),
                ("many/at-once", "requests for 32 sends: something was sent twice"),
            ],
        ),
        (
            "repeats what failed",
            Box::new(|t, r| t.send(&r).or_else(|_| t.send(&r))),
            &[
                ("closing/after-request", SENT_TWICE),
                ("closing/reset-after-request", SENT_TWICE),
                ("closing/in-header-reset", SENT_TWICE),
                (
                    "reuse/closed-after-request",
                    "the service saw 3 requests for 2 sends: something was sent twice",
                ),
                ("reuse/closed-after-head", "the service saw 3 requests for 2 sends"),
                ("slow/no-response", SENT_TWICE),
                ("status-line/garbage-text", SENT_TWICE),
            ],
        ),
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
                ("outcome/200-queuefull-connected-active", "is missing, not"),
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
            Box::new(|t, r| t.send(&r).or_else(|_| ok())),
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
            before(),
            &[("many/in-sequence", "the status is "), ("many/at-once", "x-messageid is")],
        ),
        ("knows no IPv6", Box::new(refuse_ipv6), &[("address/ipv6", "what is that?")]),
        (
            "shows the channel",
            failing(|uri| uri.to_string()),
            &[("closing/after-request", "Display of the error shows the path of the channel")],
        ),
        (
            "shows the query",
            failing(|uri| format!("{:?}", uri.query())),
            &[
                ("closing/after-request", "Display of the error shows the query of the channel"),
                ("slow/never-reads", "Display of the error shows the query of the channel"),
            ],
        ),
        (
            "shows the channel only in Debug",
            Box::new(show_in_debug),
            &[("closing/after-request", "Debug of the error shows the path of the channel")],
        ),
        (
            "connects for each send",
            Box::new(connect_each),
            &[("reuse/three", "came on 3 connections")],
        ),
        (
            "has no time limit",
            Box::new(|_, r| BareTcp::new(HOUR).send(&r)),
            &[("slow/no-response", "did not come back within")],
        ),
        (
            "hangs",
            Box::new(|_, _| loop_forever()),
            &[("outcome/200-bare", "did not come back within")],
        ),
        (
            "is careless",
            careless(Careless::default()),
            &[
                ("interim/100", "the status is 100, not 200"),
                ("body/surplus", "send 2: the status is 404, not 200"),
                ("body/surplus-of-none", "send 2: the status is 404, not 200"),
                (
                    "reuse/closed-while-idle",
                    "send 2: a response with status 200 came, but the transport returned the error",
                ),
                ("reuse/garbage-while-idle", "send 2: the status is 404, not 200"),
                ("reuse/408-while-idle", "send 2: the status is 408, not 200"),
                ("reuse/connection-close", "on a connection that was to be closed"),
                ("reuse/http-1.0", "on a connection that was to be closed"),
                ("slow/late-response", "send 2: the status is 404, not 200"),
                ("slow/head-in-drips", "did not come back within"),
            ],
        ),
        (
            "wants the body",
            careless(Careless::wanting_the_body()),
            &[
                (
                    "body/shorter",
                    "a response with status 200 came, but the transport returned the error",
                ),
                (
                    "body/shorter-and-open",
                    "a response with status 200 came, but the transport returned the error",
                ),
                ("body/endless-drip", "did not come back within"),
            ],
        ),
    ];
    let threads: Vec<_> = rows
        .into_iter()
        .flat_map(|(what, transport, names)| {
            let transport = Arc::new(transport);
            names.iter().map(move |(name, because)| {
                let transport = Arc::clone(&transport);
                thread::spawn(move || uncaught(what, transport, name, because))
            })
        })
        .collect();
    let uncaught: Vec<String> = threads.into_iter().filter_map(|t| t.join().unwrap()).collect();
    assert!(uncaught.is_empty(), "{uncaught:#?}");
}

/// Complains about a transport that does not fail the case for its defect. A case that this machine cannot
/// run, such as one for IPv6, says nothing.
fn uncaught(what: &str, transport: Arc<Transport>, name: &str, because: &str) -> Option<String> {
    let tcp = BareTcp::new(Suite::TIME_LIMIT);
    let suite = Suite::new().time_limit(Suite::TIME_LIMIT).patience(PATIENCE).only(name);
    let report = suite.run(move |request| transport(&tcp, request));
    let result = report.results().iter().find(|result| result.case().name() == name);
    match result.map(|result| result.verdict()) {
        Some(Verdict::Failed(failure)) if failure.to_string().contains(because) => None,
        Some(Verdict::NotRunnable(reason)) => {
            println!("{name} cannot be run here: {reason}");
            None
        }
        verdict => Some(format!("one that {what} does not fail {name}: {verdict:?}")),
    }
}

#[test]
fn what_is_optional_passes() {
    let tcp = BareTcp::new(Suite::TIME_LIMIT);
    let keep_alive = edit(|request| insert(request, http::header::CONNECTION, "keep-alive"));
    let suite = Suite::new().only("request/");
    suite.run(move |request| keep_alive(&tcp, request)).assert_passed();
}

#[test]
fn what_is_excepted_passes_and_is_reported() {
    let adds_accept = || {
        let tcp = BareTcp::new(Suite::TIME_LIMIT);
        let edit = edit(|request| insert(request, ACCEPT, "*/*"));
        move |request: Request<Vec<u8>>| edit(&tcp, request)
    };
    let suite = Suite::new().only("request/t");
    for (suite, failed, allowed, excepted) in [
        (suite.clone(), true, false, 0),
        (suite.clone().allow_header(USER_AGENT), true, false, 0),
        (suite.clone().allow_header(ACCEPT), false, true, 0),
        (suite.clone().allow_header(ACCEPT).except("request/toast"), false, true, 1),
        (
            suite.clone().allow_header(ACCEPT).except("request/").except("outcome/200-bare"),
            false,
            true,
            0,
        ),
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

    let tcp = BareTcp::new(Suite::TIME_LIMIT);
    let chunks = edit(chunk);
    let report = Suite::new()
        .only("request/toast")
        .allow_header(TRANSFER_ENCODING)
        .run(move |request| chunks(&tcp, request));
    assert!(!report.is_passed(), "what came of an allowed header still counts: {report}");
}

/// Changes the request.
fn edit(change: impl Fn(&mut Request<Vec<u8>>) + Send + Sync + 'static) -> Transport {
    Box::new(move |tcp, mut request| {
        change(&mut request);
        tcp.send(&request)
    })
}

fn insert(request: &mut Request<Vec<u8>>, name: http::HeaderName, value: &'static str) {
    request.headers_mut().insert(name, HeaderValue::from_static(value));
}

fn chunk(request: &mut Request<Vec<u8>>) {
    request.headers_mut().remove(CONTENT_LENGTH);
    insert(request, TRANSFER_ENCODING, "chunked");
    let mut chunked = Vec::new();
    if !request.body().is_empty() {
        chunked = format!("{:x}\r\n", request.body().len()).into_bytes();
        chunked.extend_from_slice(request.body());
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    *request.body_mut() = chunked;
}

fn retarget(change: impl Fn(&str) -> String + Send + Sync + 'static) -> Transport {
    edit(move |request| {
        let uri = request.uri();
        let target = change(uri.path_and_query().unwrap().as_str());
        *request.uri_mut() =
            format!("http://{}{target}", uri.authority().unwrap()).parse().unwrap();
    })
}

/// Changes the response.
fn answer(change: impl Fn(&mut Response<()>) + Send + Sync + 'static) -> Transport {
    Box::new(move |tcp, request| {
        let mut response = tcp.send(&request)?;
        change(&mut response);
        Ok(response)
    })
}

fn keep_last(response: &mut Response<()>) {
    let all = response.headers().clone();
    response.headers_mut().clear();
    for (name, value) in &all {
        response.headers_mut().insert(name, value.clone());
    }
}

fn keep_text(response: &mut Response<()>) {
    let all = response.headers().clone();
    response.headers_mut().clear();
    for (name, value) in all.iter().filter(|(_, value)| value.to_str().is_ok()) {
        response.headers_mut().append(name, value.clone());
    }
}

fn follow(tcp: &BareTcp, mut request: Request<Vec<u8>>) -> Sent {
    let response = tcp.send(&request)?;
    let Some(location) = response.headers().get(LOCATION) else { return Ok(response) };
    let location = location.to_str().unwrap();
    let location = match location.strip_prefix('/') {
        None => location.to_owned(),
        Some(_) => format!("http://{}{location}", request.uri().authority().unwrap()),
    };
    *request.uri_mut() = location.parse::<Uri>().unwrap();
    tcp.send(&request)
}

fn refuse_error_status(tcp: &BareTcp, request: Request<Vec<u8>>) -> Sent {
    let response = tcp.send(&request)?;
    if response.status().is_client_error() { Err(io::Error::other("404")) } else { Ok(response) }
}

fn panic_at_odd_codes(tcp: &BareTcp, request: Request<Vec<u8>>) -> Sent {
    let response = tcp.send(&request)?;
    assert!(response.status() < StatusCode::from_u16(600).unwrap(), "made to panic");
    Ok(response)
}

fn refuse_ipv6(tcp: &BareTcp, request: Request<Vec<u8>>) -> Sent {
    match request.uri().host() {
        Some(host) if host.starts_with('[') => Err(io::Error::other("what is that?")),
        _ => tcp.send(&request),
    }
}

/// Adds something about the channel to each error.
fn failing(say: impl Fn(&Uri) -> String + Send + Sync + 'static) -> Transport {
    Box::new(move |tcp, request| {
        tcp.send(&request)
            .map_err(|error| io::Error::other(format!("{}: {error}", say(request.uri()))))
    })
}

fn show_in_debug(tcp: &BareTcp, request: Request<Vec<u8>>) -> Sent {
    #[derive(Debug, thiserror::Error)]
    #[error("the send failed")]
    struct Failed(Uri);
    tcp.send(&request).map_err(|_| io::Error::other(Failed(request.uri().clone())))
}

fn connect_each(_: &BareTcp, request: Request<Vec<u8>>) -> Sent {
    BareTcp::new(Suite::TIME_LIMIT).send(&request)
}

fn before() -> Transport {
    let before = Mutex::new(None);
    Box::new(move |tcp, request| {
        let response = tcp.send(&request)?;
        let before = before.lock().unwrap().replace(response.clone());
        Ok(before.unwrap_or(response))
    })
}

fn careless(transport: Careless) -> Transport {
    Box::new(move |_, request| transport.send(&request))
}

fn loop_forever() -> Sent {
    loop {
        thread::park();
    }
}

fn ok() -> Sent {
    Ok(Response::new(()))
}

const SENT_TWICE: &str = "the service saw 2 requests for 1 send: something was sent twice";
const PATIENCE: Duration = Duration::from_secs(2);
const HOUR: Duration = Duration::from_secs(3600);
