//! The headers of a request.

use http::header::CONTENT_TYPE;
use http::{HeaderName, Method, Request};

use super::refusal::Refusal;
use crate::{BatchingInterval, Limits, NotificationClass, Target, header, text};

pub(super) fn check_method(method: &Method) -> Result<(), Refusal> {
    if method == Method::POST { Ok(()) } else { Err(Refusal::Method) }
}

/// Checks the size of all headers: they are limited together, whether or not they mean something here.
pub(super) fn check_size<B>(request: &Request<B>, limits: &Limits) -> Result<(), Refusal> {
    let (size, limit) = (header::size(request.headers()), limits.header_bytes);
    if size > limit { Err(Refusal::HeadersTooLarge { size, limit }) } else { Ok(()) }
}

/// The trimmed value of a header; `None` if absent or empty. Repeated values must be equal.
pub(super) fn only<'a, B>(
    request: &'a Request<B>,
    name: &HeaderName,
) -> Result<Option<&'a str>, Refusal> {
    let mut values = request.headers().get_all(name).iter();
    let Some(first) = values.next() else { return Ok(None) };
    if values.any(|value| value != first) {
        return Err(Refusal::RepeatedHeader(name.clone()));
    }
    let value = first.to_str().map_err(|_| Refusal::HeaderCharacter(name.clone()))?.trim();
    Ok(Some(value).filter(|value| !value.is_empty()))
}

/// The target that the request names, if it names one.
pub(super) fn target<B>(request: &Request<B>) -> Result<Option<Target>, Refusal> {
    let Some(value) = only(request, &header::TARGET)? else { return Ok(None) };
    let mut targets = Target::ALL.iter().copied();
    let target = targets.find(|target| text::same(value.as_bytes(), target.as_str()));
    target.map(Some).ok_or(Refusal::Target)
}

/// The class, which must fit the target that the request names.
pub(super) fn class<B>(
    request: &Request<B>,
    target: Option<Target>,
) -> Result<NotificationClass, Refusal> {
    let named = target;
    let target = named.unwrap_or(Target::Raw);
    let Some(value) = only(request, &header::NOTIFICATION_CLASS)? else {
        return Ok(NotificationClass::new(target, BatchingInterval::Immediate));
    };
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let class = value.parse().ok().filter(|_| digits).and_then(NotificationClass::from_number);
    let class = class.ok_or(Refusal::Class)?;
    match named {
        _ if class.target() == target => Ok(class),
        Some(target) => Err(Refusal::ClassMismatch { class, target }),
        None => Err(Refusal::TargetAbsent { class }),
    }
}

/// A document is UTF-8 for every media type, so any other `charset` is refused.
pub(super) fn check_charset<B>(request: &Request<B>) -> Result<(), Refusal> {
    let content_type = only(request, &CONTENT_TYPE)?.unwrap_or_default();
    let parameters = content_type.split(';').skip(1);
    for (name, value) in parameters.filter_map(|parameter| parameter.split_once('=')) {
        let value = value.trim().trim_matches('"');
        if name.trim().eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
            return Err(Refusal::Charset(value.to_owned()));
        }
    }
    Ok(())
}
