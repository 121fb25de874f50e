//! The allocations of a notification: one to build, four for the request, none to judge the reply.
//!
//! The first use is counted, too, so that nothing is deferred to it.

#![allow(clippy::arithmetic_side_effects, clippy::expect_used, reason = "tests may panic")]

use allocation_counter::measure;
use mpns_proto::{
    ChannelUri, CycleTile, FlipTile, IconicTile, Notification, Outcome, Raw, Reply, Tile, Toast,
};
use uuid::Uuid;

type Build = fn() -> Notification;

fn every_kind() -> [(&'static str, Build); 6] {
    [
        ("toast", || {
            let toast = Toast {
                text1: Some("Tom & Jerry's \"Café\"".into()),
                text2: Some("Order #4711 <b>shipped</b>".into()),
                param: Some("/Views/Order.xaml?id=4711&tab=\"track\"".into()),
                ..Toast::default()
            };
            toast.build().expect("a toast")
        }),
        ("tile", || {
            let tile = Tile { title: "R&D".into(), count: 99.into(), ..Tile::default() };
            tile.build().expect("a tile")
        }),
        ("flip tile", || {
            FlipTile { title: "R&D".into(), ..FlipTile::default() }.build().expect("a flip tile")
        }),
        ("iconic tile", || {
            let color = mpns_proto::Color::from_argb(0xFF00_FF00);
            let tile = IconicTile { background_color: color.into(), ..IconicTile::default() };
            tile.build().expect("an iconic tile")
        }),
        ("cycle tile", || {
            CycleTile { title: "R&D".into(), ..CycleTile::default() }.build().expect("a cycle tile")
        }),
        ("raw", || Raw::from("<a/>").build().expect("a raw notification")),
    ]
}

fn typed_raw() -> Notification {
    let raw = Raw { content_type: Some("application/json".into()), ..Raw::from("{}") };
    raw.build().expect("a raw notification")
}

fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

#[test]
fn building_takes_one_and_one_for_a_content_type() {
    for (kind, build) in every_kind() {
        assert_eq!(allocations(|| drop(build())), 1, "{kind}");
    }
    assert_eq!(allocations(|| drop(typed_raw())), 2);
}

#[test]
fn a_request_takes_four_and_one_for_its_message_id() {
    let channel: ChannelUri =
        "http://sn1.notify.live.net/throttledthirdparty/01.00/AAE?x=1".parse().expect("a channel");
    for (kind, build) in every_kind().into_iter().chain([("typed raw", typed_raw as Build)]) {
        let notification = build();
        assert_eq!(allocations(|| drop(notification.request(&channel))), 4, "{kind}");
        let named = notification.with_message_id(Uuid::nil());
        assert_eq!(allocations(|| drop(named.request(&channel))), 5, "{kind} with message ID");
    }
}

#[test]
fn a_reply_takes_none() {
    let response = http::Response::builder()
        .status(200)
        .header("X-NotificationStatus", "Received")
        .header("X-DeviceConnectionStatus", "Temporarily Disconnected")
        .header("X-SubscriptionStatus", "Active")
        .header("X-MessageID", "00000000-0000-0000-0000-000000000000")
        .header("ActivityId", "8e8e4ba5-0a2c-4d5c-9f5e-6a1b6f0d1b2a")
        .header("Retry-After", "120")
        .header("Server", "Microsoft-IIS/8.0")
        .body(())
        .expect("a response");
    assert_eq!(
        allocations(|| assert_eq!(Reply::from_response(&response).outcome(), Outcome::Received)),
        0
    );
}
