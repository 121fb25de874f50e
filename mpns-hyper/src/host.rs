use std::mem;

use http::header::HOST;
use http::{HeaderMap, HeaderValue, Request};
use mpns_proto::Origin;

/// Adds `Host` as the first header, where RFC 9110 (section 7.2) wants it. A `Host` that is there already
/// stays as it is.
pub(crate) fn add_host<B>(request: &mut Request<B>) {
    if request.headers().contains_key(HOST) {
        return;
    }
    let Ok(origin) = Origin::of(request.uri()) else { return };
    let Ok(host) = HeaderValue::try_from(origin.host_header().to_string()) else { return };
    let others = mem::take(request.headers_mut());
    let mut headers = HeaderMap::with_capacity(others.len().saturating_add(1));
    headers.insert(HOST, host);
    headers.extend(others);
    *request.headers_mut() = headers;
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let mut request = request.header("x-b", "3").body(()).unwrap();
            add_host(&mut request);
            let headers = request.headers().iter();
            let headers: Vec<_> =
                headers.map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
            assert_eq!(
                headers,
                [("host", host), ("x-a", "1"), ("x-a", "2"), ("x-b", "3")],
                "{uri}"
            );
        }
        let mut request = Request::post("http://a.example").header("x-a", "1");
        request = request.header("host", "b.example");
        let mut request = request.body(()).unwrap();
        add_host(&mut request);
        assert_eq!(request.headers()["host"], "b.example");
    }
}
