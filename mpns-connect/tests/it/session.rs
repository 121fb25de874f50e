//! TLS sessions against a server in memory.

use mpns_connect::{Connection, Tls};
use rustls::version;

use crate::server::{Authority, Clients, connect, only, provider, server};

#[test]
fn sessions_are_resumed_through_every_clone_and_nowhere_else() {
    let authority = Authority::new("One");
    let pair = authority.server(|_| {});
    for versions in [[&version::TLS12], [&version::TLS13]] {
        let server = server(&provider(), &versions, &pair, Clients::Anyone);
        let tls = only(&authority).build().unwrap();
        let resumed = |tls: &Tls| connect(tls, &server).unwrap().session.is_resumed();
        assert!(!resumed(&tls));
        assert!(resumed(&tls));
        assert!(resumed(&tls.clone()));
        assert!(!resumed(&only(&authority).build().unwrap()));
    }
}

#[test]
fn a_session_is_shown_by_version_suite_and_resumption() {
    let authority = Authority::new("One");
    let server =
        server(&provider(), &[&version::TLS12], &authority.server(|_| {}), Clients::Anyone);
    let tls =
        only(&authority).ciphers("ECDHE-ECDSA-AES128-GCM-SHA256".parse().unwrap()).build().unwrap();
    for end in ["", " resumed"] {
        let session = connect(&tls, &server).unwrap().session;
        let connection = Connection::new("10.0.0.1:443".parse().unwrap(), Some(session));
        assert_eq!(connection.tls(), Some(session));
        assert_eq!(
            connection.to_string(),
            format!("10.0.0.1:443, TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256{end}, new")
        );
    }
}
