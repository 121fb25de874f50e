mod sentences;

use std::error::Error;
use std::io;

use rustls::pki_types::{ServerName, UnixTime};
use rustls::{AlertDescription, CertificateError, PeerIncompatible};

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
    use PeerIncompatible as P;
    use rustls::Error as R;
    use rustls::InvalidMessage as M;
    let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(86_400));
    let day = SystemTime::UNIX_EPOCH.checked_add(std::time::Duration::from_secs(86_400));
    let name = || ServerName::try_from("a").unwrap();
    let names = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    let refused = |number| TlsFailure::ClientCertificateRefused(Alert(number));
    #[rustfmt::skip]
    let cases = [
        (E::UnknownIssuer.into(), TlsFailure::UntrustedServer, true),
        (E::BadSignature.into(), TlsFailure::UntrustedServer, true),
        (E::Expired.into(), TlsFailure::ServerCertificateExpired { not_after: None }, true),
        (E::ExpiredContext { time, not_after: time }.into(), TlsFailure::ServerCertificateExpired { not_after: day }, true),
        (E::NotValidYet.into(), TlsFailure::ServerCertificateNotYetValid { not_before: None }, true),
        (E::NotValidYetContext { time, not_before: time }.into(), TlsFailure::ServerCertificateNotYetValid { not_before: day }, true),
        (E::NotValidForName.into(), TlsFailure::ServerName { names: None }, true),
        (E::NotValidForNameContext { expected: name(), presented: vec![] }.into(), TlsFailure::ServerName { names: Some(vec![]) }, true),
        (E::NotValidForNameContext { expected: name(), presented: names(&["DnsName(\"b\n\")", "IpAddress(::1)", "DirectoryName"]) }.into(),
            TlsFailure::ServerName { names: Some(names(&["b\\n", "::1"])) }, true),
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
        (alert(70), TlsFailure::NoVersionInCommon, true),
        (alert(71), TlsFailure::NoCipherInCommon, true),
        (R::PeerIncompatible(P::ServerDoesNotSupportTls12Or13), TlsFailure::NoVersionInCommon, true),
        (R::PeerIncompatible(P::NoKxGroupsInCommon), TlsFailure::NoCipherInCommon, true),
        (R::InvalidMessage(M::InvalidContentType), TlsFailure::NotTls, true),
        (R::InvalidMessage(M::UnknownProtocolVersion), TlsFailure::NotTls, true),
        (R::InvalidMessage(M::MissingData("x")), TlsFailure::Damaged, false),
        (R::DecryptError, TlsFailure::Damaged, false),
        (R::PeerSentOversizedRecord, TlsFailure::Damaged, false),
        (alert(80), TlsFailure::Alert(Alert(80)), false),
        (alert(200), TlsFailure::Alert(Alert(200)), false),
    ];
    for (error, expected, permanent) in cases {
        assert_eq!(TlsFailure::find(&error), Some(expected.clone()), "{error:?}");
        assert_eq!(expected.is_permanent(), permanent, "{expected:?}");
    }
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
    for (failure, about_client, refusal, permanent) in [
        (TlsFailure::ClientCertificateRequired, true, true, true),
        (refused, true, true, true),
        (TlsFailure::NothingInCommon, true, false, true),
        // Neither can be about the certificate.
        (TlsFailure::NoVersionInCommon, false, false, true),
        (TlsFailure::NoCipherInCommon, false, false, true),
        (TlsFailure::UntrustedServer, false, false, true),
        (TlsFailure::SelfSignedServer, false, false, true),
        (TlsFailure::NotTls, false, false, true),
        (TlsFailure::Damaged, false, false, false),
        (TlsFailure::Alert(Alert(80)), false, false, false),
        (TlsFailure::Other("x".to_owned()), false, false, false),
    ] {
        assert_eq!(failure.is_about_client_certificate(), about_client, "{failure}");
        assert_eq!(failure.is_refusal_of_client(), refusal, "{failure}");
        assert_eq!(failure.is_permanent(), permanent, "{failure}");
    }
}
