use mpns_connect::{Error, ErrorKind, NotAllowed, Proxy, Retry};
use mpns_proto::ChannelUri;

use crate::names::Names;
use crate::support::{RECEIVED, Server, each};

fn channel(host: &str, port: u16) -> ChannelUri {
    format!("http://{host}:{port}/SECRET").parse().unwrap()
}

/// Checks the error, and returns its reason.
fn reason(error: &Error) -> NotAllowed {
    assert_eq!(error.kind(), &ErrorKind::NotAllowed, "{error:?}");
    assert_eq!(error.retry(), Retry::Never, "{error:?}");
    assert!(!error.may_have_been_delivered() && !error.is_connect() && !error.is_proxy());
    assert!(!format!("{error} {error:?}").contains("SECRET"));
    let mut cause: &dyn std::error::Error = error;
    loop {
        cause = cause.source().expect("a reason");
        if let Some(reason) = cause.downcast_ref::<NotAllowed>() {
            return *reason;
        }
    }
}

#[test]
fn only_the_allowed_hosts_are_sent_to() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        let port = server.address.port();
        let hosts = format!("*.example:{port}, push.relivewp.net, 127.0.0.1:{port}");
        let client = transport
            .builder()
            .lookup_system(Names::with(&[server.address]))
            .allowed_hosts(hosts.parse().unwrap())
            .build();
        for host in ["service.example", "SERVICE.EXAMPLE", "127.0.0.1"] {
            let _ = client.send(&channel(host, port)).expect(host);
        }
        let connections = server.connections();
        for (host, port) in [
            ("service.example", 80),
            ("example", port),
            ("service.example.evil.test", port),
            ("push.relivewp.net", port),
            ("localhost", port),
            ("127.1", port),
        ] {
            let error = client.send(&channel(host, port)).expect_err(host);
            assert_eq!(reason(&error), NotAllowed::Host, "{host}");
        }
        assert_eq!(server.connections(), connections);
    });
}

/// The name is looked up once, and the address that was checked is dialled: there is no second answer to change.
#[test]
fn only_public_addresses_are_dialled() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        let port = server.address.port();
        let metadata = ([169, 254, 169, 254], 80).into();
        let names = Names::with(&[server.address, metadata]);
        let builder = transport.builder().lookup_system(names.clone());
        let _ = builder.clone().build().send(&channel("service.example", port)).unwrap();
        let (asked, connections) = (names.asked(), server.connections());
        let client = builder.public_addresses_only(true).build();
        let refused = |host: &str| reason(&client.send(&channel(host, port)).expect_err(host));
        let loopback = |address: &str| NotAllowed::Address {
            address: address.parse().unwrap(),
            range: "loopback",
        };
        assert_eq!(refused("service.example"), loopback("127.0.0.1"));
        assert_eq!(names.asked(), asked + 1);
        assert_eq!(refused("127.0.0.1"), loopback("127.0.0.1"));
        assert_eq!(refused("[::ffff:127.0.0.1]"), loopback("::ffff:127.0.0.1"));
        for name in ["localhost", "127.1", "2130706433", "0x7f000001"] {
            assert_eq!(refused(name), NotAllowed::Name, "{name}");
        }
        // Nothing of it was looked up or connected to.
        assert_eq!((names.asked(), server.connections()), (asked + 1, connections));
    });
}

/// It looks the names up, and is trusted with that. Its own address may be any.
#[test]
fn through_a_proxy_only_what_the_target_says_by_itself_is_checked() {
    each(|transport| {
        let proxy = Server::answering(RECEIVED);
        let client = transport
            .builder()
            .proxy(format!("http://{}", proxy.address).parse::<Proxy>().unwrap())
            .public_addresses_only(true)
            .build();
        let _ = client.send(&channel("service.example", 80)).unwrap();
        for host in ["10.0.0.1", "[fd00::1]", "localhost", "127.1"] {
            reason(&client.send(&channel(host, 80)).expect_err(host));
        }
        assert_eq!(proxy.connections(), 1);
    });
}
