use super::*;

/// A service without callbacks answers 404, while its channels are healthy.
#[test]
fn only_the_headers_of_the_reply_to_a_registration_are_about_the_channel() {
    each(|transport| {
        let authority = authority();
        let callback = "https://back.example/inactive".parse().unwrap();
        for (answer, outcome) in [
            ("404 Not Found\r\n", Outcome::Unrecognized),
            ("410 Gone\r\nContent-Type: application/problem+json\r\n", Outcome::Unrecognized),
            ("404 Not Found\r\nX-SubscriptionStatus: Expired\r\n", Outcome::ChannelExpired),
            ("200 OK\r\nX-SubscriptionStatus: Active\r\n", Outcome::Received),
        ] {
            let answer = format!("HTTP/1.1 {answer}Content-Length: 0\r\n\r\n");
            let server = server(&authority, &TLS13, None, answer.leak().as_bytes());
            let channel = server.https_channel();
            let client = client(transport, &authority, None);
            let registration = CallbackRegistration::new(&channel, &callback, b"").unwrap();
            let reply = client.register_callback(&registration).unwrap();
            assert_eq!(reply.outcome(), outcome, "{reply:?}");
            // The same response to a notification deletes the channel.
            let reply = client.send(&channel).unwrap();
            assert_eq!(reply.outcome().is_channel_gone(), reply.status() != 200, "{reply:?}");
        }
    });
}
