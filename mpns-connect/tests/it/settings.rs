//! What is done to a request before it leaves, and to a response.

use std::time::Duration;

use http::{HeaderValue, Method, Request, StatusCode, Version};
use mpns_connect::transport::{LONGEST_TIMEOUT, Route, Settings};
use mpns_connect::{ClientBuilder, Error, ErrorKind, Identity, Proxy, Tls};

const HTTP: &str = "http://service.example/SECRET";
const HTTPS: &str = "https://service.example/SECRET";

fn via() -> Proxy {
    "http://user:hunter2@proxy.example:3128".parse().unwrap()
}

fn settings(proxy: Proxy, has_identity: bool) -> ClientBuilder<Settings> {
    let mut tls = Tls::builder();
    if has_identity {
        let (certificate, key) =
            (include_bytes!("../fixtures/ec.cert.pem"), include_bytes!("../fixtures/ec.pkcs8.pem"));
        tls = tls.identity(Identity::from_pem(certificate, key).unwrap());
    }
    ClientBuilder::default().proxy(proxy).tls(tls.build().unwrap())
}

fn request(uri: &str) -> Request<Vec<u8>> {
    Request::post(uri)
        .version(Version::HTTP_2)
        .header("content-length", "1")
        .header("content-length", "1000")
        .header("transfer-encoding", "chunked")
        .header("x-notificationclass", "2")
        .body(b"four".to_vec())
        .unwrap()
}

#[test]
fn a_request_is_framed_by_its_body_whatever_it_says() {
    let request = Settings::default().prepare(request(HTTP)).unwrap().request();
    assert_eq!(request.version(), Version::HTTP_11);
    let headers: Vec<_> =
        request.headers().iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    let expected =
        [("host", "service.example"), ("content-length", "4"), ("x-notificationclass", "2")];
    assert_eq!(headers, expected.map(|(name, value)| (name, HeaderValue::from_static(value))));
}

#[test]
fn a_proxy_that_forwards_is_given_its_credentials_and_no_other_is() {
    for (proxy, uri, expected) in [
        (via(), HTTP, Some("Basic dXNlcjpodW50ZXIy")),
        (via(), HTTPS, None),
        (via().except("service.example"), HTTP, None),
        (Proxy::none(), HTTP, None),
    ] {
        let settings = settings(proxy.clone(), false).build();
        let request = settings.prepare(request(uri)).unwrap().request();
        let authorization = request.headers().get("proxy-authorization");
        assert_eq!(authorization.map(|value| value.to_str().unwrap()), expected, "{proxy:?} {uri}");
    }
}

#[test]
fn what_cannot_or_is_not_to_be_sent_is_refused() {
    let refused = |uri: &str, has_identity, required| {
        let settings = settings(Proxy::none(), has_identity).require_identity(required).build();
        settings.prepare(request(uri)).err().map(|error| error.kind().clone())
    };
    for (uri, has_identity, required, kind) in [
        (HTTP, false, true, None),
        (HTTPS, false, false, None),
        (HTTPS, true, true, None),
        (HTTPS, false, true, Some(ErrorKind::IdentityRequired)),
        ("/SECRET", true, false, Some(ErrorKind::Uri)),
        ("http://:80/SECRET", true, false, Some(ErrorKind::Uri)),
        ("http://service.example:99999/SECRET", true, false, Some(ErrorKind::Uri)),
        ("service.example:80", true, false, Some(ErrorKind::Uri)),
        ("ftp://service.example/SECRET", true, false, Some(ErrorKind::Uri)),
        ("http://user:pass@service.example/SECRET", true, false, Some(ErrorKind::Uri)),
        ("https://user@service.example/SECRET", true, false, Some(ErrorKind::Uri)),
        ("http://@service.example/SECRET", true, false, Some(ErrorKind::Uri)),
        ("http://service.example/user@SECRET", true, false, None),
    ] {
        assert_eq!(refused(uri, has_identity, required), kind, "{uri} {has_identity} {required}");
    }
    let mut connect = request(HTTP);
    *connect.method_mut() = Method::CONNECT;
    let error = Settings::default().prepare(connect).unwrap_err();
    assert_eq!(*error.kind(), ErrorKind::Request);
}

#[test]
fn what_a_proxy_that_forwards_says_by_itself_is_not_the_services() {
    const OWN: (&str, &str) = ("x-squid-error", "ERR 0");
    const PASSED_ON: (&str, &str) = ("via", "squid");
    // Whether it is the proxy's, and if so, whether the service may have read the request.
    for (proxy, uri, status, header, expected) in [
        (via(), HTTP, 407, PASSED_ON, Some(false)),
        (via(), HTTPS, 407, OWN, None),
        (Proxy::none(), HTTP, 407, OWN, None),
        (via().except("service.example"), HTTP, 407, OWN, None),
        (via(), HTTP, 302, OWN, Some(false)),
        (via(), HTTP, 403, OWN, Some(false)),
        (via(), HTTP, 403, PASSED_ON, None),
        (via(), HTTPS, 403, OWN, None),
        (via(), HTTP, 500, OWN, Some(true)),
        (via(), HTTP, 503, OWN, Some(true)),
        (via(), HTTP, 503, PASSED_ON, None),
        (via(), HTTP, 799, OWN, Some(true)),
        (via(), HTTP, 200, OWN, None),
    ] {
        let headers = [(header.0.parse().unwrap(), header.1.parse().unwrap())];
        let status = StatusCode::from_u16(status).unwrap();
        let settings = settings(proxy, false).build();
        let error = settings.reject_proxy_response(
            &uri.parse().unwrap(),
            status,
            &headers.into_iter().collect(),
        );
        let error = error.err();
        let delivered = error.as_ref().map(Error::may_have_been_delivered);
        assert_eq!(delivered, expected, "{uri} {status} {header:?}");
        if let Some(error) = error {
            assert!(error.is_proxy() && !error.is_connect(), "{error:?}");
            assert_eq!(error.proxy_status(), Some(status));
        }
    }
}

#[test]
fn settings_show_what_they_were_made_of() {
    const SECONDS: fn(u64) -> Duration = Duration::from_secs;
    for has_identity in [false, true] {
        let settings = settings(via(), has_identity)
            .timeout(SECONDS(7))
            .connect_timeout(SECONDS(9))
            .max_idle_connections(3)
            .max_idle_connections_in_all(5)
            .build();
        assert_eq!(settings.tls().has_identity(), has_identity);
        assert!(matches!(settings.proxy().decide(&HTTP.parse().unwrap()), Route::Forward(_)));
        let times = (settings.timeout(), settings.connect_timeout());
        assert_eq!(times, (SECONDS(7), SECONDS(7)), "the sooner limit ends connecting");
        assert_eq!(settings.max_idle_connections(), 3);
        assert_eq!(settings.max_idle_connections_in_all(), 5);
        assert!(!format!("{settings:?}").contains("hunter2"), "{settings:?}");
    }
    for (per_host, in_all) in [(64, 1024), (1200, 1200)] {
        let settings = settings(via(), false).max_idle_connections(per_host).build();
        assert_eq!(settings.max_idle_connections_in_all(), in_all);
    }
    let longest = settings(via(), false).timeout(Duration::MAX).build().timeout();
    assert_eq!(longest, LONGEST_TIMEOUT);
}

#[test]
fn host_comes_first_with_every_port_but_the_implied_one() {
    for (uri, host) in [
        ("http://origin.example/1", "origin.example"),
        ("http://origin.example:80/1", "origin.example"),
        ("http://origin.example:443/1", "origin.example:443"),
        ("https://origin.example/1", "origin.example"),
        ("https://origin.example:443/1", "origin.example"),
        ("https://origin.example:80/1", "origin.example:80"),
        ("http://[2001:db8::1]:81/1", "[2001:db8::1]:81"),
    ] {
        let request = Request::post(uri).header("x-a", "1").header("x-a", "2");
        let request = request.header("x-b", "3").body(Vec::new()).unwrap();
        let request = Settings::default().prepare(request).unwrap().request();
        let headers = request.headers().iter();
        let headers: Vec<_> =
            headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        let rest = [("x-a", "1"), ("x-a", "2"), ("x-b", "3"), ("content-length", "0")];
        assert_eq!(headers[0], ("host", host), "{uri}");
        assert_eq!(headers[1..], rest, "{uri}");
    }
    let request = Request::post("http://a.example").header("host", "b.example");
    let request = request.body(Vec::new()).unwrap();
    let request = Settings::default().prepare(request).unwrap().request();
    assert_eq!(request.headers()["host"], "b.example");
}

#[test]
fn a_refusal_is_explained_where_an_identity_may_be_what_is_missing() {
    for (status, is_https, has_identity, is_explained) in [
        (401, true, false, true),
        (403, true, false, true),
        (403, true, true, false),
        (403, false, false, false),
        (404, true, false, false),
        (200, true, false, false),
    ] {
        let settings = settings(Proxy::none(), has_identity).build();
        let status = StatusCode::from_u16(status).unwrap();
        let target = if is_https { HTTPS } else { HTTP };
        let explained = settings.explain(&target.parse().unwrap(), status);
        assert_eq!(explained.is_some(), is_explained, "{status} {is_https} {has_identity}");
    }
}
