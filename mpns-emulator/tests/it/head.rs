//! The head of a request, before anything looks at its path.

use crate::client::{Connection, emulator, path};

#[test]
fn http_1_1_has_one_host() {
    let emulator = emulator();
    let channel = path(&emulator.open_channel());
    for path in [channel.as_str(), "/", "/channels", "/elsewhere"] {
        for (version, hosts, is_refused) in [
            ("1.1", "", true),
            ("1.1", "Host: h\r\nHost: h\r\n", true),
            ("1.1", "Host: h\r\nHost: localhost\r\n", true),
            ("1.1", "Host:\r\n", true),
            ("1.1", "Host: localhost\r\n", false),
            ("1.0", "Host: localhost\r\nHost: h\r\n", true),
            ("1.0", "", false),
            ("1.0", "Host: localhost\r\n", false),
        ] {
            let mut connection = Connection::open(emulator.addr());
            connection.write(&format!("GET {path} HTTP/{version}\r\n{hosts}\r\n"));
            let line = connection.line();
            let refused = line == format!("HTTP/{version} 400 Bad Request");
            assert_eq!(refused, is_refused, "{path} {version} {hosts:?}: {line}");
            let is_logged = path == channel && is_refused;
            let reason = emulator.requests().last().and_then(|request| request.reason.clone());
            let names_host = reason.as_deref().is_some_and(|reason| reason.contains("Host"));
            assert_eq!(names_host, is_logged, "{path} {version} {hosts:?}: {reason:?}");
            emulator.reset();
        }
    }
}
