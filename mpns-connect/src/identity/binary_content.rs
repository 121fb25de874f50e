//! What a binary file is: by its first bytes, or by the shape of its DER.

use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{Reader as _, SliceReader, Tag, TagNumber, Tagged as _};

use super::content::Content;

pub(super) fn of_signature(bytes: &[u8]) -> Option<Content> {
    match bytes {
        [0xFE, 0xED, 0xFE, 0xED, ..] => Some(Content::Jks),
        [0xCE, 0xCE, 0xCE, 0xCE, ..] => Some(Content::Jceks),
        [0x1E, 0xF1, 0xB5, 0xB0, ..] => Some(Content::MicrosoftKey),
        [b'P', b'K', 3, 4, ..] => Some(Content::Zip),
        // Either byte order mark, or two characters of ASCII with their zeros.
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => Some(Content::Utf16),
        [first @ 1..=0x7F, 0, second @ 1..=0x7F, 0, ..]
        | [0, first @ 1..=0x7F, 0, second @ 1..=0x7F, ..]
            if is_text(*first) && is_text(*second) =>
        {
            Some(Content::Utf16)
        }
        // BER, in which lengths can be left out. Older programs write PKCS#12 and PKCS#7 so.
        [0x30, 0x80, 2, 1, 3, ..] => Some(Content::Pkcs12),
        [0x30, 0x80, 6, 9, rest @ ..] if rest.starts_with(PKCS7) => Some(Content::Pkcs7),
        _ => None,
    }
}

pub(super) fn of_der(bytes: &[u8]) -> Option<Content> {
    let whole: AnyRef<'_> = SliceReader::new(bytes).ok()?.decode().ok()?;
    if whole.tag() != Tag::Sequence {
        return None;
    }
    let parts = parts(whole.value())?;
    let tags: Vec<Tag> = parts.iter().map(|part| part.tag()).collect();
    let first = parts.first()?.value();
    Some(match tags.as_slice() {
        [Tag::Integer, Tag::Sequence] | [Tag::Integer, Tag::Sequence, Tag::Sequence]
            if first == [3] =>
        {
            Content::Pkcs12
        }
        [Tag::ObjectIdentifier, FIELD_0] if first.starts_with(PKCS7) => Content::Pkcs7,
        [Tag::Sequence, Tag::Sequence, Tag::BitString] => return of_signed(first),
        [Tag::Sequence, Tag::BitString] | [Tag::Integer, Tag::Integer] => Content::PublicKey,
        // PKCS#8, plain and encrypted; SEC1; PKCS#1.
        [Tag::Integer, Tag::Sequence, Tag::OctetString, ..]
        | [Tag::Sequence, Tag::OctetString]
        | [Tag::Integer, Tag::OctetString, ..]
        | [Tag::Integer, Tag::Integer, Tag::Integer, Tag::Integer, Tag::Integer, ..] => {
            Content::PrivateKey
        }
        _ => return None,
    })
}

/// A certificate (RFC 5280), a certificate signing request (RFC 2986) or a revocation list (RFC 5280), by what is signed.
fn of_signed(content: &[u8]) -> Option<Content> {
    let parts = parts(content)?;
    let tags: Vec<Tag> = parts.iter().map(|part| part.tag()).collect();
    Some(match tags.as_slice() {
        [Tag::Integer, Tag::Sequence, Tag::Sequence]
        | [Tag::Integer, Tag::Sequence, Tag::Sequence, FIELD_0] => Content::Request,
        [Tag::Integer, Tag::Sequence, Tag::Sequence, Tag::UtcTime | Tag::GeneralizedTime, ..]
        | [Tag::Sequence, Tag::Sequence, Tag::UtcTime | Tag::GeneralizedTime, ..] => {
            Content::RevocationList
        }
        // The version, which is left out if it is 1.
        [FIELD_0, Tag::Integer, Tag::Sequence, ..]
        | [Tag::Integer, Tag::Sequence, Tag::Sequence, Tag::Sequence, ..] => Content::Certificate,
        _ => return None,
    })
}

/// The elements of a sequence.
fn parts(content: &[u8]) -> Option<Vec<AnyRef<'_>>> {
    let mut reader = SliceReader::new(content).ok()?;
    let mut parts = Vec::new();
    while !reader.is_finished() {
        parts.push(reader.decode().ok()?);
    }
    Some(parts)
}

fn is_text(byte: u8) -> bool {
    byte.is_ascii_graphic() || byte.is_ascii_whitespace()
}

const FIELD_0: Tag = Tag::ContextSpecific { constructed: true, number: TagNumber(0) };
/// The first bytes of every object identifier of PKCS#7.
const PKCS7: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07];
