use bytes::Bytes;

use super::incoming::Incoming;
use super::read::read_document;
use super::refusal::Refusal;
use crate::{BatchingInterval, Limits, Notification};

impl Notification {
    /// A toast or tile from a user-supplied document, which is sent as it is, byte for byte. Needs the feature `service`.
    ///
    /// The document is read as a service reads it, so a service does not refuse it. What was read is returned too, with
    /// [warnings](Incoming::warnings) about what is odd; [`Incoming::strict`] refuses that. The kind is that of the
    /// document.
    ///
    /// ```
    /// use mpns_proto::{BatchingInterval, Kind, Limits, Notification};
    ///
    /// let document = r#"<wp:Notification xmlns:wp="WPNotification">
    ///     <wp:Toast><wp:Text1>Goal!</wp:Text1><wp:Param>Match.xaml</wp:Param></wp:Toast>
    /// </wp:Notification>"#;
    /// let (notification, incoming) =
    ///     Notification::from_user_document(document, BatchingInterval::Immediate, &Limits::default())?;
    /// assert_eq!((notification.kind(), notification.body()), (Kind::Toast, document.as_bytes()));
    /// assert_eq!(
    ///     incoming.warnings[0].to_string(),
    ///     "at line 2, column 41 (byte 84): Param does not begin with / or ?",
    /// );
    /// assert!(incoming.strict().is_err());
    /// # Ok::<(), mpns_proto::service::Refusal>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`read_document`].
    pub fn from_user_document(
        document: impl Into<Vec<u8>>,
        interval: BatchingInterval,
        limits: &Limits,
    ) -> Result<(Self, Incoming), Refusal> {
        let document = Bytes::from(document.into());
        let mut incoming = read_document(&document, limits)?;
        incoming.content.set_interval(interval);
        let kind = incoming.content.kind();
        Ok((Self::from_document(kind, interval, document), incoming))
    }
}
