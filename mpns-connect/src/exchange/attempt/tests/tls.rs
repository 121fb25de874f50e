use std::io;

use rustls::AlertDescription as Alert;

use super::*;

/// Whether the server may still be about to check the client.
const CHECKS: [Named<fn(&mut Attempt)>; 4] = [
    ("not first", |_| {}),
    ("first", |attempt| attempt.client_check.comes_first = true),
    ("first, and then it went on", |attempt| {
        attempt.client_check.comes_first = true;
        attempt.server_went_on();
    }),
    ("first, and then it sent data", |attempt| {
        attempt.client_check.comes_first = true;
        attempt.received(b"HTTP/1.1 100").unwrap();
    }),
];

/// Only where the server checks the client before it reads data, and has not done so.
#[test]
fn a_refusal_in_tls_means_only_before_the_server_reads_that_nothing_was_delivered() {
    for (alert, is_refusal) in [
        (Alert::CertificateRequired, true),
        (Alert::UnknownCA, true),
        (Alert::AccessDenied, true),
        // It may be about the certificate, or not.
        (Alert::HandshakeFailure, false),
        (Alert::InternalError, false),
    ] {
        for (connection, make) in CONNECTIONS {
            for (progress, go) in PROGRESS {
                for (check, checked) in CHECKS {
                    let mut attempt = make();
                    go(&mut attempt);
                    checked(&mut attempt);
                    let expected = match (connection, progress) {
                        ("new", _) if is_refusal && check == "first" => ("refused client", false),
                        ("none", "unsent") => ("connect", false),
                        ("new", "unsent") => ("not sent", false),
                        ("kept", "unsent") => ("send again", false),
                        _ => ("no reply", true),
                    };
                    let case = format!("{alert:?}, {connection}, {progress}, {check}");
                    refused(attempt, alert, expected, &case);
                }
            }
        }
    }
}

/// The alert is in the cause, or was seen before.
fn refused(attempt: Attempt, alert: Alert, expected: (&str, bool), case: &str) {
    let cause = || io::Error::other(rustls::Error::AlertReceived(alert));
    let mut seen = attempt.clone();
    seen.tls_failed(TlsFailure::find(&cause()).unwrap());
    for (attempt, cause) in [(seen, None), (attempt, Some(cause().into()))] {
        let error = judge(&attempt, Failure::Broken(cause));
        assert_eq!(verdict(error.as_ref()), expected, "{case}");
        let tls = error.as_ref().map(|error| error.tls_failure().is_some());
        assert_ne!(tls, Some(false), "{case}");
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
