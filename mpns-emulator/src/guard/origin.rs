use http::header::{HOST, ORIGIN};
use http::{HeaderMap, Uri};
use mpns_proto::Origin;

use crate::BaseUri;

/// The web pages that may use the control API.
#[derive(Debug)]
pub(super) struct Origins {
    /// Those of the bases, in case a proxy changes `Host`.
    own: Vec<String>,
    allowed: Vec<String>,
}

/// Where the page is from that sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Own,
    Allowed,
    Foreign,
}

impl Origins {
    pub(super) fn new(bases: &[&BaseUri], allowed: &[String]) -> Self {
        let own = bases.iter().filter_map(|base| normal(&base.to_string())).collect();
        Self { own, allowed: allowed.iter().filter_map(|origin| normal(origin)).collect() }
    }

    /// The page that the header `Origin` names, if it is there.
    pub(super) fn page(&self, headers: &HeaderMap) -> Option<Page> {
        let mut origins = headers.get_all(ORIGIN).iter();
        let origin = origins.next()?;
        let origin = origin.to_str().ok().filter(|_| origins.next().is_none());
        // `null` is the origin of a sandboxed page, which may be anyone's.
        let Some(origin) = origin.and_then(normal) else { return Some(Page::Foreign) };
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let is_host = |host: &str| {
            origin.split_once("://").is_some_and(|(_, own)| own.eq_ignore_ascii_case(host))
        };
        Some(if host.is_some_and(is_host) || self.own.contains(&origin) {
            Page::Own
        } else if self.allowed.contains(&origin) {
            Page::Allowed
        } else {
            Page::Foreign
        })
    }
}

/// An origin as browsers write it: in lower case, without the port of the scheme.
fn normal(origin: &str) -> Option<String> {
    let uri: Uri = origin.parse().ok()?;
    Some(Origin::of(&uri).ok()?.to_string().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_its_own_and_those_that_are_allowed() {
        let base = "https://push.example".parse().expect("a base");
        let allowed = ["http://localhost:3000/".to_owned(), "https://App.example:443".to_owned()];
        let origins = Origins::new(&[&base], &allowed);
        for (sent, page) in [
            (&[][..], None),
            (&["http://127.0.0.1:8080"], Some(Page::Own)),
            (&["https://127.0.0.1:8080"], Some(Page::Own)),
            (&["https://push.example"], Some(Page::Own)),
            (&["http://localhost:3000"], Some(Page::Allowed)),
            (&["https://app.example"], Some(Page::Allowed)),
            (&["http://app.example"], Some(Page::Foreign)),
            (&["http://push.example"], Some(Page::Foreign)),
            (&["http://127.0.0.1:9090"], Some(Page::Foreign)),
            (&["http://127.0.0.1"], Some(Page::Foreign)),
            (&["http://evil.example"], Some(Page::Foreign)),
            (&["null"], Some(Page::Foreign)),
            (&[""], Some(Page::Foreign)),
            (&["file://"], Some(Page::Foreign)),
            (&["http://127.0.0.1:8080", "http://evil.example"], Some(Page::Foreign)),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, "127.0.0.1:8080".parse().expect("a host"));
            for origin in sent {
                headers.append(ORIGIN, origin.parse().expect("an origin"));
            }
            assert_eq!(origins.page(&headers), page, "{sent:?}");
        }
    }
}
