//! From a notification to a request.

use std::hint::black_box;

use http::Uri;
use mpns_proto::ChannelUri;

use crate::build::typical_toast;
use crate::floors;
use crate::subject::Subject;

pub(crate) fn subjects() -> Vec<Subject> {
    let notification = typical_toast().build().expect("a toast");
    let channel: ChannelUri = CHANNEL.parse().expect("a channel");
    let (parts, body) = notification.request(&channel).into_parts();
    vec![
        Subject::new("parse a channel URI", || black_box(CHANNEL).parse::<ChannelUri>())
            .floor("parse a Uri", || black_box(CHANNEL).parse::<Uri>()),
        Subject::new("request", move || black_box(&notification).request(black_box(&channel)))
            .floor("bare request", move || {
                floors::request(&parts.uri, &parts.headers, black_box(&body))
            }),
    ]
}

const CHANNEL: &str = "http://127.0.0.1:8800/throttledthirdparty/01.00/4711";
