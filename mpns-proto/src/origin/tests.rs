use super::*;

#[test]
fn has_the_port_of_its_scheme_or_its_own() {
    for (uri, origin, host_and_port) in [
        ("http://h/a", "http://h", "h:80"),
        ("http://h:80/a", "http://h", "h:80"),
        ("http://h:0080/a", "http://h", "h:80"),
        ("http://h:443/a", "http://h:443", "h:443"),
        ("http://h:018181/a", "http://h:18181", "h:18181"),
        ("http://h:65535/a", "http://h:65535", "h:65535"),
        ("http://h:0/a", "http://h:0", "h:0"),
        ("http://h:/a", "http://h", "h:80"),
        ("https://h", "https://h", "h:443"),
        ("https://h:443/a", "https://h", "h:443"),
        ("https://h:0443/a", "https://h", "h:443"),
        ("https://h:80/a", "https://h:80", "h:80"),
        ("HTTPS://H:443/a", "https://H", "H:443"),
        ("http://[::1]:80/a", "http://[::1]", "[::1]:80"),
        ("https://[::1]:80/a", "https://[::1]:80", "[::1]:80"),
        ("http://user:SECRET@h:81/a", "http://h:81", "h:81"),
    ] {
        let uri: Uri = uri.parse().expect("a URI");
        let read = Origin::of(&uri).unwrap_or_else(|e| panic!("{uri}: {e}"));
        assert_eq!(read.to_string(), origin, "{uri}");
        assert_eq!(read.host_and_port().to_string(), host_and_port, "{uri}");
        assert_eq!(format!("{}:{}", read.host(), read.port()), host_and_port, "{uri}");
        let scheme = if read.is_https() { "https" } else { "http" };
        assert_eq!(format!("{scheme}://{}", read.host_header()), origin, "{uri}");
        assert_eq!(read.has_user_info(), uri.to_string().contains('@'), "{uri}");
        assert!(!format!("{read:?}").contains("SECRET"));
    }
}

#[test]
fn refuses_a_uri_that_leads_nowhere() {
    for (uri, error) in [
        ("/a", OriginError::Scheme),
        ("*", OriginError::Scheme),
        ("h:80", OriginError::Scheme),
        ("ftp://h/a", OriginError::Scheme),
        ("http://:80/a", OriginError::NoHost),
        ("http://h:65536/a", OriginError::Port),
        ("http://h:99999/a", OriginError::Port),
        ("http://h:+80/a", OriginError::Port),
        ("http://[::1]:70000/a", OriginError::Port),
        ("http://[::1]80/a", OriginError::Port),
        ("http://[h]/a", OriginError::Host),
        ("http://[127.0.0.1]/a", OriginError::Host),
        ("http://a[b]c/a", OriginError::Host),
    ] {
        let uri: Uri = uri.parse().unwrap_or_else(|e| panic!("{uri}: {e}"));
        assert_eq!(Origin::of(&uri).err(), Some(error), "{uri}");
    }
}

#[test]
fn a_host_is_an_address_or_a_name() {
    for (uri, ip) in [
        ("http://192.0.2.1/a", Some("192.0.2.1")),
        ("http://[::1]:81/a", Some("::1")),
        ("http://[2001:DB8::1]/a", Some("2001:db8::1")),
        ("http://origin.example/a", None),
        ("http://127.1/a", None),
    ] {
        let uri: Uri = uri.parse().expect("a URI");
        let read = Origin::of(&uri).expect("an origin").ip();
        assert_eq!(read.map(|ip| ip.to_string()).as_deref(), ip, "{uri}");
    }
}
