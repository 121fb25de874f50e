use super::*;

#[test]
fn reads_every_form() {
    #[rustfmt::skip]
    let cases = [
        ("http://proxy.example:3128", "proxy.example", 3128, None),
        ("HTTP://Proxy.Example:3128/", "Proxy.Example", 3128, None),
        ("http://proxy.example", "proxy.example", 80, None),
        ("http://proxy.example:", "proxy.example", 80, None),
        ("proxy.example:3128", "proxy.example", 3128, None),
        ("proxy.example", "proxy.example", 80, None),
        ("  proxy:8080\n", "proxy", 8080, None),
        ("http://proxy:8080/path?query#fragment", "proxy", 8080, None),
        ("http://192.0.2.1:1", "192.0.2.1", 1, None),
        ("http://[2001:db8::1]:65535", "2001:db8::1", 65535, None),
        ("[::1]", "::1", 80, None),
        ("http://user:pass@proxy:1", "proxy", 1, Some("user:pass")),
        ("user:pass@proxy:1", "proxy", 1, Some("user:pass")),
        ("http://user@proxy:1", "proxy", 1, Some("user:")),
        ("http://:pass@proxy:1", "proxy", 1, Some(":pass")),
        ("http://@proxy:1", "proxy", 1, None),
        ("http://us%65r:p%40ss%3Aword%2F@proxy:1", "proxy", 1, Some("user:p@ss:word/")),
        ("http://user:p@ss:word@proxy:1", "proxy", 1, Some("user:p@ss:word")),
        ("http://üser:pä%73s@[::1]:1", "::1", 1, Some("üser:päss")),
        ("http://user:100%@proxy:1", "proxy", 1, Some("user:100%")),
        ("http://user:%0d%0a@proxy:1", "proxy", 1, Some("user:\r\n")),
    ];
    for (text, host, port, credentials) in cases {
        let server: ProxyServer = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!((server.host(), server.port()), (host, port), "{text}");
        let expected = credentials.map(|plain| format!("Basic {}", STANDARD.encode(plain)));
        assert_eq!(
            server.authorization().map(|value| value.to_str().unwrap()),
            expected.as_deref(),
            "{text}"
        );
        assert!(server.authorization().is_none_or(HeaderValue::is_sensitive), "{text}");
    }
}

#[test]
fn refuses_what_is_not_supported() {
    let scheme = |name: &str| ParseProxyError::Scheme(name.to_owned());
    #[rustfmt::skip]
    let cases = [
        ("https://proxy.example:3128", scheme("https")),
        ("SOCKS5h://proxy:1080", scheme("socks5h")),
        ("socks4a://user:secret@proxy", scheme("socks4a")),
        ("user:secret://proxy:1", ParseProxyError::Address),
        ("", ParseProxyError::Address),
        ("http://", ParseProxyError::Address),
        ("http://user:secret@", ParseProxyError::Address),
        ("http://:3128", ParseProxyError::Address),
        ("http://proxy:0", ParseProxyError::Address),
        ("http://proxy:65536", ParseProxyError::Address),
        ("http://proxy:port", ParseProxyError::Address),
        ("http://proxy:+80", ParseProxyError::Address),
        ("http://proxy:80:80", ParseProxyError::Address),
        ("http://2001:db8::1", ParseProxyError::Address),
        ("http://[2001:db8::1", ParseProxyError::Address),
        ("http://[proxy]:80", ParseProxyError::Address),
        ("http://pro xy:80", ParseProxyError::Address),
        ("http://pro\r\nxy:80", ParseProxyError::Address),
        ("http://us%3Aer:secret@proxy:80", ParseProxyError::User),
    ];
    for (text, expected) in cases {
        let error = text.parse::<ProxyServer>().expect_err(text);
        assert_eq!(error, expected, "{text}");
        assert!(!format!("{error} {error:?}").contains("secret"), "{text}");
    }
}

#[test]
fn a_password_is_added_to_a_user_without_one() {
    for (text, password, lacks, expected) in [
        ("http://user@proxy:1", "p%40ss:w@rd/ ", true, Some("user:p%40ss:w@rd/ ")),
        ("us%65r@proxy:1", "", true, Some("user:")),
        ("http://user:@proxy:1", "secret", false, Some("user:")),
        ("http://user:own@proxy:1", "secret", false, Some("user:own")),
        ("http://:own@proxy:1", "secret", false, Some(":own")),
        ("http://@proxy:1", "secret", false, None),
        ("http://proxy:1", "secret", false, None),
    ] {
        let server: ProxyServer = text.parse().unwrap();
        assert_eq!(server.lacks_password(), lacks, "{text}");
        let server = server.with_password(password);
        let expected = expected.map(|plain| format!("Basic {}", STANDARD.encode(plain)));
        let authorization = server.authorization().map(|value| value.to_str().unwrap());
        assert_eq!(authorization, expected.as_deref(), "{text}");
        assert!(server.authorization().is_none_or(HeaderValue::is_sensitive), "{text}");
        assert!(!server.lacks_password(), "{text}");
    }
}

#[test]
fn never_shows_credentials() {
    let server: ProxyServer = "http://user:secret@[::1]:3128".parse().unwrap();
    assert_eq!(server.to_string(), "[::1]:3128");
    let debug = format!("{server:?}");
    for part in ["user", "secret", &STANDARD.encode("user:secret")] {
        assert!(!debug.contains(part), "{debug}");
    }
}
