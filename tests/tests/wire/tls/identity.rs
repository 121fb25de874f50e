use super::*;

#[test]
fn an_identity_is_accepted_and_the_connection_kept() {
    each(|transport| {
        let (servers, clients) = (authority(), authority());
        for (version, expected) in VERSIONS {
            let server = server(&servers, version, Some(&clients), RECEIVED);
            let client = client(transport, &servers, Some(identity(&clients)));
            for reused in [false, true, true] {
                let request = toast().request(&server.https_channel());
                let response = client.request(request).unwrap();
                let connection = response.extensions().get::<Connection>().unwrap();
                assert_eq!(connection.tls().unwrap().version(), expected);
                assert_eq!(connection.is_reused(), reused);
            }
            assert_eq!(server.connections(), 1);
        }
    });
}

/// In TLS 1.3 the refusal comes after the handshake, at any moment of the exchange: many tries cover all of them.
#[test]
fn a_refused_or_missing_identity_is_always_reported() {
    each(|transport| {
        let (servers, clients, others) = (authority(), authority(), authority());
        for (version, _) in VERSIONS {
            let server = server(&servers, version, Some(&clients), RECEIVED);
            for number in 0..100 {
                let error = refusal(&client(transport, &servers, None), &server);
                assert!(error.is_identity_missing(), "{version:?} {number} {error:?}");
                let failure = error.tls_failure().unwrap();
                assert!(
                    failure.is_permanent() && failure.is_about_client_certificate(),
                    "{error:?}"
                );
                assert!(
                    error.to_string().contains("no identity (client certificate) is configured")
                );

                let error = refusal(&client(transport, &servers, Some(identity(&others))), &server);
                let failure = error.tls_failure();
                let is_refused = matches!(failure, Some(TlsFailure::ClientCertificateRefused(_)));
                assert!(
                    is_refused && !error.is_identity_missing(),
                    "{version:?} {number} {error:?}"
                );
            }
        }
    });
}

fn refusal(client: &Client, server: &Server) -> Error {
    let error = client.send(&server.https_channel()).unwrap_err();
    assert!(!error.is_timeout() && !error.is_proxy(), "{error:?}");
    assert!(!error.may_have_been_delivered(), "{error:?}");
    error
}

#[test]
fn an_identity_can_be_required_beforehand() {
    each(|transport| {
        let authority = authority();
        let server = server(&authority, &TLS13, None, RECEIVED);
        let plain = Server::answering(RECEIVED);
        let tls = || Tls::builder().only_ca(ca(&authority));
        for (tls, sent) in [(tls(), false), (tls().identity(identity(&authority)), true)] {
            let client =
                transport.builder().tls(tls.build().unwrap()).require_identity(true).build();
            assert_eq!(client.has_identity(), sent);
            let _ = client.send(&plain.channel()).unwrap();
            match client.send(&server.https_channel()) {
                Ok(_) => assert!(sent),
                Err(error) => {
                    assert!(!sent && error.is_identity_missing(), "{error:?}");
                    assert!(!error.may_have_been_delivered() && !error.is_connect(), "{error:?}");
                    assert_eq!(server.connections(), 0);
                }
            }
        }
    });
}

#[test]
fn a_refusal_without_an_identity_is_explained() {
    each(|transport| {
        let authority = authority();
        let with = || Some(identity(&authority));
        for (answer, identity, explained) in [
            (&b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n"[..], None, true),
            (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", None, true),
            (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", with(), false),
            (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", None, false),
        ] {
            let client = client(transport, &authority, identity);
            let server = server(&authority, &TLS13, None, answer);
            let reply = client.send(&server.https_channel()).unwrap();
            assert_eq!(
                client.explain(&reply, &server.https_channel()).is_some(),
                explained,
                "{reply:?}"
            );
            assert_eq!(client.explain(&reply, &server.channel()), None);
        }
    });
}
