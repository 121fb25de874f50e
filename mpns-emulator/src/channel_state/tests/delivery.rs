use mpns_proto::{CycleTile, FlipTile, IconicTile, OsVersion, Raw, Sound, Tile};

use super::*;

#[test]
fn queued_notifications_are_delivered_in_order_when_the_phone_reconnects() {
    let waiting = Settings {
        device: DeviceConnection::TempDisconnected,
        queue_capacity: 2,
        ..Settings::default()
    };
    for (then, received) in [
        (Settings { device: DeviceConnection::Connected, ..waiting.clone() }, vec!["1", "2"]),
        (Settings { queue_capacity: 0, ..Settings::default() }, vec!["1", "2"]),
        (waiting.clone(), vec![]),
        (Settings { device: DeviceConnection::Disconnected, ..waiting.clone() }, vec![]),
        (Settings { device: DeviceConnection::Inactive, ..waiting.clone() }, vec![]),
        (Settings { subscription: Subscription::Expired, ..Settings::default() }, vec![]),
    ] {
        let mut state = ChannelState::new(false, waiting.clone());
        for (text, answered) in [
            ("1", "200 Received TempDisconnected Active"),
            ("2", "200 Received TempDisconnected Active"),
            ("3", "200 QueueFull TempDisconnected Active"),
        ] {
            assert_eq!(row(&send(&mut state, &toast(text), second(1))), answered, "{text}");
        }
        assert_eq!((state.summary(START).queued, state.deliveries().len()), (2, 0));

        state.configure(then.clone(), second(60));
        assert_eq!(texts(&state), received, "{then:?}");
        let waits = then == waiting;
        assert_eq!(state.summary(START).queued, if waits { 2 } else { 0 }, "{then:?}");
        for delivery in state.deliveries() {
            assert_eq!((delivery.received_at, delivery.delivered_at), (second(1), second(60)));
        }
    }
}

#[test]
fn dropped_notifications_are_not_delivered_later() {
    let mut state = ChannelState::new(false, Settings::default());
    for device in [
        DeviceConnection::TempDisconnected,
        DeviceConnection::Disconnected,
        DeviceConnection::Connected,
    ] {
        state.configure(Settings { device, ..Settings::default() }, START);
        let _ = send(&mut state, &toast(&format!("{device:?}")), START);
    }
    assert_eq!(texts(&state), ["Connected"]);
}

#[test]
fn an_app_in_the_foreground_gets_toasts_and_raw() {
    let tile = Tile { title: "Inbox".into(), ..Tile::default() };
    for (content, in_front, behind) in [
        (
            Content::from(Toast { text1: Some("Goal!".into()), ..Toast::default() }),
            Effect::HandedToApp,
            Effect::Shown,
        ),
        (Raw::from("{}").into(), Effect::HandedToApp, Effect::Dropped),
        (tile.into(), Effect::Shown, Effect::Shown),
    ] {
        for (app_in_front, effect) in [(true, in_front), (false, behind)] {
            let settings = Settings { app_in_front, ..Settings::default() };
            let mut state = ChannelState::new(false, settings);
            let reply = send(&mut state, &request(&content), START);
            assert_eq!(row(&reply), "200 Received Connected Active");
            let delivery = state.deliveries().front().expect("a delivery");
            assert_eq!((&delivery.notification, delivery.effect), (&content, effect));
        }
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
            let mut state = ChannelState::new(false, Settings { os, ..Settings::default() });
            let reply = send(&mut state, &request(&content), START);
            assert_eq!(row(&reply), "200 Received Connected Active", "{os} {content:?}");
            let reply = send(&mut state, &request(&content), START);
            assert_eq!(row(&reply), second_answer, "{os} {content:?}");
            let errors = state.deliveries().iter();
            let errors = errors.filter(|d| d.effect == Effect::PayloadFormatError).count();
            assert_eq!(errors, usize::from(os == too_old), "{os} {content:?}");
        }
    }
}

#[test]
fn notifications_queued_behind_a_payload_format_error_are_lost() {
    let waiting = Settings {
        device: DeviceConnection::TempDisconnected,
        os: OsVersion::V7_1,
        ..Settings::default()
    };
    let mut state = ChannelState::new(false, waiting.clone());
    let flip = request(&FlipTile { title: "Flip".into(), ..FlipTile::default() }.into());
    for request in [toast("1"), flip, toast("2")] {
        let _ = send(&mut state, &request, START);
    }
    state.configure(Settings { device: DeviceConnection::Connected, ..waiting }, START);
    assert_eq!(texts(&state), ["1", "flip tile"]);
    assert_eq!(state.settings().subscription, Subscription::Expired);
    assert_eq!(state.summary(START).queued, 0);
}

#[test]
fn keeps_the_latest_deliveries() {
    let mut state = ChannelState::new(true, Settings::default());
    for number in 0..=MAX_DELIVERIES {
        let _ = send(&mut state, &toast(&number.to_string()), START);
    }
    let texts = texts(&state);
    assert_eq!(texts.len(), MAX_DELIVERIES);
    assert_eq!(texts.first().map(String::as_str), Some("1"));
    assert_eq!(texts.last(), Some(&MAX_DELIVERIES.to_string()));
    state.clear_deliveries();
    assert!(state.deliveries().is_empty());
}
