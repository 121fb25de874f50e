use std::io;

use rustls::AlertDescription as Alert;

use super::*;

/// For the server of a new connection, its refusal ends the handshake: it has read no request.
#[test]
fn a_refusal_in_tls_means_only_on_a_new_connection_that_nothing_was_delivered() {
    for (alert, is_refusal) in [
        (Alert::CertificateRequired, true),
        (Alert::UnknownCA, true),
        (Alert::AccessDenied, true),
        // It may be about the certificate, or not.
        (Alert::HandshakeFailure, false),
        (Alert::InternalError, false),
    ] {
        let cause = || io::Error::other(rustls::Error::AlertReceived(alert));
        for (connection, make) in CONNECTIONS {
            for (progress, go) in PROGRESS {
                // It is in the cause, or was seen before.
                for is_seen in [false, true] {
                    let mut attempt = make();
                    go(&mut attempt);
                    let failure = if is_seen {
                        attempt.tls_failed(TlsFailure::find(&cause()).unwrap());
                        Failure::Broken(None)
                    } else {
                        Failure::Broken(Some(cause().into()))
                    };
                    let case = format!("{alert:?}, {connection}, {progress}, {is_seen}");
                    let error = judge(&attempt, failure);
                    let expected = match (connection, progress) {
                        ("new", _) if is_refusal => ("refused client", false),
                        ("none", "unsent") => ("connect", false),
                        ("new", "unsent") => ("not sent", false),
                        ("kept", "unsent") => ("send again", false),
                        _ => ("no reply", true),
                    };
                    assert_eq!(verdict(error.as_ref()), expected, "{case}");
                    let tls = error.as_ref().map(|error| error.tls_failure().is_some());
                    assert_ne!(tls, Some(false), "{case}");
                }
            }
        }
    }
}

#[test]
fn the_first_failure_in_tls_is_the_cause_of_later_ones() {
    let mut attempt = Attempt::on_kept_connection();
    attempt.written();
    attempt.tls_failed(TlsFailure::Damaged);
    attempt.tls_failed(TlsFailure::UntrustedServer);
    let error = judge(&attempt, Failure::Broken(Some("reset".into()))).unwrap();
    assert_eq!(error.tls_failure(), Some(&TlsFailure::Damaged));
}

/// A server of TLS 1.3 can refuse the client while no request is under way.
#[test]
fn a_failure_in_tls_between_two_exchanges_counts() {
    let mut attempt = Attempt::on_new_connection();
    attempt.written();
    attempt.flushed();
    attempt.tls_failed(TlsFailure::ClientCertificateRequired);
    attempt.reuse_connection();
    assert!(attempt.must_check_connection());
    assert!(judge(&attempt, Failure::Broken(None)).is_none());
    attempt.written();
    let error = judge(&attempt, Failure::Broken(None)).unwrap();
    assert_eq!(error.tls_failure(), Some(&TlsFailure::ClientCertificateRequired));
    assert!(error.may_have_been_delivered());
}
