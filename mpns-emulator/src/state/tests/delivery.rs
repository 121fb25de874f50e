use mpns_proto::{CycleTile, FlipTile, IconicTile, OsVersion, Raw, Sound, Tile};

use super::*;

#[test]
fn queued_notifications_are_delivered_in_order_when_the_phone_reconnects() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let two = || Settings { queue_capacity: 2, ..Settings::default() };
    let none = || Settings { queue_capacity: 0, ..Settings::default() };
    let expired = || Settings { subscription: Subscription::Expired, ..Settings::default() };
    for (settings, connection, received, left) in [
        (two(), Connected, vec!["1", "2"], 0),
        (none(), Connected, vec!["1", "2"], 0),
        (two(), TempDisconnected, vec![], 2),
        (two(), Disconnected, vec![], 0),
        (two(), Inactive, vec![], 0),
        (expired(), Connected, vec![], 0),
    ] {
        let mut bench = Bench::new(false, two(), TempDisconnected);
        for (text, answered) in [
            ("1", "200 Received TempDisconnected Active"),
            ("2", "200 Received TempDisconnected Active"),
            ("3", "200 QueueFull TempDisconnected Active"),
        ] {
            assert_eq!(row(&bench.send(&toast(text), second(1))), answered, "{text}");
        }
        assert_eq!((bench.waiting(second(1)), bench.texts().len()), ((2, 0), 0));
        assert_eq!(bench.fates(), [Some(Fate::Queued), Some(Fate::Queued), None]);

        bench.configure(settings, second(60));
        bench.connect(connection, second(60));
        assert_eq!(bench.texts(), received, "{connection:?}");
        assert_eq!(bench.waiting(second(60)), (left, 0), "{connection:?}");
        for delivery in bench.channel().deliveries_after(0) {
            assert_eq!((delivery.received_at, delivery.delivered_at), (second(1), second(60)));
        }
        let fate = match (received.len(), left) {
            (0, 0) => Fate::Lost,
            (0, _) => Fate::Queued,
            _ => Fate::Delivered(Effect::Shown),
        };
        assert_eq!(bench.fates(), [Some(fate), Some(fate), None], "{connection:?}");
    }
}

#[test]
fn dropped_notifications_are_not_delivered_later() {
    let mut bench = Bench::new(false, Settings::default(), DeviceConnection::Connected);
    for device in [
        DeviceConnection::TempDisconnected,
        DeviceConnection::Disconnected,
        DeviceConnection::Connected,
    ] {
        bench.connect(device, START);
        let _ = bench.send(&toast(&format!("{device:?}")), START);
    }
    assert_eq!(bench.texts(), ["Connected"]);
}

#[test]
fn the_app_gets_toasts_and_raw_where_it_is_running() {
    use AppState::{InFront, NotInFront, Obscured};
    let tile: Content = Tile { title: "Inbox".into(), ..Tile::default() }.into();
    let toast: Content = Toast { text1: Some("Goal!".into()), ..Toast::default() }.into();
    let raw: Content = Raw::from("{}").into();
    for (content, app, os, effect) in [
        (&toast, NotInFront, OsVersion::V8_1, Effect::Shown),
        (&toast, Obscured, OsVersion::V8_1, Effect::Shown),
        (&toast, Obscured, OsVersion::V8_0_10492, Effect::Shown),
        (&toast, Obscured, OsVersion::V8_0, Effect::HandedToApp),
        (&toast, InFront, OsVersion::V8_1, Effect::HandedToApp),
        (&raw, NotInFront, OsVersion::V8_1, Effect::Dropped),
        (&raw, Obscured, OsVersion::V8_0, Effect::HandedToApp),
        (&raw, InFront, OsVersion::V8_1, Effect::HandedToApp),
        (&tile, NotInFront, OsVersion::V8_1, Effect::Shown),
        (&tile, InFront, OsVersion::V8_1, Effect::Shown),
    ] {
        let settings = Settings { app, ..Settings::default() };
        let mut bench = Bench::new(false, settings, DeviceConnection::Connected);
        bench.phone(|phone| phone.os = os, START);
        let reply = bench.send(&request(content), START);
        assert_eq!(row(&reply), "200 Received Connected Active");
        let delivery = bench.channel().deliveries_after(0).next().expect("a delivery");
        let found = (&delivery.notification, delivery.effect);
        assert_eq!(found, (content, effect), "{app:?} {os}");
    }
    let default = Settings::default().app;
    assert_eq!(default, NotInFront, "the first toast shows");
}

#[test]
fn tiles_change_only_with_images_that_the_app_allows() {
    let tile = |image: &str| -> Content {
        let image = image.into();
        FlipTile { background_image: image, title: "A".into(), ..FlipTile::default() }.into()
    };
    let domains = || Some(["img.example".to_owned()].into());
    for (domains, pinned, image, effect) in [
        (None, true, "http://anywhere.example/a.png", Effect::Shown),
        (domains(), true, "http://IMG.example/a.png", Effect::Shown),
        (domains(), true, "Images/a.png", Effect::Shown),
        (domains(), true, "http://anywhere.example/a.png", Effect::BadContent),
        (domains(), false, "Images/a.png", Effect::NotPinned),
    ] {
        let settings =
            Settings { image_domains: domains, tile_pinned: pinned, ..Settings::default() };
        let mut bench = Bench::new(false, settings, DeviceConnection::Connected);
        let _ = bench.send(&request(&tile(image)), START);
        assert_eq!(bench.effects(), [effect], "{image}");
        let is_shown = bench.channel().tiles.iter().count() == 1;
        assert_eq!(is_shown, effect == Effect::Shown, "{image}");
    }
}

#[test]
fn a_notification_too_new_for_the_phone_closes_the_channel() {
    let text = || Toast { text1: Some("Goal!".into()), ..Toast::default() };
    for (content, too_old, knows) in [
        (
            Content::from(Toast { param: Some("/A.xaml".into()), ..text() }),
            OsVersion::V7_0,
            OsVersion::V7_1,
        ),
        (
            Toast { sound: Some(Sound::Silent), ..text() }.into(),
            OsVersion::V8_0,
            OsVersion::V8_0_10492,
        ),
        (
            Tile { back_title: "Back".into(), ..Tile::default() }.into(),
            OsVersion::V7_0,
            OsVersion::V7_1,
        ),
        (
            FlipTile { title: "Flip".into(), ..FlipTile::default() }.into(),
            OsVersion::V7_1,
            OsVersion::V7_8,
        ),
        (
            IconicTile { title: "Icon".into(), ..IconicTile::default() }.into(),
            OsVersion::V7_1,
            OsVersion::V7_8,
        ),
        (
            CycleTile { title: "Cycle".into(), ..CycleTile::default() }.into(),
            OsVersion::V7_8,
            OsVersion::V8_0,
        ),
    ] {
        for (os, second_answer) in
            [(too_old, "404 Dropped Connected Expired"), (knows, "200 Received Connected Active")]
        {
            let mut bench = Bench::new(false, Settings::default(), DeviceConnection::Connected);
            bench.phone(|phone| phone.os = os, START);
            let reply = bench.send(&request(&content), START);
            assert_eq!(row(&reply), "200 Received Connected Active", "{os} {content:?}");
            let reply = bench.send(&request(&content), START);
            assert_eq!(row(&reply), second_answer, "{os} {content:?}");
            let effects = bench.effects().into_iter();
            let errors = effects.filter(|effect| *effect == Effect::PayloadFormatError).count();
            assert_eq!(errors, usize::from(os == too_old), "{os} {content:?}");
        }
    }
}

#[test]
fn notifications_queued_behind_a_payload_format_error_are_lost() {
    let mut bench = Bench::new(false, Settings::default(), DeviceConnection::TempDisconnected);
    bench.phone(|phone| phone.os = OsVersion::V7_1, START);
    let flip = request(&FlipTile { title: "Flip".into(), ..FlipTile::default() }.into());
    for request in [toast("1"), flip, toast("2")] {
        let _ = bench.send(&request, START);
    }
    bench.connect(DeviceConnection::Connected, START);
    assert_eq!(bench.texts(), ["1", "flip tile"]);
    assert_eq!(bench.channel().settings.subscription, Subscription::Expired);
    assert_eq!(bench.waiting(START), (0, 0));
    assert_eq!(bench.fates().last(), Some(&Some(Fate::Lost)));
}
