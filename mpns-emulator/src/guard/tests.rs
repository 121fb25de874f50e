use super::*;

const HOST_H: &str = "evil.example";
const OWN: &str = "http://127.0.0.1:8080";
const ALLOWED: &str = "http://localhost:3000";
const FOREIGN: &str = "http://evil.example";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

#[test]
fn answers_programs_and_pages_that_are_allowed() {
    let base = OWN.parse().expect("a base");
    let guard = Guard::new(&[&base], &[], &[ALLOWED.to_owned()]);
    let site = "sec-fetch-site";
    for (method, headers, checked) in [
        ("GET", vec![], Ok(Sender::Program)),
        ("POST", vec![], Ok(Sender::Program)),
        ("POST", vec![("content-type", FORM)], Ok(Sender::Program)),
        ("DELETE", vec![], Ok(Sender::Program)),
        ("GET", vec![("host", HOST_H)], Err(Refused::Host)),
        ("GET", vec![("host", HOST_H), ("origin", FOREIGN)], Err(Refused::Host)),
        ("GET", vec![("origin", OWN)], Ok(Sender::OwnPage)),
        ("GET", vec![(site, "same-origin")], Ok(Sender::OwnPage)),
        ("GET", vec![(site, "none")], Ok(Sender::OwnPage)),
        ("POST", vec![("origin", OWN), ("content-type", JSON)], Ok(Sender::OwnPage)),
        (
            "PATCH",
            vec![("origin", OWN), ("content-type", "Application/JSON; charset=utf-8")],
            Ok(Sender::OwnPage),
        ),
        ("POST", vec![("origin", OWN)], Err(Refused::ContentType)),
        ("POST", vec![("origin", OWN), ("content-type", FORM)], Err(Refused::ContentType)),
        (
            "PUT",
            vec![(site, "same-origin"), ("content-type", "text/plain")],
            Err(Refused::ContentType),
        ),
        ("DELETE", vec![(site, "none")], Err(Refused::ContentType)),
        ("GET", vec![("origin", FOREIGN)], Err(Refused::Origin)),
        ("POST", vec![("origin", FOREIGN), ("content-type", JSON)], Err(Refused::Origin)),
        ("OPTIONS", vec![("origin", FOREIGN)], Err(Refused::Origin)),
        ("POST", vec![("origin", "null"), ("content-type", JSON)], Err(Refused::Origin)),
        ("GET", vec![(site, "cross-site")], Err(Refused::Origin)),
        ("GET", vec![(site, "same-site")], Err(Refused::Origin)),
        ("POST", vec![(site, "cross-site"), ("content-type", JSON)], Err(Refused::Origin)),
        ("GET", vec![(site, "cross-site"), ("origin", FOREIGN)], Err(Refused::Origin)),
        ("GET", vec![(site, "cross-site"), ("origin", ALLOWED)], Ok(Sender::AllowedPage)),
        ("POST", vec![("origin", ALLOWED), ("content-type", JSON)], Ok(Sender::AllowedPage)),
        ("POST", vec![("origin", ALLOWED)], Err(Refused::ContentType)),
        ("OPTIONS", vec![("origin", ALLOWED)], Ok(Sender::AllowedPage)),
        // A link to the page.
        (
            "GET",
            vec![
                (site, "cross-site"),
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", "document"),
            ],
            Ok(Sender::OwnPage),
        ),
        (
            "POST",
            vec![
                (site, "cross-site"),
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", "document"),
            ],
            Err(Refused::Origin),
        ),
        (
            "GET",
            vec![
                (site, "cross-site"),
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-dest", "iframe"),
            ],
            Err(Refused::Origin),
        ),
    ] {
        let mut sent = HeaderMap::new();
        sent.insert(HOST, HeaderValue::from_static("127.0.0.1:8080"));
        for (name, value) in &headers {
            let name = HeaderName::from_static(name);
            sent.insert(name, value.parse().expect("a value"));
        }
        let method = method.parse().expect("a method");
        assert_eq!(
            guard.check(&method, &Uri::from_static("/"), &sent),
            checked,
            "{method} {headers:?}"
        );
    }
}

/// A request to a proxy names its host in the URI, which counts more than `Host`.
#[test]
fn the_host_in_the_uri_counts_too() {
    let guard = Guard::new(&[], &[], &[]);
    for (uri, host, checked) in [
        ("/", None, Ok(Sender::Program)),
        ("http://localhost/", None, Ok(Sender::Program)),
        ("http://localhost/", Some("localhost"), Ok(Sender::Program)),
        ("http://evil.example/", Some("localhost"), Err(Refused::Host)),
        ("http://localhost/", Some("evil.example"), Err(Refused::Host)),
    ] {
        let mut headers = HeaderMap::new();
        headers.extend(host.map(|host| (HOST, HeaderValue::from_static(host))));
        assert_eq!(guard.check(&Method::GET, &Uri::from_static(uri), &headers), checked, "{uri}");
    }
}
