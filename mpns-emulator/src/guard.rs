//! What a web page may do with the control API: nothing, unless it is the emulator's own or an allowed one.

mod host;
mod origin;

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, CONTENT_SECURITY_POLICY,
    CONTENT_TYPE, HOST, ORIGIN, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};

use self::host::OwnHosts;
use self::origin::{Origins, Page};
use crate::BaseUri;

/// Whom the control API and the page answer.
///
/// A page from elsewhere can make its visitor's browser send requests to the emulator. They show by their `Origin` and
/// `Sec-Fetch-Site`; or by their `Host`, if the page has made its own name lead to the emulator (DNS rebinding).
/// Programs other than browsers send neither, and are not restricted.
#[derive(Debug)]
pub(crate) struct Guard {
    hosts: OwnHosts,
    origins: Origins,
}

impl Guard {
    pub(crate) fn new(bases: &[&BaseUri], hosts: &[String], origins: &[String]) -> Self {
        Self { hosts: OwnHosts::new(bases, hosts), origins: Origins::new(bases, origins) }
    }

    /// Checks a request.
    fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<Sender, Refused> {
        let named = headers.get_all(HOST).iter().map(HeaderValue::as_bytes);
        let named = named.chain(uri.authority().map(|authority| authority.as_str().as_bytes()));
        for host in named {
            if !self.hosts.contain(host) {
                return Err(Refused::Host);
            }
        }
        let site = headers.get(SEC_FETCH_SITE);
        let sender = match (self.origins.page(headers), site.map(HeaderValue::as_bytes)) {
            (None, None) => return Ok(Sender::Program),
            (Some(Page::Own), _) => Sender::OwnPage,
            (Some(Page::Allowed), _) => Sender::AllowedPage,
            (Some(Page::Foreign), _) => return Err(Refused::Origin),
            (None, Some(b"same-origin" | b"none")) => Sender::OwnPage,
            // A link to the page, which the page that has the link cannot look at.
            (None, Some(_)) if *method == Method::GET && is_navigation(headers) => Sender::OwnPage,
            (None, Some(_)) => return Err(Refused::Origin),
        };
        let is_safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        if is_safe || is_json(headers) { Ok(sender) } else { Err(Refused::ContentType) }
    }
}

/// Answers a request if it may be answered, and says to browsers what they may do with the answer.
pub(crate) async fn check(
    State(guard): State<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    let (method, headers) = (request.method(), request.headers());
    let origin = headers.get(ORIGIN).cloned();
    let checked = guard.check(method, request.uri(), headers);
    let is_preflight =
        *method == Method::OPTIONS && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match checked {
        Ok(Sender::AllowedPage) if is_preflight => preflight(),
        Ok(_) => next.run(request).await,
        Err(refused) => refused.into_response(),
    };
    let headers = response.headers_mut();
    for (name, value) in PROTECTION {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.append(VARY, HeaderValue::from_static("origin"));
    if let (Ok(Sender::AllowedPage), Some(origin)) = (checked, origin) {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("location"));
    }
    response
}

/// Who sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sender {
    /// No web page.
    Program,
    OwnPage,
    AllowedPage,
}

/// Why a request is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Refused {
    #[error(
        "the Host is neither an address, nor localhost, nor a host that is allowed (allow_hosts, --allow-host)"
    )]
    Host,
    #[error("the Origin is neither this emulator nor allowed (allow_origins, --allow-origin)")]
    Origin,
    #[error("a change by a web page needs the Content-Type application/json")]
    ContentType,
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Host => StatusCode::MISDIRECTED_REQUEST,
            Self::Origin => StatusCode::FORBIDDEN,
            Self::ContentType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        };
        (status, format!("{self}\n")).into_response()
    }
}

/// What a browser asks before it sends a change for an allowed page.
fn preflight() -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT, PATCH, DELETE"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "content-type, last-event-id"),
        (ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK, "true"),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

fn is_navigation(headers: &HeaderMap) -> bool {
    let is =
        |name, value: &str| headers.get(name).is_some_and(|found: &HeaderValue| found == value);
    is(SEC_FETCH_MODE, "navigate") && is(SEC_FETCH_DEST, "document")
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = value.split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

/// The page loads only what is its own, and nothing may frame it or load parts of it.
const PROTECTION: [(HeaderName, &str); 5] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
         connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");
const ACCESS_CONTROL_ALLOW_PRIVATE_NETWORK: HeaderName =
    HeaderName::from_static("access-control-allow-private-network");

#[cfg(test)]
mod tests;
