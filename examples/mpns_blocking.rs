//! Threads and `mpns-blocking`, which has all settings right.
//!
//! `cargo run -p mpns-examples --example mpns_blocking -- <channel URI>`

#![allow(dead_code, reason = "the tests use only the client")]

use std::error::Error;
use std::thread;
use std::time::Duration;

use mpns_blocking::Client;
use mpns_proto::{Raw, Tile, Toast};

fn main() -> Result<(), Box<dyn Error>> {
    let notifications = [
        Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?,
        Tile { count: 3.into(), title: "Goals".into(), ..Tile::default() }.build()?,
        Raw::from("2:1").build()?,
    ];
    mpns_examples::run(|channel| {
        let client = &client(Duration::from_secs(15));
        let results = thread::scope(|scope| {
            let send = |notification| scope.spawn(move || client.send(notification, channel));
            let threads: Vec<_> = notifications.iter().map(send).collect();
            threads.into_iter().filter_map(|thread| thread.join().ok()).collect::<Vec<_>>()
        });
        Ok(results.into_iter().collect::<Result<_, _>>()?)
    })
}

pub(crate) fn client(time_limit: Duration) -> Client {
    Client::builder().timeout(time_limit).build()
}
