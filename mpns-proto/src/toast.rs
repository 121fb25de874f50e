use std::borrow::Cow;

use crate::kind_table::kind_table;
use crate::value::Datum;
use crate::{BatchingInterval, Misfit, Value};

/// A toast: a banner at the top of the screen, shown while the app is not in the foreground.
///
/// Every element is optional. A toast without any element, or with empty texts only, is refused, because it
/// would show nothing. A toast with only a `param` or only a sound is accepted. The elements of a toast
/// cannot be cleared.
///
/// A phone shows about 40 characters of a title without content, 47 of content without a title, and 41 of
/// both together.
///
/// Source: [`jj662938`](crate::protocol#jj662938).
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
pub struct Toast {
    /// The title, in bold.
    pub text1: Option<String>,
    /// The content, after the title.
    pub text2: Option<String>,
    /// What a tap opens: a page of the app and its query, such as `/Match.xaml?id=7`, or only a query. Begins
    /// with `/` or `?`, at most [`Limits::param_chars`](crate::Limits::param_chars). Windows Phone 7.1 and
    /// later. [`NavigationUri`](crate::NavigationUri) builds one.
    pub param: Option<String>,
    /// A sound instead of the phone's default. OS 8.0.10492 and later.
    pub sound: Option<Sound>,
    /// How long the service may hold the toast back.
    pub interval: BatchingInterval,
}

kind_table!(Toast {
    Text1 => text1,
    Text2 => text2,
    Param => param,
    Sound => sound,
});

/// The sound of a [`Toast`]. Windows Phone 8.0 Update 3 (OS 8.0.10492) and later.
///
/// Source: [`jj662938`](crate::protocol#jj662938).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Sound {
    /// A file in the app's package, such as `Audio/ring.mp3`.
    File(String),
    /// No sound.
    Silent,
}

impl Datum for Sound {
    fn value(&self) -> Value<'_> {
        match self {
            Self::File(path) => Value::Text(Cow::Borrowed(path)),
            Self::Silent => Value::Silent,
        }
    }

    fn read(value: Value<'_>) -> Result<Self, Misfit> {
        match value {
            Value::Text(path) => Ok(Self::File(path.into_owned())),
            Value::Silent => Ok(Self::Silent),
            _ => Err(Misfit::NotSound),
        }
    }
}
