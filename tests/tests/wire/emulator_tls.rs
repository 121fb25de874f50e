//! The emulator's TLS, with client certificates.

use mpns_connect::{Ca, Error, Identity, Tls};
use mpns_emulator::{ClientIdentity, Emulator, Options, Settings, TlsOptions};
use mpns_proto::{Outcome, Reply};

use crate::support::{Transport, each};

fn emulator() -> Emulator {
    let options = Options { tls: Some(TlsOptions::default()), ..Options::default() };
    Emulator::start_blocking_with(Emulator::LOOPBACK, options).unwrap()
}

fn send(
    transport: Transport,
    ca: &str,
    identity: Option<&ClientIdentity>,
    emulator: &Emulator,
) -> Result<Reply, Error> {
    let mut tls = Tls::builder().only_ca(Ca::from_pem(ca.as_bytes()).unwrap());
    if let Some(ClientIdentity { certificate_pem, key_pem }) = identity {
        let identity = Identity::from_pem(certificate_pem.as_bytes(), key_pem.as_bytes());
        tls = tls.identity(identity.unwrap());
    }
    let client = transport.builder().tls(tls.build().unwrap()).build();
    let channel = emulator.open_authenticated_channel(Settings::default());
    let base = format!("https://{}/", emulator.tls_addr().unwrap());
    assert!(channel.uri().expose().starts_with(&base));
    client.send(channel.uri())
}

#[test]
fn the_emulator_takes_notifications_over_tls() {
    each(|transport| {
        let emulator = emulator();
        let ca = emulator.ca_pem().unwrap();
        let identity = emulator.client_identity("push.example").unwrap();
        let reply = send(transport, &ca, Some(&identity), &emulator).unwrap();
        assert_eq!(reply.outcome(), Outcome::Received);
    });
}

#[test]
fn another_emulator_has_another_authority() {
    each(|transport| {
        let emulator = emulator();
        let other = self::emulator().ca_pem().unwrap();
        let error = send(transport, &other, None, &emulator).unwrap_err();
        assert!(!error.may_have_been_delivered(), "{error}");
    });
}
