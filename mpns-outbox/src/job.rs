use std::num::{NonZeroU16, NonZeroU32};
use std::time::Duration;

use mpns_proto::{BatchingInterval, ChannelUri};

/// A notification to be delivered to a channel.
///
/// The outbox does not look at the notification, and need not have it: `payload` is what it gives back with every
/// attempt and at the end, such as a notification, a key, or both.
///
/// ```
/// use std::time::Duration;
/// use mpns_outbox::Job;
/// use mpns_proto::{ChannelUri, Toast};
///
/// let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
/// let channel: ChannelUri = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAA".parse()?;
///
/// let mut job = Job::new(channel, (7, toast));
/// job.deadline = Some(Duration::from_secs(15 * 60)); // after that it is no news
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job<T> {
    /// Where it is sent.
    pub channel: ChannelUri,
    /// What the outbox gives back.
    pub payload: T,
    /// Channels with a notification that is delivered at once go before the others: the default.
    pub interval: BatchingInterval,
    /// How long it may take from now: a day. It ends at the latest then, in whole seconds, rounded down. `None`: it
    /// never becomes too late.
    pub deadline: Option<Duration>,
    /// How many attempts there may be: as many as the deadline allows.
    pub attempts: Option<NonZeroU16>,
    /// Whether it is sent again after it may have been delivered: `false`. `true` means that showing it twice is better
    /// than perhaps not at all.
    pub may_show_twice: bool,
    /// A number for the tile that it updates. An update that waits is replaced by a newer one of the same channel and
    /// number.
    ///
    /// A tile keeps what an update leaves out, so use it only if each update sets or clears all that the ones before
    /// did. A toast has no number, and is never replaced.
    pub tile: Option<NonZeroU32>,
}

impl<T> Job<T> {
    /// A job with the defaults.
    pub fn new(channel: ChannelUri, payload: T) -> Self {
        Self {
            channel,
            payload,
            interval: BatchingInterval::Immediate,
            deadline: Some(DAY),
            attempts: None,
            may_show_twice: false,
            tile: None,
        }
    }

    /// The same job with another payload.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Job<U> {
        let Self { channel, payload, interval, deadline, attempts, may_show_twice, tile } = self;
        let payload = change(payload);
        Job { channel, payload, interval, deadline, attempts, may_show_twice, tile }
    }
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
