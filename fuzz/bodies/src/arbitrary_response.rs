use arbitrary::Unstructured;
use http::{HeaderName, HeaderValue, StatusCode};

use crate::arbitrary_values;

/// The headers of a response.
pub(crate) type Headers = Vec<(HeaderName, HeaderValue)>;

/// The head of a response, with each name spelled in this way.
pub(crate) fn head(data: &[u8], spell: fn(&str) -> String) -> Option<(StatusCode, Headers)> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut response = httparse::Response::new(&mut headers);
    let parsed = response.parse(data).ok()?;
    let status = StatusCode::from_u16(response.code.filter(|_| parsed.is_complete())?).ok()?;
    let headers = response.headers.iter().filter_map(|header| {
        let name = HeaderName::from_bytes(spell(header.name).as_bytes()).ok()?;
        Some((name, HeaderValue::from_bytes(header.value).ok()?))
    });
    Some((status, headers.collect()))
}

/// Any status, and headers that a reply is read from.
pub(crate) fn made(u: &mut Unstructured<'_>) -> arbitrary::Result<(StatusCode, Headers)> {
    let known = [200, 202, 400, 401, 403, 404, 406, 410, 412, 413, 429, 500, 503];
    let status = if u.ratio(3, 4)? { *u.choose(&known)? } else { u.int_in_range(100..=999)? };
    let headers = arbitrary_values::several(u, |u| {
        let name = arbitrary_values::word(u, &NAMES)?;
        let value = if u.ratio(7, 8)? {
            arbitrary_values::word(u, &VALUES)?.into_bytes()
        } else {
            u.arbitrary::<Vec<u8>>()?
        };
        Ok((HeaderName::from_bytes(name.as_bytes()).ok(), HeaderValue::from_bytes(&value).ok()))
    })?;
    let headers = headers.into_iter().filter_map(|(name, value)| name.zip(value)).collect();
    Ok((StatusCode::from_u16(status).map_err(|_| arbitrary::Error::IncorrectFormat)?, headers))
}

const NAMES: [&str; 9] = [
    "X-NotificationStatus",
    "x-deviceconnectionstatus",
    "X-SUBSCRIPTIONSTATUS",
    "X-MessageID",
    "ActivityId",
    "Retry-After",
    "X-WNS-Status",
    "Content-Length",
    "Content-Type",
];

const VALUES: [&str; 20] = [
    "Received",
    "queuefull",
    "Suppressed",
    "DROPPED",
    "Connected",
    "Temp Disconnected",
    "Temporarily Disconnected",
    "Inactive",
    "Active",
    "Expired",
    " ex pired ",
    "N/A",
    "",
    "0",
    "7200",
    "99999999999999999999",
    "Sun, 06 Nov 1994 12:49:37 GMT",
    "00000000-0000-0000-0000-000000000000",
    "text/html; charset=utf-8",
    "Application/XHTML+xml",
];
