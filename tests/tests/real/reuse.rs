//! Connections and TLS sessions are used again.

use std::collections::BTreeSet;

use mpns_connect::{Tls, TlsVersion};
use mpns_proto::ChannelUri;

use crate::nginx::Nginx;
use crate::program::run_alone;
use crate::transport::{Settings, Transport, jobs};
use crate::trust::right;

const SENDS: usize = 1_000;
const AT_MOST: usize = 16;
/// Sends over connections that are not kept.
const ALONE: usize = 20;

#[test]
fn a_thousand_sends_take_no_more_handshakes_than_are_under_way() {
    let _alone = run_alone();
    println!(
        "| transport | server | sends | at a time | connections accepted | handshakes with a request |"
    );
    println!("|---|---|---|---|---|---|");
    for transport in Transport::ALL {
        for server in ["VERIFY_TLS12", "VERIFY_TLS13", "HTTP"] {
            let nginx = Nginx::start();
            let tls = right(Tls::builder()).build().unwrap();
            let client = Settings { tls: Some(tls), ..Settings::default() }.client(transport);
            let channels = channels(&nginx.origin(server), SENDS);
            let before = nginx.accepted();
            let mut accepted = 0;
            client.send_all(jobs(channels), AT_MOST, |key, result| {
                let reply = result.unwrap_or_else(|error| panic!("{key}: {error:?}"));
                accepted += usize::from(reply.status() == 200);
            });
            // The connection of this query is one of them.
            let connections = nginx.accepted() - before - 1;
            let entries = nginx.stop();
            let used: BTreeSet<_> = entries.iter().map(|entry| entry.connection.as_str()).collect();
            let name = transport.name();
            println!(
                "| {name} | {server} | {SENDS} | {AT_MOST} | {connections} | {} |",
                used.len()
            );
            assert_eq!((accepted, entries.len()), (SENDS, SENDS), "{name} {server}");
            assert!(connections <= AT_MOST as u64, "{name} {server}: {connections} connections");
        }
    }
}

#[test]
fn a_connection_that_is_not_kept_resumes_the_session_of_the_one_before() {
    let _alone = run_alone();
    for transport in Transport::ALL {
        for version in [TlsVersion::Tls12, TlsVersion::Tls13] {
            let nginx = Nginx::start();
            let tls = right(Tls::builder()).max_version(version).build().unwrap();
            let settings =
                Settings { tls: Some(tls), max_idle_connections: Some(0), ..Settings::default() };
            let client = settings.client(transport);
            for channel in channels(&nginx.origin("VERIFY"), ALONE) {
                assert_eq!(client.send(&channel).unwrap().status(), 200);
            }
            let entries = nginx.stop();
            let used: BTreeSet<_> = entries.iter().map(|entry| entry.connection.as_str()).collect();
            let resumed = entries.iter().filter(|entry| entry.resumed == "r").count();
            let name = transport.name();
            println!(
                "{name}, {version}: {ALONE} connections for {ALONE} sends, {resumed} sessions resumed"
            );
            assert_eq!((used.len(), resumed), (ALONE, ALONE - 1), "{name} {version}");
            assert!(entries.iter().all(|entry| entry.verified == "SUCCESS"), "{entries:?}");
        }
    }
}

/// This many channels of an origin.
pub(crate) fn channels(origin: &str, count: usize) -> Vec<ChannelUri> {
    (0..count).map(|key| format!("{origin}/u/{key}").parse().expect("a channel")).collect()
}
