use std::collections::{BTreeSet, VecDeque};

use mpns_proto::Content;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{Answer, Bounds, serialize};

/// The state of a channel and of the app that opened it. That of the phone is in
/// [`DeviceSettings`](crate::DeviceSettings).
///
/// In JSON the names are in lower camel case, and fields that are left out have their defaults:
///
/// ```
/// use mpns_emulator::{AppState, Settings};
///
/// let settings: Settings = serde_json::from_str(r#"{"app": "inFront"}"#)?;
/// assert_eq!(settings.app, AppState::InFront);
/// assert_eq!(settings.daily_limit, Settings::DAILY_LIMIT);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Settings {
    /// Whether the channel exists.
    pub subscription: Subscription,
    /// Where the app is on the phone; not in front by default.
    pub app: AppState,
    /// The hosts from which the app allows the images of its tiles, without regard to case. By default,
    /// `None`, all are allowed.
    pub image_domains: Option<BTreeSet<String>>,
    /// The notification classes that the channel suppresses. None by default.
    pub suppressed_classes: BTreeSet<u8>,
    /// Whether the tile of the app is on the start screen; `true` by default. A secondary tile is there once it
    /// gets an update.
    pub tile_pinned: bool,
    /// What to answer, regardless of the state.
    pub answer: Option<Answer>,
    /// What to answer to the next requests, one for each; [`answer`](Self::answer) comes after them.
    #[serde(deserialize_with = "answers")]
    pub answers: VecDeque<Answer>,
    /// How many notifications can wait for a phone that is temporarily disconnected, or for the end of their
    /// batching interval; [`Settings::QUEUE_CAPACITY`] by default, and at most
    /// [`Bounds::QUEUE_CAPACITY`].
    #[serde(deserialize_with = "queue_capacity")]
    pub queue_capacity: usize,
    /// How many notifications a day an unauthenticated channel takes; [`Settings::DAILY_LIMIT`] by
    /// default. Only those answered with `Received` count, and the first of them begins the day. Ignored
    /// on an authenticated channel.
    pub daily_limit: u32,
    /// Whether an [odd](mpns_proto::service::Incoming::strict) notification is refused with 400. `false` by
    /// default: it is accepted, and [`Delivery::warnings`](crate::Delivery::warnings) says what is odd.
    /// [`Options::strict`](crate::Options::strict) makes every channel strict.
    pub strict: bool,
}

impl Settings {
    /// 1,000 notifications can wait for a phone.
    pub const QUEUE_CAPACITY: usize = 1000;
    /// 500 notifications a day. Source: [`ff941099`](mpns_proto::protocol#ff941099).
    pub const DAILY_LIMIT: u32 = 500;

    /// Whether the app allows all images of a tile that are not in its package.
    pub(crate) fn allow_images(&self, tile: &Content) -> bool {
        crate::remote_image::hosts(tile).all(|host| self.allow_images_on(host.as_deref()))
    }

    /// Whether the app allows images on a host, or on one that cannot be read.
    pub(crate) fn allow_images_on(&self, host: Option<&str>) -> bool {
        let Some(domains) = &self.image_domains else { return true };
        let is_allowed =
            |host: &str| domains.iter().any(|domain| domain.eq_ignore_ascii_case(host));
        host.is_some_and(is_allowed)
    }

    /// About how much memory the settings take beyond their own size.
    pub(crate) fn bytes(&self) -> usize {
        let answers = Answer::bytes_of(self.answers.iter().chain(&self.answer));
        let domains = self.image_domains.iter().flatten();
        domains
            .map(|domain| domain.len().saturating_add(DOMAIN_BYTES))
            .fold(answers, usize::saturating_add)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            subscription: Subscription::Active,
            app: AppState::NotInFront,
            image_domains: None,
            suppressed_classes: BTreeSet::new(),
            tile_pinned: true,
            answer: None,
            answers: VecDeque::new(),
            queue_capacity: Self::QUEUE_CAPACITY,
            daily_limit: Self::DAILY_LIMIT,
            strict: false,
        }
    }
}

/// Whether a channel exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Subscription {
    /// The channel takes notifications.
    Active,
    /// The channel is gone: notifications that wait are dropped, and new ones get 404.
    Expired,
}

/// Where an app is on the phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum AppState {
    /// The app is not running: the phone shows toasts, and drops raw notifications.
    NotInFront,
    /// The app is running behind a call or the lock screen: it gets raw notifications. From OS 8.0.10492 on the
    /// phone shows toasts; an older one hands them to the app.
    ///
    /// Source: [`jj662938`](mpns_proto::protocol#jj662938).
    Obscured,
    /// The app is running in the foreground: it gets raw notifications, and toasts, which are not shown.
    InFront,
}

/// A list of answers, which is bounded.
pub(crate) fn answers<'de, D: Deserializer<'de>>(from: D) -> Result<VecDeque<Answer>, D::Error> {
    serialize::bounded("answers", VecDeque::deserialize(from)?, VecDeque::len, Bounds::ANSWERS)
}

fn queue_capacity<'de, D: Deserializer<'de>>(from: D) -> Result<usize, D::Error> {
    serialize::bounded("notifications", usize::deserialize(from)?, |n| *n, Bounds::QUEUE_CAPACITY)
}

/// What a domain takes beside its text.
const DOMAIN_BYTES: usize = 48;
