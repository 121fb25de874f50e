//! The emulator's TLS, with client certificates.

use mpns_connect::{Ca, Error, Identity, Tls};
use mpns_emulator::{ChannelOptions, ClientIdentity, Emulator, Options, TlsOptions};
use mpns_proto::Reply;

use crate::support::{Transport, each};

fn emulator() -> Emulator {
    let options = Options { tls: Some(TlsOptions::default()), ..Options::default() };
    Emulator::start_blocking_with(Emulator::LOOPBACK, options).unwrap()
}

/// Sends to a channel of the service `push.example`.
fn send(
    transport: Transport,
    emulator: &Emulator,
    ca: &str,
    identity: Option<ClientIdentity>,
) -> Result<Reply, Error> {
    let mut tls = Tls::builder().only_ca(Ca::from_pem(ca.as_bytes()).unwrap());
    if let Some(ClientIdentity { certificate_pem, key_pem }) = identity {
        let identity = Identity::from_pem(certificate_pem.as_bytes(), key_pem.as_bytes());
        tls = tls.identity(identity.unwrap());
    }
    let client = transport.builder().tls(tls.build().unwrap()).build();
    let options = ChannelOptions {
        authenticated: true,
        service_name: Some("push.example".parse().unwrap()),
        ..ChannelOptions::default()
    };
    let channel = emulator.open(options).unwrap();
    let base = format!("https://{}/", emulator.tls_addr().unwrap());
    assert!(channel.uri().expose().starts_with(&base));
    client.send(channel.uri())
}

#[test]
fn the_client_certificate_decides_the_answer() {
    each(|transport| {
        let emulator = emulator();
        let ca = emulator.ca_pem().unwrap();
        let of = |emulator: &Emulator, name| Some(emulator.client_identity(name).unwrap());
        for (name, identity, status) in [
            ("right", of(&emulator, "push.example"), 200),
            ("of another service", of(&emulator, "other.example"), 401),
            ("of another authority", of(&self::emulator(), "push.example"), 403),
            ("none", None, 403),
        ] {
            let reply = send(transport, &emulator, &ca, identity).unwrap();
            assert_eq!(reply.status().as_u16(), status, "{name}");
        }
    });
}

#[test]
fn another_emulator_has_another_authority() {
    each(|transport| {
        let emulator = emulator();
        let other = self::emulator().ca_pem().unwrap();
        let error = send(transport, &emulator, &other, None).unwrap_err();
        assert!(!error.may_have_been_delivered(), "{error}");
    });
}
