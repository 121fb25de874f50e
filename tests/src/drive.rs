//! A driver sends one notification to many channels of a service that is already running, and prints the cost.
//!
//! The environment configures it:
//!
//! | variable | meaning |
//! |---|---|
//! | `HOST`, `PORT` | where the service listens |
//! | `HOSTS` | optional: channel `i` is at the address `HOST + (i mod HOSTS)`, so 127.0.0.1, 127.0.0.2, ... |
//! | `N` | how many sends are measured |
//! | `WARM` | how many precede them |
//! | `CONC` | how many are under way at a time |
//! | `DELIVER` | optional: by `deliver`, with one attempt each, instead of `send_all`; so many other jobs wait meanwhile |
//! | `MSG` | a JSON file with `text1`, `text2` and `param` of a toast |
//! | `BODY_BYTES` | optional: instead of the toast, a raw notification whose body has so many bytes |
//! | `CA` | optional: a PEM file with what to trust; the channels are `https` |
//! | `CERT`, `KEY` | optional: PEM files with a client certificate and its key |
//!
//! It prints one line of JSON: `n`, `ok` (how many were accepted), `elapsed_s`, `cpu_s` (user and system time of the
//! process), and where `/proc` shows it, `peak_kib` (the most memory that the process had). Both times are those of the
//! measured sends.

mod delivery;
mod hosts;
mod message;
mod variable;
mod watch;

use std::ops::Range;

use mpns_connect::{Ca, ClientBuilder, Identity, Tls, transport::Settings};
use mpns_proto::{ChannelUri, Notification};

pub use delivery::Delivered;
pub use hosts::Hosts;
pub use watch::Watch;

use variable::{number, optional, optional_file};

/// The task of a driver.
#[derive(Clone, Debug)]
pub struct Drive {
    /// Where the channels are.
    pub hosts: Hosts,
    /// What is sent.
    pub notification: Notification,
    /// How many sends precede those that are measured.
    pub warm: usize,
    /// How many sends are measured.
    pub n: usize,
    /// How many sends are under way at a time.
    pub at_most: usize,
    /// How many other jobs wait, if it is a delivery.
    waiting: Option<usize>,
    tls: Option<Tls>,
}

impl Drive {
    /// Reads the environment.
    pub fn from_env() -> Self {
        let tls = tls();
        Self {
            hosts: Hosts::from_env(if tls.is_some() { "https" } else { "http" }),
            notification: message::from_env(),
            warm: number("WARM"),
            n: number("N"),
            at_most: number("CONC"),
            waiting: optional("DELIVER").map(|_| number("DELIVER")),
            tls,
        }
    }

    /// The client of a transport. Only what the environment says about TLS is changed.
    pub fn client<C: From<Settings>>(&self) -> C {
        let builder = ClientBuilder::default();
        match &self.tls {
            Some(tls) => builder.tls(tls.clone()).build(),
            None => builder.build(),
        }
    }

    /// The channels of the sends that precede those that are measured, and of these.
    pub fn warm_and_measured(&self) -> [Range<usize>; 2] {
        let end = self.warm.saturating_add(self.n);
        [0..self.warm, self.warm..end]
    }

    /// Jobs for these channels.
    pub fn jobs(
        &self,
        channels: Range<usize>,
    ) -> impl Iterator<Item = (usize, ChannelUri, Notification)> + Send + use<> {
        let Self { hosts, notification, .. } = self.clone();
        let mut text = String::new();
        channels.map(move |i| {
            hosts.write_channel(i, &mut text);
            (i, text.parse().expect("a channel"), notification.clone())
        })
    }
}

fn tls() -> Option<Tls> {
    let ca = Ca::from_pem(&optional_file("CA")?).expect("CA is a certificate");
    let builder = Tls::builder().only_ca(ca);
    let builder = match (optional_file("CERT"), optional_file("KEY")) {
        (Some(cert), Some(key)) => {
            let identity = Identity::from_pem(&cert, &key);
            builder.identity(identity.expect("CERT and KEY are a client certificate"))
        }
        (None, None) => builder,
        _ => panic!("CERT and KEY belong together"),
    };
    Some(builder.build().expect("settings of TLS"))
}
