//! The request as the service receives it.

use http::Request;
use mpns_proto::Outcome::Received;
use mpns_proto::{
    BatchingInterval, BuildError, CallbackRegistration, ChannelUri, Color, CycleTile, FlipTile,
    IconicTile, Limits, Notification, Property, Raw, Sound, Tile, Toast,
};
use uuid::Uuid;

use crate::case::Case;
use crate::expect::Expect;
use crate::script::Answer;
use crate::sending::{Sending, text};

pub(super) fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = notifications()
        .into_iter()
        .map(|(name, built)| {
            let send = Sending::notification(built, expect());
            received(name, "the service receives the notification as it was given", send)
        })
        .collect();
    cases.extend(TARGETS.iter().map(|(name, target)| {
        let send = Sending::plain(expect()).target(*target);
        received(
            name,
            "the service receives path and query in origin form, as they are in the channel",
            send,
        )
    }));
    let longest = format!("/{}", "a".repeat(LONGEST_TARGET.saturating_sub(1)));
    let longest = Sending::plain(expect()).target(longest);
    cases.push(received(
        "target-longest",
        "the service receives a path of 1,000 characters whole",
        longest,
    ));
    let registration = Sending::other(registration(), expect());
    cases.push(received(
        "callback-registration",
        "the service receives the registration of a callback as it was given",
        registration,
    ));
    cases
}

fn received(name: &'static str, description: &'static str, send: Sending) -> Case {
    Case::new(format!("request/{name}"), description)
        .answer(&answer())
        .send_all([send])
        .requests(1)
        .exact()
}

fn answer() -> Answer {
    Answer::received("request")
}

fn expect() -> Expect {
    Expect::reply(&answer(), Received)
}

type Built = Result<Notification, BuildError>;

/// One of every kind, and then the extremes of a kind.
fn notifications() -> Vec<(&'static str, Built)> {
    let id = Some("/SecondaryTile.xaml?DefaultTitle=FromTile&x=\"1\"".into());
    let mut cycle_images = [const { Property::Keep }; 9];
    for (image, path) in cycle_images.iter_mut().zip(["Images/a.jpg", "Images/b.jpg"]) {
        *image = path.into();
    }
    let toast = Toast {
        text1: Some("Goal! <&>".into()),
        text2: Some("Ümit \u{2192} 2:1 \u{26bd}\u{1f3c6}".into()),
        param: Some("/Match.xaml?id=7&team=R%26D".into()),
        sound: Some(Sound::File("Audio/ring.mp3".into())),
        interval: BatchingInterval::Immediate,
    };
    let tile = Tile {
        id: id.clone(),
        background_image: Some("http://127.0.0.1/tile.png?a=1&b=2".into()),
        count: 7.into(),
        title: "受信トレイ".into(),
        back_background_image: Property::Clear,
        back_title: "Ihre Grüße".into(),
        back_content: Property::Clear,
        interval: BatchingInterval::Within450s,
    };
    let flip = FlipTile {
        id: id.clone(),
        wide_back_content: "\u{1f600}".into(),
        count: 0.into(),
        back_title: Property::Clear,
        interval: BatchingInterval::Within900s,
        ..FlipTile::default()
    };
    let iconic = IconicTile {
        id: id.clone(),
        wide_content1: "Дождь".into(),
        wide_content2: Property::Clear,
        background_color: Color::from_argb(0xFF01_0203).into(),
        ..IconicTile::default()
    };
    let cycle = CycleTile { id, cycle_images, count: 99.into(), ..CycleTile::default() };
    let explicit = Raw { explicit_target: true, class: Some(4), ..Raw::from("{\"goals\":3}") };
    let typed = Raw {
        content_type: Some("application/json; charset=\"utf-8\"".into()),
        ..Raw::from("{\"goals\":3}")
    };
    let all_bytes: Vec<u8> = (0..=u8::MAX).collect();
    let large = Limits { raw_bytes: LARGE, ..Limits::default() };
    let id = Uuid::from_u128(MESSAGE_ID);
    vec![
        ("toast", toast.build()),
        ("tile", tile.build()),
        ("flip-tile", flip.build()),
        ("iconic-tile", iconic.build()),
        ("cycle-tile", cycle.build()),
        ("raw", Raw::from("2:1 für Österreich").build()),
        ("raw-explicit-target", explicit.build()),
        ("raw-content-type", typed.build()),
        ("raw-empty", Raw::default().build()),
        ("raw-all-bytes", Raw::from(all_bytes).build()),
        ("raw-like-http", Raw::from("\r\n\r\nPOST / HTTP/1.1\r\nHost: h\r\n\r\n").build()),
        ("raw-large", Raw::from(vec![b'x'; LARGE]).build_with(&large)),
        ("message-id", toast.build().map(|toast| toast.with_message_id(id))),
    ]
}

/// Only an authenticated channel takes it; here the service is on loopback without TLS.
fn registration() -> Result<Request<Vec<u8>>, String> {
    let channel: ChannelUri = "https://127.0.0.1/".parse().map_err(text)?;
    let callback = "https://127.0.0.1/inactive?user=7".parse().map_err(text)?;
    let registration = CallbackRegistration::new(&channel, &callback, "für 7".as_bytes());
    Ok(registration.map_err(text)?.request())
}

/// Paths and queries that are legal, but that a client may want to normalize.
const TARGETS: &[(&str, &str)] = &[
    ("target-root", "/"),
    ("target-service", "/u/1/db3/H2QAAAB+/Zm9v/a_b-c=/d%2fe/QUJD"),
    ("target-query", "/?token=AAA%2b%3D&empty=&flag"),
    ("target-query-in-query", "/a?b?c/d?e=f"),
    ("target-empty-query", "/a?"),
    ("target-dots", "/a/./b/../c/%2e%2E/d"),
    ("target-slashes", "/a//b///"),
    ("target-percent", "/%41%7e%7E%00%0d%0a%ff?%20%2B+"),
    ("target-reserved", "/a;b=1,2/!$&'()*+,;=:@-._~?!$&'()*+,;=:@/-._~"),
    ("target-absolute-inside", "/http://127.0.0.1:1/a@b:c"),
];

const LARGE: usize = 256 * 1024;
/// Leaves room for scheme, host and port within the 1,024 characters of a channel URI.
const LONGEST_TARGET: usize = 1000;
const MESSAGE_ID: u128 = 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef;
