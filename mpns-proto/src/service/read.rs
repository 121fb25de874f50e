//! From a request to the notification in it.

use http::Request;
use http::header::CONTENT_TYPE;

use super::findings::Findings;
use super::incoming::Incoming;
use super::located::Located;
use super::refusal::Refusal;
use super::{document, request_header, rules, xml};
use crate::notification::TEXT_XML;
use crate::{Content, Identifier, Limits, NotificationClass, Raw, Target, Warning, header};

/// Reads a notification from a request, headers and body.
///
/// Refused is only what is broken. What is odd is read with [warnings](Incoming::warnings), because senders in
/// use send it, and [`Incoming::strict`] refuses it, too. The [protocol](crate::protocol#what-a-service-refuses)
/// lists both.
///
/// Without a warning, these forms are read: names and values of headers in any case, no
/// class (immediate), no target or `raw` (raw), any content type, single quotes, no XML declaration, no
/// `Version`, whitespace between elements, elements in any order, `IsRelative` on images, a byte order mark,
/// `ID` instead of `Id`, and a content beside `Action="Clear"` (ignored, but the element must be able to take
/// it). Whitespace around a value that is not a shown text is not part of it, and an empty `Id`, `Param`,
/// `Count` or `BackgroundColor` is absent.
///
/// The size that counts is that of the received body. The same notification may be longer when it is built
/// again, because building escapes characters that the sender did not have to escape: 2,900 apostrophes fit
/// the default limit, but not as `&apos;`. To read and forward, build with
/// `Limits { document_bytes: usize::MAX, ..limits }`.
///
/// # Errors
///
/// If the method is not POST, a header is repeated with different values, two headers contradict each
/// other, headers or body are longer than `limits` allow, the body is not XML 1.0 in UTF-8 or not a document
/// of the target, or the phone of `limits` does not know the kind or an element.
pub fn read_notification<B: AsRef<[u8]>>(
    request: &Request<B>,
    limits: &Limits,
) -> Result<Incoming, Refusal> {
    request_header::check_method(request.method())?;
    request_header::check_size(request, limits)?;
    let message_id = request_header::only(request, &header::MESSAGE_ID)?;
    let target = request_header::target(request)?;
    let class = request_header::class(request, target)?;
    let mut incoming = match target {
        None | Some(Target::Raw) => read_raw(request, target.is_some(), class, limits)?,
        Some(target) => {
            request_header::check_charset(request)?;
            let mut incoming = read_document(request.body().as_ref(), limits)?;
            let kind = incoming.content.kind();
            if kind.target() != target {
                return Err(Refusal::TargetMismatch { target, kind });
            }
            incoming.content.set_interval(class.interval());
            incoming
        }
    };
    match message_id {
        Some(id) if id.len() > Identifier::MAX_BYTES => {
            let warning = Warning::LongMessageId { bytes: id.len() };
            incoming.warnings.insert(0, Located::nowhere(warning));
        }
        id => incoming.message_id = id.and_then(Identifier::read),
    }
    Ok(incoming)
}

/// Reads the document of a toast or tile, as the body of [`read_notification`].
///
/// # Errors
///
/// If it is longer than `limits` allow, is not XML 1.0 in UTF-8 or not a notification, or the phone of
/// `limits` does not know the kind or an element.
pub fn read_document(document: &[u8], limits: &Limits) -> Result<Incoming, Refusal> {
    let (size, limit) = (document.len(), limits.document_bytes);
    if size > limit {
        return Err(Refusal::TooLarge { size, limit });
    }
    let text = xml::decode(document).map_err(|fault| fault.in_document(document))?;
    let root = xml::parse(&text).map_err(|fault| fault.in_document(document))?;
    let mut findings = Findings::default();
    let read = document::read(root, &mut findings)
        .map_err(|(offset, error)| Located::at(error, document, offset))?;
    rules::check(&read, limits, &mut findings);
    if let Some(os) = limits.os {
        read.content.check_os(os)?;
    }
    let warnings = findings.located(document);
    Ok(Incoming { content: read.content, message_id: None, warnings })
}

fn read_raw<B: AsRef<[u8]>>(
    request: &Request<B>,
    explicit_target: bool,
    class: NotificationClass,
    limits: &Limits,
) -> Result<Incoming, Refusal> {
    let body = request.body().as_ref();
    let (size, limit) = (body.len(), limits.raw_bytes);
    if size > limit {
        return Err(if explicit_target {
            Refusal::TooLarge { size, limit }
        } else {
            Refusal::RawTooLarge { size, limit }
        });
    }
    let content_type = request_header::only(request, &CONTENT_TYPE)?;
    let raw = Raw {
        payload: body.to_vec(),
        content_type: content_type.filter(|value| *value != TEXT_XML).map(ToOwned::to_owned),
        explicit_target,
        interval: class.interval(),
        class: Some(class.number())
            .filter(|_| class != NotificationClass::new(Target::Raw, class.interval())),
    };
    raw.check(limits)?;
    let warnings = raw.warnings().into_iter().map(Located::nowhere).collect();
    Ok(Incoming { content: Content::Raw(raw), message_id: None, warnings })
}
