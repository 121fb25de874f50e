//! Which hosts and addresses may be sent to.

use mpns_test_support::{RECEIVED, Server};

use crate::common::run;

#[test]
fn only_allowed_hosts_and_addresses_are_sent_to() {
    for transport in ["hyper", "blocking"] {
        let server = Server::answering(RECEIVED);
        let port = server.address.port();
        let channel = format!("http://127.0.0.1:{port}/SECRET");
        let send = ["send", "toast", "--text1", "x", "--channel", &channel, "--no-proxy"];
        let (host, below) = (format!("127.0.0.1:{port}"), format!("*.example:{port}"));
        #[rustfmt::skip]
        let cases = [
            (&["--allow-host", &below, "--allow-host", &host][..], None),
            (&["--allow-host", "127.0.0.1"], Some("the host is not one of the allowed hosts, with the scheme's port")),
            (&["--allow-host", &below], Some("the host is not one of the allowed hosts, with the scheme's port")),
            (&["--public-addresses-only"], Some("the address 127.0.0.1 is not public: loopback")),
            (&["--allow-host", &host, "--public-addresses-only"], Some("is not public: loopback")),
        ];
        for (options, refused) in cases {
            let before = server.connections();
            let (code, out, err) = run(&[&send[..], &["--transport", transport], options].concat());
            assert_eq!(code, Some(i32::from(refused.is_some())), "{options:?} {out} {err}");
            assert_eq!(server.connections() > before, refused.is_none(), "{options:?}");
            assert!(err.contains(refused.unwrap_or_default()), "{options:?} {err}");
            assert!(!out.contains("SECRET") && !err.contains("SECRET"), "{options:?} {out} {err}");
        }
    }
}

#[test]
fn a_host_that_is_none_is_refused() {
    let send = ["send", "toast", "--text1", "x", "--channel", "http://h.example/SECRET"];
    for (host, reason) in [
        ("*", "a `*` other than in `*.name`"),
        ("http://h.example/SECRET", "a character that no host has"),
        ("h.example:0", "not a number from 1 to 65535"),
    ] {
        let (code, _, err) = run(&[&send[..], &["--allow-host", host]].concat());
        assert_eq!(code, Some(2), "{host} {err}");
        assert!(err.contains(reason) && !err.contains("SECRET"), "{host} {err}");
    }
}
