use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use uuid::Uuid;

use super::content::serialize_into;
use super::field::{next_field, value};
use super::fields::Fields;
use crate::{BuildError, ChannelUri, Content, Limits, Notification};

/// A notification for a channel, with a key of your choice that identifies it.
///
/// In JSON it is a flat object. `type` and `channel` are required, the rest is optional. An unknown field,
/// or one that the type does not have, is an error that names it:
///
/// | field | what |
/// | --- | --- |
/// | `key` | anything, returned with the result |
/// | `channel` | the channel URI |
/// | `type` | `toast`, `tile`, `flipTile`, `iconicTile`, `cycleTile` or `raw` |
/// | `text1`, `backBackgroundImage`, ... | the elements in lower camel case; for a tile, `null` clears and leaving out keeps |
/// | `cycleImages` | the images of a cycle tile in order, each a text or `null`; `cycleImage3` is a single one |
/// | `id` | the navigation URI of a secondary tile |
/// | `sound` | the sound of a toast: a path, or `{"silent": true}` |
/// | `payload`, `payloadBase64` | the body of a raw notification, as text or as bytes |
/// | `contentType`, `explicitTarget`, `class` | see [`Raw`](crate::Raw) |
/// | `interval` | the batching interval in seconds: 0, 450 or 900 |
/// | `messageId` | a UUID that the service echoes |
///
/// Serializing a job writes the channel URI, which is a secret. `Debug` does not show it.
///
/// ```
/// use mpns_proto::Job;
///
/// let job: Job<u32> = serde_json::from_str(r#"{
///     "key": 7,
///     "channel": "http://sn1.notify.live.net/throttledthirdparty/01.00/AAA",
///     "type": "flipTile",
///     "count": 3,
///     "backTitle": null
/// }"#)?;
/// let request = job.build()?.request(&job.channel);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job<K> {
    /// Your identifier for the job; the default of `K` if there is no `key`.
    pub key: K,
    /// The channel that the notification is for.
    pub channel: ChannelUri,
    /// The notification.
    pub content: Content,
    /// The message ID, which the service echoes.
    pub message_id: Option<Uuid>,
}

impl<K> Job<K> {
    /// A job without a message ID.
    pub const fn new(key: K, channel: ChannelUri, content: Content) -> Self {
        Self { key, channel, content, message_id: None }
    }

    /// Checks the notification against the default limits and encodes it, with its message ID.
    ///
    /// # Errors
    ///
    /// See the `build_with` of the kind, such as [`Toast::build_with`](crate::Toast::build_with).
    pub fn build(&self) -> Result<Notification, BuildError> {
        self.build_with(&Limits::default())
    }

    /// Checks the notification and encodes it, with its message ID.
    ///
    /// # Errors
    ///
    /// See the `build_with` of the kind, such as [`Toast::build_with`](crate::Toast::build_with).
    pub fn build_with(&self, limits: &Limits) -> Result<Notification, BuildError> {
        let notification = self.content.build_with(limits)?;
        Ok(match self.message_id {
            Some(message_id) => notification.with_message_id(message_id),
            None => notification,
        })
    }
}

impl<K: Serialize> Serialize for Job<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("key", &self.key)?;
        map.serialize_entry("channel", &self.channel)?;
        serialize_into(&self.content, &mut map)?;
        if let Some(message_id) = self.message_id {
            map.serialize_entry("messageId", &message_id.to_string())?;
        }
        map.end()
    }
}

impl<'de, K: Deserialize<'de> + Default> Deserialize<'de> for Job<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(JobVisitor(PhantomData))
    }
}

struct JobVisitor<K>(PhantomData<K>);

impl<'de, K: Deserialize<'de> + Default> Visitor<'de> for JobVisitor<K> {
    type Value = Job<K>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a job, an object with a channel and a type")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut key, mut channel, mut message_id) = (K::default(), None, None);
        let mut fields = Fields::default();
        let mut seen = Vec::new();
        while let Some(field) = next_field(&mut map, &mut seen)? {
            match field.as_str() {
                "key" => key = value("key", &mut map)?,
                "channel" => {
                    let text: String = value("channel", &mut map)?;
                    channel = Some(text.parse::<ChannelUri>().map_err(de::Error::custom)?);
                }
                "messageId" => {
                    let text: String = value("messageId", &mut map)?;
                    let uuid = Uuid::try_parse(&text);
                    let uuid = uuid.map_err(|_| de::Error::custom("messageId is not a UUID"))?;
                    message_id = Some(uuid);
                }
                field => fields.read(field, &mut map)?,
            }
        }
        let content = fields.finish()?;
        let channel = channel.ok_or_else(|| de::Error::missing_field("channel"))?;
        Ok(Job { key, channel, content, message_id })
    }
}
