//! Transports that show secrets, hang, keep connections badly, or cannot connect.

use std::time::Duration;

use crate::catch::check;
use crate::tcp::Tcp;
use crate::transport::{
    careless, careless_that_wants_the_body, failing, loop_forever, refuse_ipv6, show_in_debug,
};

#[test]
fn each_fails_the_case_for_it() {
    check(vec![
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
            Box::new(|own, r| own.tcp.send(&r)),
            &[("reuse/three", "came on 3 connections")],
        ),
        (
            "has no time limit",
            Box::new(|_, r| Tcp::new(HOUR).send(&r)),
            &[("slow/no-response", "did not come back within")],
        ),
        (
            "hangs",
            Box::new(|_, _| loop_forever()),
            &[("outcome/200-bare", "did not come back within")],
        ),
        (
            "is careless",
            Box::new(careless),
            &[
                ("interim/100", "the status is 100, not 200"),
                ("interim/100-with-headers", "the status is 100, not 200"),
                ("body/surplus", "send 2: the status is 404, not 200"),
                ("body/surplus-of-none", "send 2: the status is 404, not 200"),
                (
                    "reuse/closed-while-idle",
                    "send 2: a response with status 200 came, but the transport returned the error",
                ),
                ("reuse/garbage-while-idle", "send 2: the status is 404, not 200"),
                ("reuse/408-while-idle", "send 2: the status is 408, not 200"),
                ("reuse/after-http-1.0", "the version is \"HTTP/1.0\", not \"HTTP/1.1\""),
                ("reuse/connection-close", "on a connection that was to be closed"),
                ("reuse/http-1.0", "on a connection that was to be closed"),
                ("reuse/http-1.0-chunked", "send 2: the status is 500, not 200"),
                ("reuse/coding-and-length", "on a connection that was to be closed"),
                ("slow/late-response", "send 2: the status is 404, not 200"),
                ("slow/head-in-drips", "did not come back within"),
            ],
        ),
        (
            "wants the body",
            Box::new(careless_that_wants_the_body),
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
    ]);
}

const HOUR: Duration = Duration::from_secs(3600);
