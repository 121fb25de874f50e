//! A process that has few descriptors: this test starts itself again in one.

#![cfg(unix)]

use std::env::{self, current_exe};
use std::net::TcpStream;
use std::process::Command;

use mpns_proto::ChannelUri;

use crate::support::{RECEIVED, Server, Transport};

#[test]
fn idle_connections_are_given_up_when_descriptors_run_out() {
    match env::var(PORTS) {
        Ok(ports) => send_with_few_descriptors(&ports),
        Err(_) => start_again(),
    }
}

/// More hosts than descriptors.
const HOSTS: usize = 80;
const DESCRIPTORS: usize = 60;

fn start_again() {
    let servers: Vec<_> = (0..HOSTS).map(|_| Server::answering(RECEIVED)).collect();
    let ports: Vec<_> = servers.iter().map(|server| server.address.port().to_string()).collect();
    let mut child = Command::new("sh");
    child.arg("-c").arg(format!("ulimit -n {DESCRIPTORS}; exec \"$0\" \"$@\""));
    child.arg(current_exe().unwrap()).args(["--exact", "--nocapture", NAME]);
    let output = child.env(PORTS, ports.join(" ")).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{output:?}");
}

fn send_with_few_descriptors(ports: &str) {
    for transport in Transport::ON_ALL_RUNTIMES {
        let client = transport.builder().build();
        let send = |host: &str, port: &str| {
            let result = client.send(&channel(host, port));
            assert!(result.is_ok(), "{transport:?} {host}:{port}: {result:?}");
        };
        for port in ports.split(' ') {
            send("127.0.0.1", port);
        }
        for (host, port) in ["127.0.0.1", "localhost"].into_iter().zip(ports.split(' ')) {
            // Whatever else the program has open leaves none for the next connection, or its name lookup.
            let held = hold_all(port);
            send(host, port);
            drop(held);
        }
        // Without a kept connection to give up, it is an error of connecting.
        for (host, port) in ["127.0.0.1", "localhost"].into_iter().zip(ports.split(' ')) {
            let client = transport.builder().build();
            let held = hold_all(port);
            let error = client.send(&channel(host, port)).unwrap_err();
            drop(held);
            assert!(error.is_connect() && !error.may_have_been_delivered(), "{error:?}");
            assert!(!error.is_permanent(), "{error:?}");
            let _ = client.send(&channel(host, port)).unwrap();
        }
    }
}

fn channel(host: &str, port: &str) -> ChannelUri {
    format!("http://{host}:{port}/1").parse().unwrap()
}

/// Opens connections until no descriptor is left.
fn hold_all(port: &str) -> Vec<TcpStream> {
    let connect = || TcpStream::connect(format!("127.0.0.1:{port}")).ok();
    std::iter::from_fn(connect).collect()
}

const NAME: &str = "descriptors::idle_connections_are_given_up_when_descriptors_run_out";
const PORTS: &str = "MPNS_TEST_PORTS";
