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
        }
    }
}
