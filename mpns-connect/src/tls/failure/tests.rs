use std::io;

use rustls::pki_types::{ServerName, UnixTime};
use rustls::{InvalidMessage, OtherError, PeerIncompatible};

use super::*;

/// A transport's error, with a cause.
#[derive(Debug)]
struct Outer(Option<Box<dyn Error>>);

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sending failed")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.as_deref()
    }
}

/// An error that is its own cause.
#[derive(Debug)]
struct Endless;

impl fmt::Display for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failed")
    }
}

impl Error for Endless {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(self)
    }
}

fn alert(number: u8) -> rustls::Error {
    rustls::Error::AlertReceived(AlertDescription::from(number))
}

#[test]
fn classifies_what_rustls_says() {
    use CertificateError as E;
    let time = UnixTime::since_unix_epoch(std::time::Duration::ZERO);
    let refused = |number| TlsFailure::ClientCertificateRefused(Alert(number));
    #[rustfmt::skip]
    let cases = [
        (E::UnknownIssuer.into(), TlsFailure::UntrustedServer, true),
        (E::BadSignature.into(), TlsFailure::UntrustedServer, true),
        (E::Expired.into(), TlsFailure::ServerCertificateDate, true),
        (E::ExpiredContext { time, not_after: time }.into(), TlsFailure::ServerCertificateDate, true),
        (E::NotValidYet.into(), TlsFailure::ServerCertificateDate, true),
        (E::NotValidYetContext { time, not_before: time }.into(), TlsFailure::ServerCertificateDate, true),
        (E::NotValidForName.into(), TlsFailure::ServerName, true),
        (E::NotValidForNameContext { expected: ServerName::try_from("a").unwrap(), presented: vec![] }.into(), TlsFailure::ServerName, true),
        (E::Revoked.into(), TlsFailure::ServerCertificate("Revoked".to_owned()), true),
        (alert(116), TlsFailure::ClientCertificateRequired, true),
        (alert(41), TlsFailure::ClientCertificateRequired, true),
        (alert(42), refused(42), true),
        (alert(43), refused(43), true),
        (alert(44), refused(44), true),
        (alert(45), refused(45), true),
        (alert(46), refused(46), true),
        (alert(48), refused(48), true),
        (alert(49), refused(49), true),
        (alert(40), TlsFailure::NothingInCommon, true),
        (alert(70), TlsFailure::NothingInCommon, true),
        (alert(71), TlsFailure::NothingInCommon, true),
        (rustls::Error::PeerIncompatible(PeerIncompatible::NoKxGroupsInCommon), TlsFailure::NothingInCommon, true),
        (rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType), TlsFailure::NotTls, true),
        (alert(80), TlsFailure::Alert(Alert(80)), false),
        (alert(200), TlsFailure::Alert(Alert(200)), false),
        (rustls::Error::DecryptError, TlsFailure::Other("cannot decrypt peer's message".to_owned()), false),
    ];
    for (error, expected, permanent) in cases {
        assert_eq!(TlsFailure::find(&error), Some(expected.clone()), "{error:?}");
        assert_eq!(expected.is_permanent(), permanent, "{expected:?}");
    }
    let other = rustls::Error::Other(OtherError(std::sync::Arc::new(fmt::Error)));
    assert!(matches!(TlsFailure::find(&other), Some(TlsFailure::Other(_))));
}

#[test]
fn looks_through_causes_and_into_io_errors() {
    let tls = || alert(116);
    #[rustfmt::skip]
    let cases: [(Box<dyn Error>, bool); 9] = [
        (Box::new(tls()), true),
        (Box::new(io::Error::other(tls())), true),
        (Box::new(io::Error::other(io::Error::other(tls()))), true),
        (Box::new(Outer(Some(Box::new(tls())))), true),
        (Box::new(Outer(Some(Box::new(Outer(Some(Box::new(io::Error::other(tls())))))))), true),
        (Box::new(Outer(None)), false),
        (Box::new(io::Error::from(io::ErrorKind::BrokenPipe)), false),
        (Box::new(Outer(Some(Box::new(io::Error::other("certificate required"))))), false),
        (Box::new(Endless), false),
    ];
    for (error, found) in cases {
        let expected = found.then_some(TlsFailure::ClientCertificateRequired);
        assert_eq!(TlsFailure::find(&*error), expected, "{error:?}");
    }
}

#[test]
fn distinguishes_what_a_failure_is_about() {
    let refused = TlsFailure::ClientCertificateRefused(Alert(48));
    for (failure, about_client, refusal, permanent, text) in [
        (TlsFailure::ClientCertificateRequired, true, true, true, "wants a client certificate"),
        (refused, true, true, true, "refused the client certificate (UnknownCA)"),
        (TlsFailure::NothingInCommon, true, false, true, "in common"),
        (TlsFailure::UntrustedServer, false, false, true, "not from a trusted authority"),
        (TlsFailure::NotTls, false, false, true, "does not speak TLS"),
        (TlsFailure::Alert(Alert(80)), false, false, false, "InternalError"),
        (TlsFailure::Other("x".to_owned()), false, false, false, "x"),
    ] {
        assert_eq!(failure.is_about_client_certificate(), about_client, "{failure}");
        assert_eq!(failure.is_refusal_of_client(), refusal, "{failure}");
        assert_eq!(failure.is_permanent(), permanent, "{failure}");
        assert!(failure.to_string().contains(text), "{failure}");
    }
}
