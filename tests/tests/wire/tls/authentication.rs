//! Whether a send was authenticated by the client certificate.

use mpns_connect::ClientAuth;

use super::*;

/// The connection of one send.
fn connection(client: &Client, channel: &ChannelUri) -> Connection {
    let response = client.request(toast().request(channel)).unwrap();
    *response.extensions().get().unwrap()
}

#[test]
fn a_connection_shows_what_was_asked_for_and_presented() {
    each(|transport| {
        let (servers, clients) = (authority(), authority());
        for (version, _) in VERSIONS {
            let asking = server(&servers, version, Some(&clients), RECEIVED);
            let quiet = server(&servers, version, None, RECEIVED);
            let with = client(transport, &servers, Some(identity(&clients)));
            let without = client(transport, &servers, None);
            for (client, server, expected, is_explained) in [
                (&with, &asking, ClientAuth::Presented, false),
                (&with, &quiet, ClientAuth::NotRequested, true),
                (&without, &quiet, ClientAuth::NotRequested, false),
            ] {
                for is_reused in [false, true] {
                    let connection = connection(client, &server.https_channel());
                    assert_eq!(connection.client_auth(), Some(expected), "{version:?}");
                    assert_eq!(connection.is_reused(), is_reused);
                    assert!(connection.to_string().contains(&expected.to_string()), "{connection}");
                    let explained = client.explain_connection(&connection);
                    assert_eq!(explained.is_some(), is_explained, "{explained:?}");
                }
            }
            let plain = Server::answering(RECEIVED);
            let connection = connection(&with, &plain.channel());
            assert_eq!(connection.client_auth(), None);
            assert!(with.explain_connection(&connection).unwrap().contains("http"));
            assert_eq!(without.explain_connection(&connection), None);
        }
    });
}

/// One that takes clients without a certificate too, as nginx does for `optional`.
#[test]
fn a_service_that_asks_in_vain_is_shown() {
    each(|transport| {
        let (servers, clients) = (authority(), authority());
        for (version, _) in VERSIONS {
            let server = optional(&servers, version, &clients);
            let without = client(transport, &servers, None);
            let connection = connection(&without, &server.https_channel());
            assert_eq!(connection.client_auth(), Some(ClientAuth::NoIdentity));
        }
    });
}

/// The server asks in the first handshake alone, and the next ones resume its session.
#[test]
fn a_resumed_session_is_as_authenticated_as_its_first_handshake() {
    each(|transport| {
        let (servers, clients) = (authority(), authority());
        for (version, _) in VERSIONS {
            let asking = optional(&servers, version, &clients);
            let quiet = closing(config_with_sessions(&servers, version, None));
            let client = client(transport, &servers, Some(identity(&clients)));
            for (server, expected) in
                [(&asking, ClientAuth::Presented), (&quiet, ClientAuth::NotRequested)]
            {
                let mut resumed = 0;
                for _ in 0..4 {
                    let connection = connection(&client, &server.https_channel());
                    let session = connection.tls().unwrap();
                    assert_eq!(connection.client_auth(), Some(expected), "{version:?}");
                    resumed += usize::from(session.is_resumed());
                }
                assert!(resumed > 0, "{version:?} {expected:?}");
            }
        }
    });
}

/// Nothing about the server is verified; who sends is.
#[test]
fn accepting_invalid_certificates_keeps_the_identity() {
    each(|transport| {
        let (servers, clients) = (authority(), authority());
        for (version, _) in VERSIONS {
            let server = server(&servers, version, Some(&clients), RECEIVED);
            // The two settings in either order.
            for builder in [
                Tls::builder().identity(identity(&clients)).danger_accept_invalid_certs(),
                Tls::builder().danger_accept_invalid_certs().identity(identity(&clients)),
            ] {
                let client = transport.builder().tls(builder.build().unwrap()).build();
                assert!(client.has_identity());
                let connection = connection(&client, &server.https_channel());
                assert_eq!(connection.client_auth(), Some(ClientAuth::Presented), "{version:?}");
            }
        }
    });
}

/// A server that asks for a certificate, takes clients without one, and closes after each exchange.
fn optional(
    authority: &Authority,
    version: &'static SupportedProtocolVersion,
    clients: &Authority,
) -> Server {
    closing(config_with_sessions(authority, version, Some(clients)))
}

fn config_with_sessions(
    authority: &Authority,
    version: &'static SupportedProtocolVersion,
    clients: Option<&Authority>,
) -> ServerConfig {
    config_of(certificate(authority), version, clients, true)
}

fn closing(config: ServerConfig) -> Server {
    let config = Arc::new(config);
    Server::start(move |_, tcp| {
        let mut stream = accept(&config, tcp).unwrap();
        receive(&mut stream).unwrap();
        let answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        stream.write_all(answer).unwrap();
        stream.conn.send_close_notify();
        let _ = stream.flush();
    })
}
