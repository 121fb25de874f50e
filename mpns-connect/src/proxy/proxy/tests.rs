use super::*;

const HTTP: &str = "http://origin.example/1";
const HTTPS: &str = "https://origin.example/1";

type Vars<'a> = &'a [(&'a str, &'a str)];

#[test]
fn all_constructors_create_the_same_proxy() {
    let server: ProxyServer = "http://u:SECRET@proxy.example:3128".parse().unwrap();
    let text = "http://u:SECRET@proxy.example:3128";
    for proxy in [Proxy::via(server.clone()), text.parse().unwrap()] {
        assert_eq!(proxy.decide(&HTTP.parse().unwrap()), Route::Forward(&server));
        assert_eq!(proxy.decide(&HTTPS.parse().unwrap()), Route::Tunnel(&server));
        for target in [HTTP, HTTPS] {
            assert_eq!(proxy.decide(&target.parse().unwrap()).proxy(), Some(&server));
        }
    }
    assert_eq!(Proxy::none().decide(&HTTP.parse().unwrap()), Route::Direct);
    assert_eq!(Route::Direct.proxy(), None);
    let shown = format!("{server:?}");
    assert!(shown.contains("proxy.example") && shown.contains("redacted"), "{shown}");
}

#[test]
fn a_password_is_added_where_one_is_missing() {
    let proxy = from_pairs(&[("http_proxy", "u@h"), ("https_proxy", "u:OWN@s")]).unwrap();
    assert!(proxy.lacks_password());
    let proxy = proxy.with_password("SECRET");
    assert!(!proxy.lacks_password());
    let expected = from_pairs(&[("http_proxy", "u:SECRET@h"), ("https_proxy", "u:OWN@s")]);
    assert_eq!(proxy, expected.unwrap());
    assert!(!Proxy::none().lacks_password());
}

fn from_pairs(pairs: Vars) -> Result<Proxy, ProxyEnvError> {
    Proxy::from_vars(|name| {
        pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    })
}

fn show(route: Route<'_>) -> String {
    match route {
        Route::Direct => "direct".to_owned(),
        Route::Forward(server) => format!("forward {}", server.host()),
        Route::Tunnel(server) => format!("tunnel {}", server.host()),
    }
}

#[test]
fn reads_the_environment_as_curl_does() {
    #[rustfmt::skip]
    let cases: &[(Vars, &str, &str)] = &[
        // variables, route of an http request, route of an https request
        (&[], "direct", "direct"),
        (&[("http_proxy", "http://low")], "forward low", "direct"),
        (&[("HTTP_PROXY", "http://up")], "direct", "direct"),
        (&[("HTTP_PROXY", "http://up"), ("REQUEST_METHOD", "GET")], "direct", "direct"),
        (&[("http_proxy", "http://low"), ("REQUEST_METHOD", "GET")], "forward low", "direct"),
        (&[("HTTP_PROXY", "http://up"), ("http_proxy", "http://low")], "forward low", "direct"),
        (&[("https_proxy", "http://low")], "direct", "tunnel low"),
        (&[("HTTPS_PROXY", "http://up")], "direct", "tunnel up"),
        (&[("https_proxy", "http://low"), ("HTTPS_PROXY", "http://up")], "direct", "tunnel low"),
        (&[("https_proxy", ""), ("HTTPS_PROXY", "http://up")], "direct", "tunnel up"),
        (&[("all_proxy", "low:1")], "forward low", "tunnel low"),
        (&[("ALL_PROXY", "up:1")], "forward up", "tunnel up"),
        (&[("all_proxy", "low:1"), ("ALL_PROXY", "up:1")], "forward low", "tunnel low"),
        (&[("http_proxy", "h:1"), ("all_proxy", "a:1")], "forward h", "tunnel a"),
        (&[("https_proxy", "s:1"), ("all_proxy", "a:1")], "forward a", "tunnel s"),
        (&[("http_proxy", ""), ("all_proxy", "a:1")], "forward a", "tunnel a"),
        (&[("http_proxy", "h:1"), ("HTTPS_PROXY", "s:1"), ("all_proxy", "socks5://x")], "forward h", "tunnel s"),
        (&[("all_proxy", "a:1"), ("no_proxy", "origin.example")], "direct", "direct"),
        (&[("all_proxy", "a:1"), ("NO_PROXY", "origin.example")], "direct", "direct"),
        (&[("all_proxy", "a:1"), ("no_proxy", "*")], "direct", "direct"),
        (&[("all_proxy", "a:1"), ("no_proxy", "origin.example:443")], "forward a", "direct"),
        (&[("all_proxy", "a:1"), ("no_proxy", "origin.example:80")], "direct", "tunnel a"),
        (&[("all_proxy", "a:1"), ("no_proxy", "other.example"), ("NO_PROXY", "*")], "forward a", "tunnel a"),
        (&[("all_proxy", "a:1"), ("no_proxy", ""), ("NO_PROXY", "*")], "direct", "direct"),
    ];
    for (pairs, http, https) in cases {
        let proxy = from_pairs(pairs).unwrap_or_else(|error| panic!("{pairs:?}: {error}"));
        assert_eq!(show(proxy.decide(&HTTP.parse().unwrap())), *http, "{pairs:?}");
        assert_eq!(show(proxy.decide(&HTTPS.parse().unwrap())), *https, "{pairs:?}");
    }
}

#[test]
fn an_unusable_proxy_is_an_error_that_names_the_variable() {
    #[rustfmt::skip]
    let cases = [
        ("http_proxy", "https://user:secret@proxy"),
        ("https_proxy", "socks5://user:secret@proxy"),
        ("HTTPS_PROXY", "http://user:secret@proxy:port"),
        ("all_proxy", "://user:secret@proxy"),
        ("ALL_PROXY", "http://"),
    ];
    for (variable, value) in cases {
        let error = from_pairs(&[(variable, value)]).expect_err(variable);
        assert_eq!(error.variable(), variable);
        assert!(!format!("{error:?} {error}").contains("secret"), "{error:?}");
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[test]
fn decides_by_scheme_host_and_port() {
    let proxy = "http://proxy:1".parse::<Proxy>().unwrap().except("near.example,[::1]:8080");
    #[rustfmt::skip]
    let cases = [
        ("http://far.example/", "forward proxy"),
        ("HTTPS://far.example:8443/", "tunnel proxy"),
        ("http://localhost/", "forward proxy"),
        ("http://near.example/", "direct"),
        ("https://a.near.example:8443/", "direct"),
        ("http://[::1]:8080/", "direct"),
        ("http://[::1]/", "forward proxy"),
        ("ftp://far.example/", "direct"),
        ("/path", "direct"),
        ("far.example:80", "direct"),
    ];
    for (target, expected) in cases {
        assert_eq!(show(proxy.decide(&target.parse().unwrap())), expected, "{target}");
        assert_eq!(show(Proxy::none().decide(&target.parse().unwrap())), "direct", "{target}");
    }
}
