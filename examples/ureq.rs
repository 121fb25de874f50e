//! ureq as it comes, with the settings that it needs.
//!
//! `cargo run -p mpns-examples --example ureq -- <channel URI>`
//!
//! For `https` channels it needs the feature `rustls`, and for authenticated ones `TlsConfig::client_cert`.
//! `mpns-blocking` is ureq too, with connections of its own.

#![allow(dead_code, reason = "the tests use only the transport")]

use std::error::Error;
use std::time::Duration;

use http::{Request, Response};
use mpns_proto::{Reply, Toast};
use ureq::Agent;

fn main() -> Result<(), Box<dyn Error>> {
    let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
    mpns_examples::run(|channel| {
        let agent = agent(Duration::from_secs(15));
        let response = send(&agent, toast.request(channel))?;
        Ok(vec![Reply::from_response(&response)])
    })
}

pub(crate) fn agent(time_limit: Duration) -> Agent {
    Agent::config_builder()
        // An error has no headers, and these say what to do.
        .http_status_as_error(false)
        // A redirect is a reply, and its location is not the channel.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent("")
        .accept("")
        .timeout_global(Some(time_limit))
        .build()
        .into()
}

pub(crate) fn send(agent: &Agent, request: Request<Vec<u8>>) -> Result<Response<()>, ureq::Error> {
    // The body means nothing.
    Ok(agent.run(request)?.map(drop))
}
