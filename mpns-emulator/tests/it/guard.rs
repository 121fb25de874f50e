//! What web pages may do: nothing with the control API, unless they are the emulator's own or allowed.

use mpns_emulator::{Emulator, Options};

use crate::client::{Answer, Connection, TOAST, TOAST_HEADERS, path};
use crate::described;

const FOREIGN: &str = "Origin: http://evil.example\r\n";
const ALLOWED: &str = "Origin: http://localhost:3000\r\n";
const JSON: &str = "Content-Type: application/json\r\n";

fn emulator() -> Emulator {
    let options = Options {
        allow_hosts: vec!["emulator".to_owned()],
        allow_origins: vec!["http://localhost:3000".to_owned()],
        ..Options::default()
    };
    Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("a free port")
}

fn ask(emulator: &Emulator, method: &str, path: &str, host: &str, headers: &str) -> Answer {
    let mut connection = Connection::open(emulator.addr());
    connection.write(&format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: 0\r\n\r\n"
    ));
    let answer = connection.answer();
    described::check(method, path, &answer);
    answer
}

#[test]
fn the_control_api_is_not_for_other_pages() {
    let emulator = emulator();
    let channel = emulator.open_channel();
    let own = emulator.addr().to_string();
    let own_page = format!("Origin: http://{own}\r\n");
    let shown = format!("/channels/{}", path(&channel).rsplit('/').next().expect("a token"));
    let deliveries = format!("{shown}/deliveries");
    for path in ["/", "/channels", &shown, &deliveries] {
        for (method, host, headers, status) in [
            ("GET", own.as_str(), String::new(), 200),
            ("GET", "emulator:80", String::new(), 200),
            ("GET", &own, own_page.clone(), 200),
            ("GET", &own, ALLOWED.to_owned(), 200),
            ("GET", "evil.example", String::new(), 421),
            ("POST", "evil.example", String::new(), 421),
            ("GET", &own, FOREIGN.to_owned(), 403),
            ("POST", &own, format!("{FOREIGN}{JSON}"), 403),
            ("DELETE", &own, format!("{FOREIGN}{JSON}"), 403),
            ("OPTIONS", &own, FOREIGN.to_owned(), 403),
            ("GET", &own, "Origin: null\r\n".to_owned(), 403),
            ("GET", &own, "Sec-Fetch-Site: cross-site\r\n".to_owned(), 403),
            ("POST", &own, own_page.clone(), 415),
            ("DELETE", &own, ALLOWED.to_owned(), 415),
        ] {
            let answer = ask(&emulator, method, path, host, &headers);
            assert_eq!(answer.status, status, "{method} {path} {host} {headers}");
            assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
            assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{path}");
            let opener = answer.header("cross-origin-opener-policy");
            assert_eq!(opener, Some("same-origin"), "{path}");
            let resource = answer.header("cross-origin-resource-policy");
            assert_eq!(resource, Some("same-origin"), "{path}");
            let policy = answer.header("content-security-policy").expect("a policy");
            assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"));
            let origin = answer.header("access-control-allow-origin");
            let allowed = headers.starts_with(ALLOWED) && status != 415;
            assert_eq!(origin.is_some(), allowed, "{method} {path} {headers}");
        }
    }
    assert_eq!(emulator.channels().len(), 1);
    for (headers, status) in [(own_page + JSON, 201), (format!("{ALLOWED}{JSON}"), 201)] {
        assert_eq!(ask(&emulator, "POST", "/channels", &own, &headers).status, status);
    }
}

#[test]
fn a_browser_may_ask_for_an_allowed_page_first() {
    let emulator = emulator();
    let asks =
        "Access-Control-Request-Method: PATCH\r\nAccess-Control-Request-Headers: content-type\r\n";
    let answer = ask(&emulator, "OPTIONS", "/channels", "localhost", &format!("{ALLOWED}{asks}"));
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some("http://localhost:3000"));
    let methods = answer.header("access-control-allow-methods").expect("methods");
    assert!(methods.contains("PATCH"), "{methods}");
    assert_eq!(answer.header("access-control-allow-headers"), Some("content-type, last-event-id"));
    assert_eq!(answer.header("vary"), Some("origin"));
    let answer = ask(&emulator, "OPTIONS", "/channels", "localhost", &format!("{FOREIGN}{asks}"));
    assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, None));
}

#[test]
fn channels_are_open_to_all() {
    let emulator = emulator();
    let channel = emulator.open_channel();
    for (host, headers) in [
        ("db3.notify.live.net", ""),
        ("h", FOREIGN),
        ("h", "Sec-Fetch-Site: cross-site\r\nOrigin: null\r\n"),
    ] {
        let mut connection = Connection::open(emulator.addr());
        let (path, length) = (path(&channel), TOAST.len());
        connection.write(&format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n{headers}{TOAST_HEADERS}Content-Length: {length}\r\n\r\n{TOAST}"
        ));
        let answer = connection.answer();
        assert_eq!(answer.row(), "200 Received Connected Active", "{host} {headers}");
        assert_eq!(answer.header("content-security-policy"), None);
    }
}
