use std::io::{Read as _, Write as _};
use std::sync::mpsc::channel;

use http::Request;
use mpns_blocking::Client;
use mpns_test_support::{LONG, Server};

/// ureq has a body sent after `100 Continue`, but the response may be there by then.
#[test]
fn a_connection_whose_request_was_not_sent_to_its_end_is_closed() {
    const ANSWER: &[u8] =
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let (sender, rest) = channel();
    let server = Server::start(move |_, mut stream| {
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") {
            stream.read_exact(&mut byte).unwrap();
            head.extend(byte);
        }
        stream.write_all(ANSWER).unwrap();
        let mut rest = Vec::new();
        stream.read_to_end(&mut rest).unwrap();
        sender.send(rest).unwrap();
    });
    let client = Client::new();
    for number in 1..=2 {
        let request = Request::post(format!("http://{}/x", server.address));
        let request = request.header("expect", "100-continue").body(b"body".to_vec()).unwrap();
        assert_eq!(client.request(request).unwrap().status(), 200);
        assert_eq!(rest.recv_timeout(LONG).unwrap(), b"");
        assert_eq!(server.connections(), number);
    }
}
