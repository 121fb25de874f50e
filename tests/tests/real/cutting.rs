//! Connections that haproxy cuts, at every moment: nothing is sent twice, and every send has a result.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use mpns_connect::Tls;
use mpns_proto::ChannelUri;

use crate::nginx::{Entry, Nginx};
use crate::program::{Program, run_alone};
use crate::program_config::ProgramConfig;
use crate::reuse::channels;
use crate::tally::{Sent, Tally};
use crate::transport::{Settings, Transport, brief};
use crate::trust::right;

/// How long haproxy leaves an idle connection open, in milliseconds.
const IDLE: u64 = 100;

/// haproxy in front of nginx, and a service that never answers.
pub(crate) struct Cutter {
    pub(crate) haproxy: Program,
    /// Accepts connections into its queue, and reads nothing.
    _silent: TcpListener,
}

impl Cutter {
    pub(crate) fn start(nginx: &Nginx) -> Self {
        let silent = TcpListener::bind("127.0.0.1:0").unwrap();
        let haproxy = Program::start(&ProgramConfig {
            package: "haproxy",
            program: "haproxy",
            arguments: &["-db", "-f", "@CONFIG@"],
            template: include_str!("../../real/haproxy-cutting.cfg"),
            values: &[
                ("HTTP", nginx.port("HTTP").to_string()),
                ("HTTPS", nginx.port("VERIFY").to_string()),
                ("SILENT", silent.local_addr().unwrap().port().to_string()),
                ("IDLE", IDLE.to_string()),
            ],
            files: &[],
        });
        Self { haproxy, _silent: silent }
    }

    pub(crate) fn origin(&self, scheme: &str, frontend: &str) -> String {
        format!("{scheme}://localhost:{}", self.haproxy.port(frontend))
    }
}

/// With the right client certificate.
pub(crate) fn settings() -> Settings {
    let tls = right(Tls::builder()).build().unwrap();
    Settings { tls: Some(tls), ..Settings::default() }
}

#[test]
fn the_error_of_a_cut_connection_says_whether_the_request_may_have_left() {
    let _alone = run_alone();
    let nginx = Nginx::start();
    let cutter = Cutter::start(&nginx);
    const NEVER: &str = "error: no connection";
    const UNSENT: &str = "error: no reply";
    const PERHAPS: &str = "error: no reply, may be delivered";
    for (scheme, frontend, expected) in [
        // The connection is reset before it is of use, or before or after something was written.
        ("http", "REJECT", &[NEVER, UNSENT, PERHAPS][..]),
        ("https", "REJECT", &[NEVER]),
        ("http", "GIVES_UP", &[PERHAPS]),
        ("https", "GIVES_UP", &[NEVER]),
    ] {
        for transport in Transport::ALL {
            let channels = channels(&cutter.origin(scheme, frontend), 1);
            let error = settings().client(transport).send(&channels[0]).unwrap_err();
            let (name, reported) = (transport.name(), brief(&error));
            println!("{scheme}, {frontend}, {name}: {reported}");
            assert!(
                expected.contains(&reported.as_str()),
                "{frontend} {name}: {reported}: {error:?}"
            );
        }
    }
    assert_eq!(nginx.stop().len(), 0);
}

#[test]
fn a_connection_that_was_closed_while_idle_costs_nothing() {
    let _alone = run_alone();
    let nginx = Nginx::start();
    let cutter = Cutter::start(&nginx);
    for (scheme, frontend) in [("http", "IMPATIENT_HTTP"), ("https", "IMPATIENT_HTTPS")] {
        for transport in Transport::ALL {
            let client = settings().client(transport);
            let origin = cutter.origin(scheme, frontend);
            for channel in channels(&format!("{origin}/{scheme}/{}", transport.name()), 4) {
                let reply = client.send(&channel);
                assert_eq!(reply.unwrap().status(), 200, "{scheme} {}", transport.name());
                thread::sleep(Duration::from_millis(4 * IDLE));
            }
        }
    }
    let logged = nginx.stop();
    let paths: BTreeSet<_> = logged.iter().map(Entry::path).collect();
    assert_eq!((paths.len(), logged.len()), (16, 16), "{logged:?}");
}

#[test]
fn a_connection_that_is_closed_as_the_next_request_leaves_never_delivers_twice() {
    let _alone = run_alone();
    let nginx = Nginx::start();
    let cutter = Cutter::start(&nginx);
    let sent = thread::scope(|scope| {
        let mut threads = Vec::new();
        for (scheme, frontend) in [("http", "IMPATIENT_HTTP"), ("https", "IMPATIENT_HTTPS")] {
            for (transport, thread) in (0..2 * THREADS).map(|n| (Transport::ALL[n % 2], n)) {
                let origin = format!("{}/{scheme}/{thread}", cutter.origin(scheme, frontend));
                threads.push(scope.spawn(move || send_with_waits(transport, &origin)));
            }
        }
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect::<Vec<_>>()
    });
    let logged = nginx.stop();
    let connections = logged.iter().map(|entry| &entry.connection).collect::<BTreeSet<_>>().len();
    let tally = Tally::judge(&sent, &logged);
    println!("closed as the next request leaves: {tally}, over {connections} connections");
    assert_eq!(tally.unlogged, 0, "{tally}");
    // Otherwise the waits missed the moment.
    assert!(connections > 4 * THREADS && connections < sent.len(), "{connections}: {tally}");
}

/// Sends one at a time, with waits that move past the moment at which the connection is closed.
fn send_with_waits(transport: Transport, origin: &str) -> Vec<Sent> {
    let client = settings().client(transport);
    let send = |(number, channel): (u64, ChannelUri)| {
        thread::sleep(Duration::from_micros(1000 * (IDLE - 4) + 200 * (number % 40)));
        Sent::new(&channel, client.send(&channel))
    };
    (0..).zip(channels(origin, 50)).map(send).collect()
}

/// How many clients of each transport and scheme send at once.
const THREADS: usize = 4;
