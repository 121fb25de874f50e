use std::net::Ipv6Addr;

use http::Uri;
use mpns_proto::{CallbackRegistration, ChannelUri, Limits, Raw};

/// Any text is a channel URI or refused. A channel URI keeps the rules of its type, is not shown by `Debug`,
/// is equal when it is parsed again, and makes a request in which an HTTP parser finds the same target.
pub fn channel_uri(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let channel = match text.parse::<ChannelUri>() {
        Ok(channel) => channel,
        Err(error) => return assert!(!error.to_string().is_empty()),
    };
    assert!(text.chars().count() <= Limits::MAX_CHANNEL_URI_CHARS);
    let (scheme, rest) = text.split_once("://").expect("an absolute URI");
    let scheme = scheme.to_ascii_lowercase();
    assert!(["http", "https"].contains(&scheme.as_str()), "{scheme}");
    assert_eq!(channel.is_authenticated(), scheme == "https");
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    assert!(!authority.contains('@') && !rest.contains('#'), "{text}");
    check_host(&channel, authority);

    assert_eq!(format!("{channel:?}"), format!("ChannelUri({scheme}://{}/…)", channel.host()));
    let whole = channel.expose();
    assert_eq!(whole.parse::<ChannelUri>().as_ref(), Ok(&channel), "{whole}");
    assert_eq!(channel.expose_uri().clone().try_into().as_ref(), Ok(&channel), "{whole}");
    if rest.contains('/') && !authority.is_empty() && text.starts_with(&scheme) {
        let behind = rest.strip_prefix(authority).unwrap_or_default();
        assert!(whole.ends_with(behind), "{whole} is not used as it was given: {text}");
    }
    check_request(&channel);
    check_callback(&channel);
}

fn check_host(channel: &ChannelUri, authority: &str) {
    let host = channel.host();
    assert!(authority.starts_with(host) && !host.is_empty(), "{host} in {authority}");
    match authority.strip_prefix(host) {
        None | Some("") => {}
        Some(port) => {
            let number = port.strip_prefix(':').filter(|port| !port.starts_with('+'));
            assert!(matches!(number.map(str::parse::<u16>), Some(Ok(1..))), "{port}");
        }
    }
    match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        Some(address) => assert!(address.parse::<Ipv6Addr>().is_ok(), "{host}"),
        None => assert!(!host.contains(['[', ']', ':', '%']), "{host}"),
    }
    let name = host.to_ascii_lowercase();
    let name = name.trim_end_matches('.');
    assert!(name != "notify.windows.com" && !name.ends_with(".notify.windows.com"), "{name}");
}

/// Written as HTTP/1.1 and parsed, the request is the same.
fn check_request(channel: &ChannelUri) {
    let request = Raw::from("x").build().expect("a notification").request(channel);
    let uri = request.uri();
    assert_eq!(uri, channel.expose_uri());
    let target = uri.path_and_query().expect("a path").as_str();
    assert!(target.starts_with('/'), "{target} is not in origin form");
    let authority = uri.authority().expect("an authority").as_str();
    let head = format!("POST {target} HTTP/1.1\r\nhost: {authority}\r\n\r\n");
    let mut headers = [httparse::EMPTY_HEADER; 4];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = parsed.parse(head.as_bytes()).expect("a request");
    assert_eq!(length, httparse::Status::Complete(head.len()));
    assert_eq!((parsed.method, parsed.path), (Some("POST"), Some(target)));
    assert_eq!(parsed.headers.len(), 1);
    assert_eq!(parsed.headers.first().map(|host| host.value), Some(authority.as_bytes()));
}

fn check_callback(channel: &ChannelUri) {
    let callback = Uri::from_static("https://back.example/");
    let Ok(registration) = CallbackRegistration::new(channel, &callback, b"blob") else { return };
    assert!(channel.is_authenticated());
    let request = registration.request();
    assert!(request.uri().path().ends_with("/callback"), "{}", request.uri());
    assert_eq!(request.uri().query(), channel.expose_uri().query());
    assert_eq!(request.uri().authority(), channel.expose_uri().authority());
    let read = mpns_proto::service::read_callback(&request).expect("a registration");
    assert_eq!((read.uri, read.blob.as_slice()), (callback, &b"blob"[..]));
}
