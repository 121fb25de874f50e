//! The notifications that are built, sent and read.

use http::Request;
use mpns_proto::{ChannelUri, Content, CycleTile, Notification, Toast};

/// A toast of the usual size, with characters that have to be escaped.
pub fn toast() -> Content {
    let toast = Toast {
        text1: Some("Tom & Jerry's \"Café\"".into()),
        text2: Some("Order #4711 <b>shipped</b> & on its way: R&D says it's due by 17:30".into()),
        param: Some("/Views/Order.xaml?id=4711&from=toast&tab=\"track\"".into()),
        ..Toast::default()
    };
    toast.into()
}

/// A toast with 1,000 characters, none of which has to be escaped.
pub fn plain() -> Content {
    Toast { text1: Some("abcdefghij".repeat(100)), ..Toast::default() }.into()
}

/// A cycle tile with all elements.
pub fn cycle_tile() -> Content {
    let mut tile = CycleTile {
        id: Some("/SecondaryTile.xaml?DefaultTitle=FromTile".into()),
        small_background_image: "Images/small.png".into(),
        count: 99.into(),
        title: "R&D".into(),
        ..CycleTile::default()
    };
    for (number, image) in (1..).zip(&mut tile.cycle_images) {
        *image = format!("Images/cycle-{number}.jpg").into();
    }
    tile.into()
}

/// The toast, built.
pub fn notification() -> Notification {
    toast().build().expect("a toast")
}

/// The toast, after its first request.
pub fn used_notification() -> Notification {
    let notification = notification();
    drop(notification.request(&channel()));
    notification
}

/// The text of a channel.
pub const CHANNEL: &str =
    "http://sn1.notify.live.net/throttledthirdparty/01.00/AQGdfvqbFaE3RpnCQbbgkQ4711";

/// The channel with that text.
pub fn channel() -> ChannelUri {
    CHANNEL.parse().expect("a channel")
}

/// What a service receives: the toast for the channel.
pub fn request() -> Request<Vec<u8>> {
    notification().request(&channel())
}
