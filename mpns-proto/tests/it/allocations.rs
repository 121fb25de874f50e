//! The allocations of a notification: two to build, four for a request, none to judge the reply.
//!
//! The first use is counted, too. Only the first request of a notification takes more: it prepares the headers of all.

use allocation_counter::measure;
use mpns_proto::{
    ChannelUri, Color, Content, CycleTile, FlipTile, IconicTile, Outcome, Raw, Reply, Tile, Toast,
};
use uuid::Uuid;

fn every_kind() -> [Content; 6] {
    let toast = Toast {
        text1: Some("Tom & Jerry's \"Café\"".into()),
        text2: Some("Order #4711 <b>shipped</b>".into()),
        param: Some("/Views/Order.xaml?id=4711&tab=\"track\"".into()),
        ..Toast::default()
    };
    let color = Color::from_argb(0xFF00_FF00);
    [
        toast.into(),
        Tile { title: "R&D".into(), count: 99.into(), ..Tile::default() }.into(),
        FlipTile { title: "R&D".into(), ..FlipTile::default() }.into(),
        IconicTile { background_color: color.into(), ..IconicTile::default() }.into(),
        CycleTile { title: "R&D".into(), ..CycleTile::default() }.into(),
        Raw::from("<a/>").into(),
    ]
}

fn typed_raw() -> Content {
    Raw { content_type: Some("application/json".into()), ..Raw::from("{}") }.into()
}

fn allocations(run: impl FnOnce()) -> u64 {
    measure(run).count_total
}

#[test]
fn building_takes_two_and_one_for_a_content_type() {
    let contents = every_kind().map(|content| (content, 2)).into_iter().chain([(typed_raw(), 3)]);
    for (content, expected) in contents {
        assert_eq!(allocations(|| drop(content.build())), expected, "{}", content.kind());
    }
}

#[test]
fn a_request_takes_four_and_two_for_its_message_id() {
    let channel: ChannelUri =
        "http://sn1.notify.live.net/throttledthirdparty/01.00/AAE?x=1".parse().expect("a channel");
    for content in every_kind().into_iter().chain([typed_raw()]) {
        let (kind, notification) = (content.kind(), content.build().expect("a notification"));
        let first = allocations(|| drop(notification.request(&channel)));
        assert!(first <= 10, "{kind}: {first} for the first");
        let named = notification.clone().with_message_id(Uuid::nil());
        for clone in [&notification, &notification.clone()] {
            assert_eq!(allocations(|| drop(clone.request(&channel))), 4, "{kind}");
        }
        assert_eq!(allocations(|| drop(named.request(&channel))), 6, "{kind} with message ID");
    }
}

#[test]
fn a_request_that_shares_its_body_takes_three() {
    let channel: ChannelUri = "http://h.example/A".parse().expect("a channel");
    for content in every_kind() {
        let (kind, notification) = (content.kind(), content.build().expect("a notification"));
        drop(notification.shared_request(&channel));
        assert_eq!(allocations(|| drop(notification.shared_request(&channel))), 3, "{kind}");
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
        .header("Content-Type", "text/html; charset=utf-8")
        .body(())
        .expect("a response");
    assert_eq!(
        allocations(|| assert_eq!(Reply::from_response(&response).outcome(), Outcome::Received)),
        0
    );
}
