//! What a sender sees of each fault of the emulator.

use std::time::Duration;

use mpns_connect::{Ca, Error, Identity, Tls};
use mpns_emulator::{
    Answer, Channel, ChannelOptions, ClientIdentity, Emulator, Fault, FaultTime, Faults,
    HandshakeFault, Options, TlsOptions,
};
use mpns_proto::{Outcome, Reply};

use crate::support::{Client, Transport, each};

fn emulator() -> Emulator {
    let options = Options { tls: Some(TlsOptions::default()), ..Options::default() };
    Emulator::start_blocking_with(Emulator::LOOPBACK, options).unwrap()
}

/// A client that trusts the emulator and is trusted by it, and waits for less than the delays of this test.
fn client(transport: Transport, emulator: &Emulator) -> Client {
    let ca = Ca::from_pem(emulator.ca_pem().unwrap().as_bytes()).unwrap();
    let ClientIdentity { certificate_pem, key_pem } = emulator.client_identity("h").unwrap();
    let identity = Identity::from_pem(certificate_pem.as_bytes(), key_pem.as_bytes()).unwrap();
    let tls = Tls::builder().only_ca(ca).identity(identity).build().unwrap();
    transport.builder().tls(tls).timeout(Duration::from_millis(500)).build()
}

/// What a send ends with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Received,
    /// No reply, but the notification may have been delivered.
    MayBeDelivered,
    /// The same, because of the time limit.
    TimedOut,
}

impl End {
    fn of(result: &Result<Reply, Error>) -> Self {
        match result {
            Ok(reply) => {
                assert_eq!(reply.outcome(), Outcome::Received);
                Self::Received
            }
            Err(error) => {
                assert!(error.may_have_been_delivered() && !error.is_connect(), "{error:?}");
                if error.is_timeout() { Self::TimedOut } else { Self::MayBeDelivered }
            }
        }
    }
}

#[test]
fn a_sender_knows_whether_a_notification_may_have_been_delivered() {
    use End::{MayBeDelivered, Received, TimedOut};
    let delay = FaultTime::new(Duration::from_secs(60)).unwrap();
    each(|transport| {
        let emulator = emulator();
        let send = |channel: &Channel| client(transport, &emulator).send(channel.uri());
        let open = |authenticated| {
            emulator.open(ChannelOptions { authenticated, ..ChannelOptions::default() }).unwrap()
        };
        let channels = [open(false), open(true)];
        for (fault, end, deliveries) in [
            (Fault::DelayHead { delay }, TimedOut, 1),
            // The head is the reply: what is wrong with the body does not matter.
            (Fault::DelayBody { delay }, Received, 1),
            (Fault::CutBody { bytes: 0 }, Received, 1),
            (Fault::CutBody { bytes: 10 }, Received, 1),
            (Fault::EndlessBody, Received, 1),
            (Fault::WrongLength { by: 5 }, Received, 1),
            (Fault::WrongLength { by: -5 }, Received, 1),
            (Fault::HalfHead, MayBeDelivered, 1),
            (Fault::Garbage, MayBeDelivered, 1),
            (Fault::Close { at: 0 }, MayBeDelivered, 1),
            (Fault::Close { at: 20 }, MayBeDelivered, 1),
            (Fault::Close { at: u16::MAX }, Received, 1),
            (Fault::Reset { at: 0 }, MayBeDelivered, 1),
            (Fault::Reset { at: 20 }, MayBeDelivered, 1),
            (Fault::CloseBeforeReading, MayBeDelivered, 0),
            (Fault::ResetBeforeReading, MayBeDelivered, 0),
        ] {
            for channel in &channels {
                let _taken_back = emulator.answer_next([Answer::Fault(fault)]);
                let result = send(channel);
                let scheme = if channel.is_authenticated() { "https" } else { "http" };
                assert_eq!(End::of(&result), end, "{fault:?} {scheme}: {result:?}");
                assert_eq!(channel.deliveries().len(), deliveries, "{fault:?} {scheme}");
                channel.clear_deliveries();
                let next = send(channel);
                assert_eq!(End::of(&next), Received, "after {fault:?} {scheme}: {next:?}");
                channel.clear_deliveries();
            }
        }
    });
}

#[test]
fn a_handshake_that_breaks_delivers_nothing() {
    each(|transport| {
        let emulator = emulator();
        let options = ChannelOptions { authenticated: true, ..ChannelOptions::default() };
        let channel = emulator.open(options).unwrap();
        for fault in [HandshakeFault::Close, HandshakeFault::Garbage, HandshakeFault::Reset] {
            let faults = Faults { handshake: Some(fault), ..Faults::default() };
            let injected = emulator.inject(faults);
            let error = client(transport, &emulator).send(channel.uri()).unwrap_err();
            assert!(!error.may_have_been_delivered(), "{fault:?}: {error:?}");
            drop(injected);
            let reply = client(transport, &emulator).send(channel.uri()).unwrap();
            assert_eq!(reply.outcome(), Outcome::Received);
        }
    });
}

#[test]
fn connections_that_are_refused_are_a_connect_error() {
    each(|transport| {
        let emulator = emulator();
        let channel = emulator.open_channel();
        let time = FaultTime::MAX;
        let injected =
            emulator.inject(Faults { refuse_connections: Some(time), ..Faults::default() });
        let refused = (0..1_000).find_map(|_| {
            let error = transport.new_client().send(channel.uri()).err();
            if error.is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            error.filter(Error::is_connect)
        });
        let error = refused.expect("not refused");
        assert!(!error.may_have_been_delivered(), "{error:?}");
        drop(injected);
        let again = (0..1_000).find_map(|_| transport.new_client().send(channel.uri()).ok());
        assert_eq!(again.expect("still refused").outcome(), Outcome::Received);
    });
}
