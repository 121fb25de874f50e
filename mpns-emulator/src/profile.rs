use std::fmt;

use serde::{Deserialize, Serialize};

/// Which service the emulator behaves like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// The Microsoft Push Notification Service.
    #[default]
    Mpns,
    /// ReLiveWP, the revival of the Windows Phone services: a bare 200 for what reached the phone, a bare 202
    /// for what waits, a bare 404 for a channel that it does not know. It refuses nothing, takes any class that it
    /// does not know as a toast, and loses the oldest notification of a full queue.
    ReLiveWp,
}

impl Profile {
    /// The shape of channel URIs, unless another one is asked for.
    pub(crate) fn uri_shape(self) -> UriShape {
        match self {
            Self::Mpns => UriShape::Throttled,
            Self::ReLiveWp => UriShape::Channel,
        }
    }
}

/// The shape of channel URIs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UriShape {
    /// `/throttledthirdparty/01.00/TOKEN`, or `/unthrottledthirdparty/01.00/TOKEN` for an authenticated service:
    /// MPNS to 2014.
    #[default]
    Throttled,
    /// `/u/1/DC/BASE64/SERVICE/BASE64/TOKEN`: MPNS from 2014.
    U1,
    /// `/channel/TOKEN`: ReLiveWP.
    Channel,
}

impl fmt::Display for UriShape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Throttled => "throttled",
            Self::U1 => "u1",
            Self::Channel => "channel",
        })
    }
}
