//! Distinguishes the responses of a forwarding proxy itself from those that it passes on.

use http::header::SERVER;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use mpns_proto::header;
use sfv::{List, ListEntry, Parser};

/// Whether a response to a request in absolute form is the proxy's own.
///
/// It is if it asks for credentials (407), or if a header says so, the status is not a 2xx, and no header is one
/// that only the service sends. A proxy that does not identify itself cannot be distinguished from the service.
pub(crate) fn is_of_proxy(status: StatusCode, headers: &HeaderMap) -> bool {
    let is_said = || {
        failed_here(headers)
            || headers.contains_key(SQUID)
            || headers.get(SERVER).is_some_and(|server| is_tinyproxy(server.as_bytes()))
    };
    let is_of_service = || OF_SERVICE.iter().any(|name| headers.contains_key(name));
    status == StatusCode::PROXY_AUTHENTICATION_REQUIRED
        || (!status.is_success() && is_said() && !is_of_service())
}

/// Whether the nearest proxy, which is the last one in `Proxy-Status` (RFC 9209), names an error. A malformed
/// field is ignored.
fn failed_here(headers: &HeaderMap) -> bool {
    let lines: Vec<_> = headers.get_all(PROXY_STATUS).iter().map(HeaderValue::as_bytes).collect();
    let proxies = Parser::new(&lines.join(&b", "[..])).parse::<List>().unwrap_or_default();
    matches!(proxies.last(), Some(ListEntry::Item(proxy)) if proxy.params.contains_key("error"))
}

fn is_tinyproxy(server: &[u8]) -> bool {
    server.get(..TINYPROXY.len()).is_some_and(|name| name.eq_ignore_ascii_case(TINYPROXY))
}

const PROXY_STATUS: HeaderName = HeaderName::from_static("proxy-status");
/// The reason, on each page of squid itself.
const SQUID: HeaderName = HeaderName::from_static("x-squid-error");
/// On each page of tinyproxy itself.
const TINYPROXY: &[u8] = b"tinyproxy";
/// MPNS sends one of them in each response to a notification that it has processed.
const OF_SERVICE: [HeaderName; 3] =
    [header::NOTIFICATION_STATUS, header::DEVICE_CONNECTION_STATUS, header::SUBSCRIPTION_STATUS];

#[cfg(test)]
mod tests {
    use super::*;

    type Headers = &'static [(&'static str, &'static str)];

    #[test]
    fn a_response_is_the_proxys_if_it_says_so() {
        #[rustfmt::skip]
        let cases: &[(u16, Headers, bool)] = &[
            (407, &[], true),
            (407, &[("X-NotificationStatus", "Received")], true),
            (403, &[], false),
            (503, &[("Via", "1.1 proxy (squid/5.7)"), ("Server", "squid/5.7")], false),
            // squid
            (403, &[("X-Squid-Error", "ERR_ACCESS_DENIED 0")], true),
            (503, &[("X-Squid-Error", "ERR_CONNECT_FAIL 111")], true),
            (302, &[("X-Squid-Error", "302:http://portal.example/ 0")], true),
            (200, &[("X-Squid-Error", "ERR_NONE 0")], false),
            (503, &[("X-Squid-Error", "ERR_CONNECT_FAIL 111"), ("X-NotificationStatus", "N/A")], false),
            (404, &[("X-Squid-Error", "ERR_NONE 0"), ("X-SubscriptionStatus", "Expired")], false),
            (412, &[("X-Squid-Error", "ERR_NONE 0"), ("X-DeviceConnectionStatus", "Inactive")], false),
            // tinyproxy
            (500, &[("Server", "tinyproxy/1.11.1")], true),
            (401, &[("Server", "Tinyproxy")], true),
            (200, &[("Server", "tinyproxy/1.11.1")], false),
            (500, &[("Server", "tiny")], false),
            (500, &[("Server", "not tinyproxy")], false),
            // RFC 9209
            (502, &[("Proxy-Status", "proxy.example; error=http_protocol_error")], true),
            (502, &[("Proxy-Status", "\"a proxy\";details=\"x; y, z\"; error=dns_error")], true),
            (504, &[("Proxy-Status", "p;  error=connection_timeout;next-hop=origin.example")], true),
            (502, &[("Proxy-Status", "far, near; error=dns_error")], true),
            (502, &[("Proxy-Status", "far; error=dns_error"), ("Proxy-Status", "near; error=dns_error")], true),
            (502, &[("Proxy-Status", "p; error")], true),
            // The nearest proxy says that it passed the response on.
            (502, &[("Proxy-Status", "far; error=dns_error, near; received-status=502")], false),
            (502, &[("Proxy-Status", "far; error=dns_error"), ("Proxy-Status", "near")], false),
            (502, &[("Proxy-Status", "p; received-status=502")], false),
            (502, &[("Proxy-Status", "error")], false),
            (502, &[("Proxy-Status", "p; details=\"a \\\"quoted; error=x\"")], false),
            (502, &[("Proxy-Status", "p; errors=1")], false),
            (502, &[("Proxy-Status", "")], false),
            (200, &[("Proxy-Status", "p; error=dns_error")], false),
            // Malformed.
            (502, &[("Proxy-Status", "p\\; error=dns_error")], false),
            (502, &[("Proxy-Status", "p ; error=dns_error")], false),
            (502, &[("Proxy-Status", "p; error=dns_error,")], false),
            (502, &[("Proxy-Status", "p; error=\"dns_error")], false),
            (502, &[("Proxy-Status", "(p; error=dns_error)")], false),
        ];
        for (status, headers, expected) in cases {
            let mut map = HeaderMap::new();
            for (name, value) in *headers {
                let name: HeaderName = name.parse().unwrap();
                map.append(name, HeaderValue::from_static(value));
            }
            let status = StatusCode::from_u16(*status).unwrap();
            assert_eq!(is_of_proxy(status, &map), *expected, "{status} {headers:?}");
        }
    }
}
