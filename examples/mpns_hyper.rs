//! tokio and `mpns-hyper`, which has all settings right.
//!
//! `cargo run -p mpns-examples --example mpns_hyper -- <channel URI>`

#![allow(dead_code, reason = "the tests use only the client")]

use std::error::Error;
use std::time::Duration;

use mpns_hyper::Client;
use mpns_proto::Toast;

fn main() -> Result<(), Box<dyn Error>> {
    let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    mpns_examples::run(|channel| {
        let client = client(Duration::from_secs(15));
        let reply = runtime.block_on(client.send(&toast, channel))?;
        Ok(vec![reply])
    })
}

pub(crate) fn client(time_limit: Duration) -> Client {
    Client::builder().timeout(time_limit).build()
}
