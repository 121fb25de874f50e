use http::{HeaderName, StatusCode};

use super::structure_error::StructureError;
use super::xml_error::XmlError;
use crate::{BuildError, Kind, NotificationClass, Reply, Target, text};

/// Why a service refuses a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The method is not POST.
    #[error("the method is not POST")]
    Method,
    /// A header is repeated with different values, or is not visible ASCII.
    #[error("the header {0} is repeated with different values or is not visible ASCII")]
    Header(HeaderName),
    /// `X-WindowsPhone-Target` is not a target.
    #[error("the target is not {}", text::any_of(Target::ALL))]
    Target,
    /// `X-NotificationClass` is not a class.
    #[error(
        "the notification class is not a number from {} to {}",
        NotificationClass::FIRST,
        NotificationClass::LAST
    )]
    Class,
    /// The class belongs to another target.
    #[error("the notification class {class} is for {}, but the target is {target}", class.target())]
    ClassMismatch {
        /// The class.
        class: NotificationClass,
        /// The target of the request.
        target: Target,
    },
    /// The document belongs to another target.
    #[error("the document is {} {kind}, but the target is {target}", kind.article())]
    TargetMismatch {
        /// The target of the request.
        target: Target,
        /// What the document is.
        kind: Kind,
    },
    /// The content type names a charset other than UTF-8.
    #[error("the charset of the document is not utf-8")]
    Charset,
    /// `X-CallbackURI` is missing, or not an absolute `http` or `https` URI.
    #[error("the callback URI is missing, or not an absolute http or https URI")]
    CallbackUri,
    /// The body is too long.
    #[error("the body takes {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The body is not XML 1.0 in UTF-8, or has XML that no notification needs, such as a document type.
    #[error("the document is not acceptable XML")]
    Xml(#[from] XmlError),
    /// The body is XML, but not a notification.
    #[error("the document is not a notification")]
    Structure(#[from] StructureError),
    /// The content breaks a rule that is checked when it is built.
    #[error("the content breaks a rule of its kind")]
    Content(#[from] BuildError),
}

impl Refusal {
    /// The reply of the service: 405 or 400, without MPNS headers.
    pub fn reply(&self) -> Reply {
        Reply::new(match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            _ => StatusCode::BAD_REQUEST,
        })
    }
}
