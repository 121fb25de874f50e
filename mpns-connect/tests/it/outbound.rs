//! What is done to a request before it leaves, and to a response.

use http::{Method, Request, StatusCode, Version};
use mpns_connect::transport::{ErrorKind, Outbound};
use mpns_connect::{Error, Proxy};

const HTTP: &str = "http://service.example/SECRET";
const HTTPS: &str = "https://service.example/SECRET";

fn via() -> Proxy {
    "http://user:hunter2@proxy.example:3128".parse().unwrap()
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
    let mut request = request(HTTP);
    Outbound::default().prepare(&mut request).unwrap();
    assert_eq!(request.version(), Version::HTTP_11);
    let headers: Vec<_> =
        request.headers().iter().map(|(name, value)| (name.as_str(), value)).collect();
    assert_eq!(
        headers,
        [("content-length", &"4".parse().unwrap()), ("x-notificationclass", &"2".parse().unwrap())]
    );
}

#[test]
fn a_proxy_that_forwards_is_given_its_credentials_and_no_other_is() {
    for (proxy, uri, expected) in [
        (via(), HTTP, Some("Basic dXNlcjpodW50ZXIy")),
        (via(), HTTPS, None),
        (via().except("service.example"), HTTP, None),
        (Proxy::none(), HTTP, None),
    ] {
        let mut request = request(uri);
        Outbound::new(proxy.clone(), false).prepare(&mut request).unwrap();
        let authorization = request.headers().get("proxy-authorization");
        assert_eq!(authorization.map(|value| value.to_str().unwrap()), expected, "{proxy:?} {uri}");
    }
}

#[test]
fn what_cannot_or_is_not_to_be_sent_is_refused() {
    let refused = |uri: &str, has_identity, required| {
        let outbound = Outbound::new(Proxy::none(), has_identity).require_identity(required);
        outbound.prepare(&mut request(uri)).err().map(|error| error.kind().clone())
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
    let error = Outbound::default().prepare(&mut connect).unwrap_err();
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
        let outbound = Outbound::new(proxy, false);
        let error = outbound.reject_proxy_response(
            &uri.parse().unwrap(),
            status,
            &headers.into_iter().collect(),
        );
        let error = error.err();
        let told = error.as_ref().map(Error::may_have_been_delivered);
        assert_eq!(told, expected, "{uri} {status} {header:?}");
        if let Some(error) = error {
            assert!(error.is_proxy() && !error.is_connect(), "{error:?}");
            assert_eq!(error.proxy_status(), Some(status));
        }
    }
}

#[test]
fn what_it_was_made_of_is_told() {
    for has_identity in [false, true] {
        let outbound = Outbound::new(via(), has_identity);
        assert_eq!(outbound.has_identity(), has_identity);
        let route = outbound.proxy().decide(&HTTP.parse().unwrap());
        assert!(matches!(route, mpns_connect::transport::Route::Forward(_)), "{route:?}");
    }
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
        let outbound = Outbound::new(Proxy::none(), has_identity);
        let status = StatusCode::from_u16(status).unwrap();
        let target = if is_https { HTTPS } else { HTTP };
        let explained = outbound.explain(&target.parse().unwrap(), status);
        assert_eq!(explained.is_some(), is_explained, "{status} {is_https} {has_identity}");
    }
}
