use bytes::Bytes;
use http::HeaderValue;

use crate::{
    BatchingInterval, BuildError, Kind, Limits, Notification, NotificationClass, Target, Warning,
    advice,
};

/// A raw notification: any body. It reaches the app only while the app runs in the foreground.
///
/// Source: [`hh202945`](crate::protocol#hh202945).
///
/// ```
/// use mpns_proto::Raw;
///
/// let raw = Raw { content_type: Some("application/json".into()), ..Raw::from("{\"goals\":3}") };
/// let notification = raw.build()?;
/// assert_eq!(notification.body(), b"{\"goals\":3}");
/// # Ok::<(), mpns_proto::BuildError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Raw {
    /// What the app receives.
    pub payload: Vec<u8>,
    /// The content type; `text/xml` if absent. Visible ASCII, with spaces only between characters. Whether it
    /// is a media type is not checked.
    pub content_type: Option<String>,
    /// Whether to send `X-WindowsPhone-Target: raw`. In the protocol a raw notification has no such header,
    /// but some services and gateways need it.
    pub explicit_target: bool,
    /// How long the service may hold the notification back.
    pub interval: BatchingInterval,
    /// The notification class; the first of the interval's range if absent. The ranges are 3 to 10 for
    /// immediate, 13 to 20 within 450 s and 23 to 31 within 900 s. Source:
    /// [`hh221551`](crate::protocol#hh221551).
    pub class: Option<u8>,
}

impl Raw {
    /// Checks the notification against the default limits and copies its body.
    ///
    /// # Errors
    ///
    /// See [`build_with`](Self::build_with).
    pub fn build(&self) -> Result<Notification, BuildError> {
        self.build_with(&Limits::default())
    }

    /// Checks the notification and copies its body.
    ///
    /// # Errors
    ///
    /// If the body is too long, the class is not in the interval's range, or the content type is not a valid
    /// header value.
    pub fn build_with(&self, limits: &Limits) -> Result<Notification, BuildError> {
        let class = self.checked_class()?;
        let content_type = self.checked_content_type()?;
        let size = self.check_size(limits)?;
        let (body, content_type) = match content_type {
            None => (Bytes::copy_from_slice(&self.payload), None),
            Some(text) => {
                // Both are in one shared buffer, so a request does not copy the content type. Because of
                // the spare capacity, `Bytes` shares it now and not only with the first request.
                let mut both =
                    Vec::with_capacity(size.saturating_add(text.len()).saturating_add(1));
                both.extend_from_slice(&self.payload);
                both.extend_from_slice(text.as_bytes());
                let mut body = Bytes::from(both);
                let text = body.split_off(size);
                let text = HeaderValue::from_maybe_shared(text);
                (body, Some(text.map_err(|_| BuildError::ContentType)?))
            }
        };
        Ok(Notification::from_raw(class, content_type, self.explicit_target, body))
    }

    /// What is odd about the notification although it can be built: its body is the document of a toast or
    /// tile. With an [explicit target](Self::explicit_target) that is not odd.
    pub fn warnings(&self) -> Vec<Warning> {
        advice::of_raw(self)
    }

    pub(crate) fn check(&self, limits: &Limits) -> Result<usize, BuildError> {
        self.checked_class()?;
        self.checked_content_type()?;
        self.check_size(limits)
    }

    fn checked_class(&self) -> Result<NotificationClass, BuildError> {
        let Self { interval, class, .. } = *self;
        let Some(class) = class else {
            return Ok(NotificationClass::new(Target::Raw, interval));
        };
        NotificationClass::from_number(class)
            .filter(|class| class.target() == Target::Raw && class.interval() == interval)
            .ok_or(BuildError::RawClass { class, interval })
    }

    fn checked_content_type(&self) -> Result<Option<&str>, BuildError> {
        let Some(text) = self.content_type.as_deref() else { return Ok(None) };
        let visible = text.bytes().all(|b| b.is_ascii_graphic() || b == b' ');
        // HTTP does not count spaces around a value as part of it.
        if text.is_empty() || text.trim() != text || !visible {
            return Err(BuildError::ContentType);
        }
        Ok(Some(text))
    }

    fn check_size(&self, limits: &Limits) -> Result<usize, BuildError> {
        let (size, limit) = (self.payload.len(), limits.raw_bytes);
        if size > limit {
            return Err(BuildError::TooLarge { kind: Kind::Raw, size, limit });
        }
        Ok(size)
    }
}

impl From<&str> for Raw {
    fn from(payload: &str) -> Self {
        payload.as_bytes().into()
    }
}

impl From<&[u8]> for Raw {
    fn from(payload: &[u8]) -> Self {
        payload.to_vec().into()
    }
}

impl From<String> for Raw {
    fn from(payload: String) -> Self {
        payload.into_bytes().into()
    }
}

impl From<Vec<u8>> for Raw {
    fn from(payload: Vec<u8>) -> Self {
        Self { payload, ..Self::default() }
    }
}
