use http::{HeaderName, StatusCode};

use super::located::Located;
use super::position::Position;
use super::structure_error::StructureError;
use super::xml_error::XmlError;
use crate::{BuildError, Kind, NotificationClass, Reply, Target, Warning, text};

/// Why a service refuses a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The method is not POST.
    #[error("the method is not POST")]
    Method,
    /// A header is repeated with different values.
    #[error("the header {0} is repeated with different values")]
    RepeatedHeader(HeaderName),
    /// A header has a character that is not visible ASCII.
    #[error("the header {0} has a character that is not visible ASCII")]
    HeaderCharacter(HeaderName),
    /// The headers are too long.
    #[error("the headers take {size} bytes together, more than the {limit} allowed")]
    HeadersTooLarge {
        /// The size of all headers in bytes, with `: ` and line ends.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
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
    /// The class belongs to another target than the one that the request names.
    #[error("the notification class {class} is for {}, but the target is {target}", class.target())]
    ClassMismatch {
        /// The class.
        class: NotificationClass,
        /// The target of the request.
        target: Target,
    },
    /// The class belongs to a toast or tile, but `X-WindowsPhone-Target` is absent, so the notification is raw.
    #[error(
        "the notification class {class} is for {}, but the header X-WindowsPhone-Target is absent",
        class.target()
    )]
    TargetAbsent {
        /// The class.
        class: NotificationClass,
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
    #[error("the charset of the document is {0:?}, not utf-8")]
    Charset(String),
    /// `X-CallbackURI` is absent.
    #[error("the header X-CallbackURI is absent")]
    CallbackUriAbsent,
    /// `X-CallbackURI` is not an absolute `http` or `https` URI.
    #[error("the callback URI is not an absolute http or https URI")]
    CallbackUri,
    /// The port of `X-CallbackURI` is not a number up to 65535.
    #[error("the port of the callback URI is not a number from 0 to 65535")]
    CallbackPort,
    /// `X-CallbackURI` has user info (`user:password@`).
    #[error("the callback URI has user info, which a service does not send")]
    CallbackUserInfo,
    /// The body is too long.
    #[error("the body takes {size} bytes, more than the {limit} allowed")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The body is too long for a raw notification, which it is because it names no target.
    #[error(
        "the body takes {size} bytes, more than the {limit} allowed for a raw notification, which it is because \
         the header X-WindowsPhone-Target is absent"
    )]
    RawTooLarge {
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
    Structure(#[from] Located<StructureError>),
    /// The phone of [`Limits::os`](crate::Limits::os) does not know the kind or an element, or the content
    /// type of a raw notification cannot be sent.
    #[error("the content breaks a rule of its kind")]
    Content(#[from] BuildError),
    /// The notification is odd. Only [`Incoming::strict`](super::Incoming::strict) refuses it.
    #[error("the notification is odd, which strict reading refuses")]
    Odd(#[from] Located<Warning>),
}

impl Refusal {
    /// Where in the body the reason is, if it is there.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Xml(error) => Some(error.position()),
            Self::Structure(error) => error.position,
            Self::Odd(warning) => warning.position,
            _ => None,
        }
    }

    /// The reply of the service: 405 or 400, without MPNS headers.
    pub fn reply(&self) -> Reply {
        Reply::new(match self {
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            _ => StatusCode::BAD_REQUEST,
        })
    }
}
