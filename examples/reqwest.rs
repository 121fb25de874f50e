//! reqwest, with the settings that it needs.
//!
//! `cargo run -p mpns-examples --example reqwest -- <channel URI>`
//!
//! For `https` channels it needs a feature for TLS, such as `rustls`, and for authenticated ones
//! `ClientBuilder::identity`.

#![allow(dead_code, reason = "the tests use only the transport")]

use std::error::Error;
use std::time::Duration;

use http::{Request, Response};
use mpns_proto::{Reply, Toast};
use reqwest::{Client, redirect};

fn main() -> Result<(), Box<dyn Error>> {
    let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    mpns_examples::run(|channel| {
        let client = client(Duration::from_secs(15))?;
        let response = runtime.block_on(send(&client, toast.request(channel)))?;
        Ok(vec![Reply::from_response(&response)])
    })
}

pub(crate) fn client(time_limit: Duration) -> reqwest::Result<Client> {
    Client::builder()
        // A redirect is a reply, and its location is not the channel.
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(time_limit)
        .build()
}

pub(crate) async fn send(
    client: &Client,
    request: Request<Vec<u8>>,
) -> reqwest::Result<Response<()>> {
    let request = request.try_into()?;
    // The URL is the channel, which is secret: without this an error shows it.
    let response = client.execute(request).await.map_err(reqwest::Error::without_url)?;
    // The body means nothing.
    let (head, _) = Response::from(response).into_parts();
    Ok(Response::from_parts(head, ()))
}
