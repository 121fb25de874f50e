//! From a request to the notification in it.

use http::header::CONTENT_TYPE;
use http::{HeaderName, Method, Request, Uri};

use super::document;
use super::refusal::Refusal;
use crate::notification::TEXT_XML;
use crate::{Content, Identifier, Limits, NotificationClass, Origin, Raw, Target, header, text};

/// A notification as a service received it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Incoming {
    /// The notification.
    pub content: Content,
    /// The message ID, to be echoed in the reply: `X-MessageID`.
    pub message_id: Option<Identifier>,
}

/// Reads a notification from a request, headers and body.
///
/// The reader is strict, but accepts the forms that senders use: names and values of headers in any case, no
/// class (immediate), no target or `raw` (raw), any content type, single quotes, no XML declaration, no
/// `Version`, whitespace between elements, elements in any order, `IsRelative` on images, a byte order mark,
/// an empty `Param` (as if absent), and a content beside `Action="Clear"` (ignored, but the element must be
/// able to take it).
///
/// The size that counts is that of the received body. The same notification may be longer when it is built
/// again, because building escapes characters that the sender did not have to escape: 2,900 apostrophes fit
/// the default limit, but not as `&apos;`. To read and forward, build with
/// `Limits { document_bytes: usize::MAX, ..limits }`.
///
/// # Errors
///
/// If the method is not POST, a header is repeated with different values, two headers contradict each
/// other, the body is longer than `limits` allow, is not XML 1.0 in UTF-8 or not a document of the target,
/// or the content breaks a rule that `build_with` checks, with the same limits except for the size of the
/// document.
pub fn read_notification<B: AsRef<[u8]>>(
    request: &Request<B>,
    limits: &Limits,
) -> Result<Incoming, Refusal> {
    check_method(request.method())?;
    let message_id = only(request, &header::MESSAGE_ID)?.and_then(Identifier::read);
    let (target, explicit_target) = read_target(request)?;
    let class = read_class(request, target)?;
    let body = request.body().as_ref();
    let content = if target == Target::Raw {
        let content_type = only(request, &CONTENT_TYPE)?.filter(|value| *value != TEXT_XML);
        Content::Raw(Raw {
            payload: body.to_vec(),
            content_type: content_type.map(ToOwned::to_owned),
            explicit_target,
            interval: class.interval(),
            class: Some(class.number())
                .filter(|_| class != NotificationClass::new(target, class.interval())),
        })
    } else {
        check_charset(only(request, &CONTENT_TYPE)?)?;
        check_size(body, limits)?;
        let mut content = document::read(body)?;
        if content.kind().target() != target {
            return Err(Refusal::TargetMismatch { target, kind: content.kind() });
        }
        content.set_interval(class.interval());
        content
    };
    // The size of the received body was checked above. Built again, the document may be longer.
    content.check(&Limits { document_bytes: usize::MAX, ..*limits })?;
    Ok(Incoming { content, message_id })
}

/// A callback registration as a service received it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Callback {
    /// The URI to POST the blob to when the phone becomes inactive.
    pub uri: Uri,
    /// The body to POST.
    pub blob: Vec<u8>,
}

/// Reads a callback registration from a request to `<channel URI>/callback`.
///
/// Source: [`ff402554`](crate::protocol#ff402554).
///
/// # Errors
///
/// If the method is not POST, `X-CallbackURI` is not one absolute `http` or `https` URI, or the blob
/// is longer than [`Limits::MAX_CALLBACK_BYTES`].
pub fn read_callback<B: AsRef<[u8]>>(request: &Request<B>) -> Result<Callback, Refusal> {
    check_method(request.method())?;
    let uri = only(request, &header::CALLBACK_URI)?.and_then(|value| value.parse::<Uri>().ok());
    let uri = uri.filter(|uri| Origin::of(uri).is_ok());
    let blob = request.body().as_ref();
    let (size, limit) = (blob.len(), Limits::MAX_CALLBACK_BYTES);
    if size > limit {
        return Err(Refusal::TooLarge { size, limit });
    }
    Ok(Callback { uri: uri.ok_or(Refusal::CallbackUri)?, blob: blob.to_vec() })
}

impl std::fmt::Debug for Callback {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Callback")
            .field("host", &self.uri.host())
            .field("bytes", &self.blob.len())
            .finish_non_exhaustive()
    }
}

fn check_method(method: &Method) -> Result<(), Refusal> {
    if method == Method::POST { Ok(()) } else { Err(Refusal::Method) }
}

/// The trimmed value of a header; `None` if absent or empty. Repeated values must be equal.
fn only<'a, B>(request: &'a Request<B>, name: &HeaderName) -> Result<Option<&'a str>, Refusal> {
    let mut values = request.headers().get_all(name).iter();
    let Some(first) = values.next() else { return Ok(None) };
    let refused = || Refusal::Header(name.clone());
    if values.any(|value| value != first) {
        return Err(refused());
    }
    let value = first.to_str().map_err(|_| refused())?.trim();
    Ok(Some(value).filter(|value| !value.is_empty()))
}

/// The target, and whether the header names raw.
fn read_target<B>(request: &Request<B>) -> Result<(Target, bool), Refusal> {
    let Some(value) = only(request, &header::TARGET)? else { return Ok((Target::Raw, false)) };
    Target::ALL
        .iter()
        .copied()
        .find(|target| text::same(value.as_bytes(), target.as_str()))
        .map(|target| (target, target == Target::Raw))
        .ok_or(Refusal::Target)
}

fn read_class<B>(request: &Request<B>, target: Target) -> Result<NotificationClass, Refusal> {
    let Some(value) = only(request, &header::NOTIFICATION_CLASS)? else {
        return Ok(NotificationClass::new(target, crate::BatchingInterval::Immediate));
    };
    let digits = value.bytes().all(|b| b.is_ascii_digit());
    let class = value.parse().ok().filter(|_| digits).and_then(NotificationClass::from_number);
    let class = class.ok_or(Refusal::Class)?;
    if class.target() == target { Ok(class) } else { Err(Refusal::ClassMismatch { class, target }) }
}

fn check_size(body: &[u8], limits: &Limits) -> Result<(), Refusal> {
    let (size, limit) = (body.len(), limits.document_bytes);
    if size > limit { Err(Refusal::TooLarge { size, limit }) } else { Ok(()) }
}

/// A document is UTF-8 for every media type, so any other `charset` is refused.
fn check_charset(content_type: Option<&str>) -> Result<(), Refusal> {
    let parameters = content_type.unwrap_or_default().split(';').skip(1);
    for (name, value) in parameters.filter_map(|parameter| parameter.split_once('=')) {
        let value = value.trim().trim_matches('"');
        if name.trim().eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8") {
            return Err(Refusal::Charset);
        }
    }
    Ok(())
}
