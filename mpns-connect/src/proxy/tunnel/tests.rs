use proptest::prelude::*;

use super::*;

fn tunnel() -> Tunnel {
    let proxy: ProxyServer = "http://proxy:3128".parse().unwrap();
    Tunnel::new(&proxy, &"https://origin.example/1".parse().unwrap()).unwrap()
}

#[test]
fn the_request_names_host_and_port_and_carries_credentials() {
    let basic = "proxy-authorization: Basic dXNlcjpwYXNz\r\n";
    #[rustfmt::skip]
    let cases = [
        ("http://proxy", "https://origin.example/1", "origin.example:443", ""),
        ("http://proxy", "https://origin.example:8443/1", "origin.example:8443", ""),
        ("http://proxy", "http://origin.example/1", "origin.example:80", ""),
        ("http://proxy", "https://192.0.2.1/1", "192.0.2.1:443", ""),
        ("http://proxy", "https://[2001:db8::1]/1", "[2001:db8::1]:443", ""),
        ("http://proxy", "https://someone:secret@origin.example/1", "origin.example:443", ""),
        ("http://user:pass@proxy", "https://[::1]:444/1", "[::1]:444", basic),
    ];
    for (proxy, target, host, authorization) in cases {
        let tunnel = Tunnel::new(&proxy.parse().unwrap(), &target.parse().unwrap()).unwrap();
        let expected = format!("CONNECT {host} HTTP/1.1\r\nhost: {host}\r\n{authorization}\r\n");
        assert_eq!(str::from_utf8(tunnel.request()).unwrap(), expected, "{target}");
        assert!(!format!("{tunnel:?}").contains("dXNl"), "{tunnel:?}");
    }
    let proxy = "http://proxy".parse().unwrap();
    assert_eq!(Tunnel::new(&proxy, &"/path".parse().unwrap()).unwrap_err(), ProxyError::NoHost);
}

#[test]
fn reads_every_response_at_once_and_byte_by_byte() {
    let refused = |code| Err(ProxyError::Refused(StatusCode::from_u16(code).unwrap()));
    let long = format!("HTTP/1.1 200 OK\r\nx: {}", "x".repeat(Tunnel::MAX_HEAD));
    let long_then_garbage = format!("{long}\r\n\0");
    let endless_interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
    let many = format!("HTTP/1.1 200 OK\r\n{}", "x: y\r\n".repeat(Tunnel::MAX_HEADERS + 1));
    let most = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(Tunnel::MAX_HEADERS));
    let head = "HTTP/1.1 200 OK\r\nx: ";
    let longest = format!("{head}{}\r\n\r\n", "x".repeat(Tunnel::MAX_HEAD - head.len() - 4));
    #[rustfmt::skip]
    let cases = [
        ("HTTP/1.1 200 Connection established\r\n\r\n", Ok(Progress::Established)),
        ("HTTP/1.0 200 OK\r\nvia: squid\r\n\r\n", Ok(Progress::Established)),
        ("HTTP/1.1 200\r\n\r\n", Ok(Progress::Established)),
        ("HTTP/1.1 204 No Content\ncontent-length: 3\n\n", Ok(Progress::Established)),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", Ok(Progress::Established)),
        (&longest, Ok(Progress::Established)),
        (&most, Ok(Progress::Established)),
        ("", Ok(Progress::NeedMore)),
        ("HTTP/1.1 200 OK\r\n", Ok(Progress::NeedMore)),
        ("HTTP/1.1 407 Proxy Authentication Required\r\n", Ok(Progress::NeedMore)),
        ("HTTP/1.1 103 Early Hints\r\n\r\n", Ok(Progress::NeedMore)),
        ("HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 4\r\n\r\nbody", refused(407)),
        ("HTTP/1.1 403 Forbidden\r\n\r\n", refused(403)),
        ("HTTP/1.1 502 Bad Gateway\r\n\r\n", refused(502)),
        ("HTTP/1.1 302 Found\r\nlocation: /login\r\n\r\n", refused(302)),
        ("HTTP/1.1 999 Own\r\n\r\n", refused(999)),
        ("HTTP/1.1 099 Below\r\n\r\n", Err(ProxyError::NotHttp)),
        ("HTTP/2 200 OK\r\n\r\n", Err(ProxyError::NotHttp)),
        ("SSH-2.0-OpenSSH_9.2\r\n", Err(ProxyError::NotHttp)),
        ("\u{15}\u{3}\u{1}\0\u{2}\u{2}F", Err(ProxyError::NotHttp)),
        ("\u{5}\0", Err(ProxyError::NotHttp)),
        (&long, Err(ProxyError::HeadTooLong)),
        (&long_then_garbage, Err(ProxyError::HeadTooLong)),
        (&endless_interim, Err(ProxyError::HeadTooLong)),
        (&many, Err(ProxyError::HeadTooLong)),
    ];
    for (answer, expected) in cases {
        let shown: String = answer.chars().take(60).collect();
        assert_eq!(tunnel().receive(answer.as_bytes()), expected, "whole: {shown:?}");
        let mut tunnel = tunnel();
        let mut last = Ok(Progress::NeedMore);
        for byte in answer.as_bytes().chunks(1) {
            last = tunnel.receive(byte);
            if last != Ok(Progress::NeedMore) {
                break;
            }
        }
        assert_eq!(last, expected, "byte by byte: {shown:?}");
    }
}

#[test]
fn a_head_has_at_most_16_kibibytes() {
    assert_eq!(Tunnel::MAX_HEAD, 16_384);
    for (bytes, verdict) in
        [(16_384, Ok(Progress::Established)), (16_385, Err(ProxyError::HeadTooLong))]
    {
        let (start, end) = ("HTTP/1.1 200 OK\r\na: ", "\r\n\r\n");
        let value = "x".repeat(bytes - start.len() - end.len());
        assert_eq!(tunnel().receive(format!("{start}{value}{end}").as_bytes()), verdict);
    }
}

#[test]
fn debug_shows_no_credentials() {
    let proxy: ProxyServer = "http://user:SECRET@proxy:3128".parse().unwrap();
    let tunnel = Tunnel::new(&proxy, &"https://origin.example/1".parse().unwrap()).unwrap();
    assert_eq!(format!("{tunnel:?}"), "Tunnel { received: 0, .. }");
}

#[test]
fn the_client_sends_first_in_a_tunnel() {
    let answer = b"HTTP/1.1 200 OK\r\n\r\nSSH-2.0";
    assert_eq!(tunnel().receive(answer), Err(ProxyError::UnexpectedData));
}

proptest! {
    #[test]
    fn accepts_any_bytes_in_any_pieces(pieces in prop::collection::vec(any::<Vec<u8>>(), 0..20)) {
        let mut whole = tunnel();
        let expected = whole.receive(&pieces.concat());
        let mut tunnel = tunnel();
        let mut last = Ok(Progress::NeedMore);
        for piece in &pieces {
            last = tunnel.receive(piece);
            if last != Ok(Progress::NeedMore) {
                break;
            }
        }
        if !pieces.is_empty() {
            prop_assert_eq!(last.is_err(), expected.is_err());
        }
    }
}
