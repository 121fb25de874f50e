use std::borrow::Cow;

use crate::document::{self, Document, fields};
use crate::owned::into_owned;
use crate::value::Datum;
use crate::{BatchingInterval, BuildError, Kind, Limits, Misfit, Notification, Value};

/// A toast: a banner at the top of the screen while the app is not in front.
///
/// Every element is optional. A toast without any element, or with empty texts only, is refused, because it
/// would show nothing. A toast with only a `param` or only a sound is accepted. The elements of a toast
/// cannot be cleared.
///
/// A phone shows about 40 characters of a title without content, 47 of a content without title, and 41 of
/// both together.
///
/// Source: MSDN `jj662938`.
///
/// ```
/// use mpns_proto::{ChannelUri, Toast};
///
/// let channel: ChannelUri = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAA".parse()?;
/// let toast = Toast { text1: Some("Goal!".into()), text2: Some("2:1".into()), ..Toast::default() };
/// let request = toast.build()?.request(&channel);
/// assert_eq!(request.headers()["x-notificationclass"], "2");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Toast<'a> {
    /// The title, in bold.
    pub text1: Option<Cow<'a, str>>,
    /// The content, after the title.
    pub text2: Option<Cow<'a, str>>,
    /// What a tap opens: a page of the app and its query, such as `/Match.xaml?id=7`, or only a query.
    /// Begins with `/` or `?`, at most [`Limits::MAX_PARAM_CHARS`]. Windows Phone 7.1 and later.
    /// [`NavigationUri`](crate::NavigationUri) builds one.
    pub param: Option<Cow<'a, str>>,
    /// A sound instead of the phone's default. OS 8.0.10492 and later.
    pub sound: Option<Sound<'a>>,
    /// How long the service may hold the toast back.
    pub interval: BatchingInterval,
}

impl Toast<'_> {
    /// Checks the toast against the default limits and encodes it.
    ///
    /// # Errors
    ///
    /// See [`build_with`](Self::build_with).
    pub fn build(&self) -> Result<Notification, BuildError> {
        self.build_with(&Limits::default())
    }

    /// Checks the toast and encodes it.
    ///
    /// # Errors
    ///
    /// If the toast is empty, `param` is too long or does not begin with `/` or `?`, a text contains
    /// a character that XML 1.0 forbids, an element is newer than the phone, or the document is too long.
    pub fn build_with(&self, limits: &Limits) -> Result<Notification, BuildError> {
        document::build(self, limits)
    }
}

into_owned!(Toast { text1, text2, param, sound, interval });

impl<'a> Document<'a> for Toast<'a> {
    const KIND: Kind = Kind::Toast;
    fields! {
        Text1 => text1,
        Text2 => text2,
        Param => param,
        Sound => sound,
    }

    fn interval(&self) -> BatchingInterval {
        self.interval
    }

    fn check(&self) -> Result<(), BuildError> {
        if document::is_unchanged(self) {
            return Err(BuildError::EmptyToast);
        }
        let Some(param) = &self.param else { return Ok(()) };
        if !param.starts_with(['/', '?']) {
            return Err(BuildError::ParamStart);
        }
        let chars = param.chars().count();
        if chars > Limits::MAX_PARAM_CHARS {
            return Err(BuildError::ParamTooLong { chars });
        }
        Ok(())
    }
}

/// The sound of a [`Toast`]. Windows Phone 8.0 Update 3 (OS 8.0.10492) and later.
///
/// Source: MSDN `jj662938`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sound<'a> {
    /// A file in the app's package, such as `Audio/ring.mp3`.
    File(Cow<'a, str>),
    /// No sound.
    Silent,
}

impl<'a> Datum<'a> for Sound<'a> {
    fn value(&self) -> Value<'_> {
        match self {
            Self::File(path) => Value::Text(Cow::Borrowed(path)),
            Self::Silent => Value::Silent,
        }
    }

    fn read(value: Value<'a>) -> Result<Self, Misfit> {
        match value {
            Value::Text(path) => Ok(Self::File(path)),
            Value::Silent => Ok(Self::Silent),
            _ => Err(Misfit::NotSound),
        }
    }
}
