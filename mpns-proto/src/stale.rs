use http::HeaderMap;
use uuid::Uuid;

use crate::{Identifier, Notification, header};

/// Whether a response belongs to another request than this one: the request has a message ID, and the response echoes
/// another UUID. A transport that keeps connections can receive such a response, if the service left one over on the
/// connection. It is not a reply to the request, which may have been delivered; the connection has to be closed.
///
/// The nil UUID, a value that is not a UUID, and no value say nothing. If the response has several message IDs, one that
/// is right is enough. A request with several says nothing.
///
/// ```
/// use http::HeaderMap;
/// use mpns_proto::{header, is_stale};
///
/// let id = |id: &'static str| HeaderMap::from_iter([(header::MESSAGE_ID, http::HeaderValue::from_static(id))]);
/// let request = id("01234567-89ab-cdef-0123-456789abcdef");
/// assert!(is_stale(&request, &id("fedcba98-7654-3210-fedc-ba9876543210")));
/// assert!(!is_stale(&request, &id("01234567-89AB-CDEF-0123-456789ABCDEF")));
/// assert!(!is_stale(&request, &id("00000000-0000-0000-0000-000000000000")));
/// ```
pub fn is_stale(request: &HeaderMap, response: &HeaderMap) -> bool {
    let mut sent = message_ids(request);
    let (Some(id), None) = (sent.next(), sent.next()) else {
        return false;
    };
    echoes_another(id, response)
}

impl Notification {
    /// Whether a response belongs to another request than one of this notification: see [`is_stale`].
    pub fn is_stale(&self, response: &HeaderMap) -> bool {
        self.message_id().is_some_and(|id| echoes_another(id, response))
    }
}

fn echoes_another(id: Uuid, response: &HeaderMap) -> bool {
    let mut echoed = message_ids(response).filter(|echo| !echo.is_nil()).peekable();
    echoed.peek().is_some() && echoed.all(|echo| echo != id)
}

fn message_ids(headers: &HeaderMap) -> impl Iterator<Item = Uuid> {
    let values = headers.get_all(header::MESSAGE_ID).iter();
    values.filter_map(|value| Identifier::from_header(value)?.as_uuid())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;
    use crate::Raw;

    #[test]
    fn only_another_uuid_shows_that_a_response_is_stale() {
        const A: &str = "01234567-89ab-cdef-0123-456789abcdef";
        const B: &str = "fedcba98-7654-3210-fedc-ba9876543210";
        const NIL: &str = "00000000-0000-0000-0000-000000000000";
        let headers = |values: &[&str]| {
            let values = values.iter().map(|value| HeaderValue::try_from(*value).expect("a value"));
            HeaderMap::from_iter(values.map(|value| (header::MESSAGE_ID, value)))
        };
        for (sent, echoed, stale) in [
            (&[A][..], &[B][..], true),
            (&[A], &["FEDCBA98-7654-3210-FEDC-BA9876543210"], true),
            (&[A], &["{fedcba98-7654-3210-fedc-ba9876543210}"], true),
            (&[A], &[A], false),
            (&[A], &["0123456789ABCDEF0123456789ABCDEF"], false),
            (&[A], &[NIL], false),
            (&[A], &[], false),
            (&[A], &["N/A"], false),
            (&[A], &[""], false),
            (&[A], &["Not-A-UUID"], false),
            (&[A], &["fedcba98-7654-3210-fedc-ba98765432"], false),
            // A gateway may add one of its own.
            (&[A], &[A, B], false),
            (&[A], &[B, A], false),
            (&[A], &[NIL, B], true),
            (&[A], &["Not-A-UUID", B], true),
            (&[A], &[B, B], true),
            (&[NIL], &[B], true),
            (&[NIL], &[NIL], false),
            (&["{01234567-89AB-CDEF-0123-456789ABCDEF}"], &[B], true),
            (&[], &[B], false),
            (&["Not-A-UUID"], &[B], false),
            (&[A, B], &["aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"], false),
        ] {
            assert_eq!(is_stale(&headers(sent), &headers(echoed)), stale, "{sent:?} {echoed:?}");
            if let [Ok(id)] = sent.iter().map(|id| id.parse()).collect::<Vec<_>>()[..] {
                let notification = Raw::from("x").build().expect("raw").with_message_id(id);
                assert_eq!(notification.is_stale(&headers(echoed)), stale, "{sent:?} {echoed:?}");
            }
        }
        let unnamed = Raw::from("x").build().expect("raw");
        assert!(!unnamed.is_stale(&headers(&[A])));
    }
}
