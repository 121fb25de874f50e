use std::io;
use std::time::Duration;

use http::StatusCode;

/// Why a phone, or the emulator in its place, does not show an image of a tile.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImageError {
    #[error("this emulator fetches no images (images, --images)")]
    Off,
    #[error("the URI of the image cannot be read")]
    Uri,
    #[error("a phone fetches images only over http")]
    NotHttp,
    #[error("the path of the image does not end in .jpg or .png")]
    Name,
    #[error("a phone takes the images of iconic and cycle tiles only from the app")]
    Template,
    #[error("the app does not allow images from this host (imageDomains)")]
    Domain,
    #[error(
        "the image is neither on this machine nor on a host that is allowed (imageHosts, --image-hosts)"
    )]
    NotAllowed,
    #[error("no connection to the server of the image: {0}")]
    Connect(io::Error),
    #[error("the server of the image broke off: {0}")]
    Exchange(hyper::Error),
    #[error("the server of the image answered with {}", .0.as_u16())]
    Status(StatusCode),
    #[error("the image has more than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("the image took longer than {} seconds", limit.as_secs_f32())]
    TooSlow { limit: Duration },
    #[error("the image is neither JPEG nor PNG")]
    Format,
}

impl ImageError {
    /// What the control API answers: 502 if what the server of the image sent is at fault.
    pub(crate) fn status(&self) -> StatusCode {
        match self {
            Self::Off
            | Self::Uri
            | Self::NotHttp
            | Self::Name
            | Self::Template
            | Self::Domain
            | Self::NotAllowed => StatusCode::FORBIDDEN,
            Self::Connect(_)
            | Self::Exchange(_)
            | Self::Status(_)
            | Self::TooLarge { .. }
            | Self::TooSlow { .. }
            | Self::Format => StatusCode::BAD_GATEWAY,
        }
    }
}
