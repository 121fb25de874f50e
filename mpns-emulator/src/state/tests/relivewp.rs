use mpns_proto::{Raw, Tile};

use super::*;

fn bench(settings: Settings, connection: DeviceConnection) -> Bench {
    let mut rules = Rules { profile: Profile::ReLiveWp, ..rules() };
    rules.uris.shape = UriShape::Channel;
    Bench::with(rules, false, settings, connection)
}

fn with_class(mut request: Request<Vec<u8>>, class: Option<&str>) -> Request<Vec<u8>> {
    request.headers_mut().remove(header::NOTIFICATION_CLASS);
    if let Some(class) = class {
        request.headers_mut().insert(header::NOTIFICATION_CLASS, class.parse().expect("a value"));
    }
    request
}

#[test]
fn answers_bare_statuses_and_delivers() {
    use DeviceConnection::{Connected, Inactive, TempDisconnected};
    let routed = Settings { answer: Some(Answer::Routed), ..Settings::default() };
    let expired = Settings { subscription: Subscription::Expired, ..Settings::default() };
    for (settings, connection, answered, delivered) in [
        (Settings::default(), Connected, "200 - - -", 1),
        (routed, Connected, "202 - - -", 1),
        (Settings::default(), TempDisconnected, "202 - - -", 0),
        (Settings::default(), Inactive, "202 - - -", 0),
        (Settings { daily_limit: 0, ..Settings::default() }, Connected, "200 - - -", 1),
        (expired, Connected, "404 - - -", 0),
    ] {
        let mut bench = bench(settings, connection);
        assert!(bench.channel().uri.expose_uri().path().starts_with("/channel/"));
        let reply = bench.send(&toast("Goal!"), START);
        assert_eq!(row(&reply), answered, "{connection:?}");
        assert_eq!(bench.texts().len(), delivered, "{connection:?}");
        let reply = bench.register("http://h/");
        assert_eq!(row(&reply), "404 - - -", "it has no callbacks");
    }
    let mut bench = bench(Settings::default(), Connected);
    let mut unknown = toast("Goal!").map(Bytes::from);
    *unknown.uri_mut() = "/channel/AAA".parse().expect("a path");
    assert_eq!(row(&exchange(&mut bench.state, unknown, START)), "404 - - -");
}

#[test]
fn takes_a_class_that_it_does_not_know_as_a_toast() {
    let tile = request(&Tile { title: "A".into(), ..Tile::default() }.into());
    for (request, class, effect, is_warned) in [
        (toast("Goal!"), Some("2"), Effect::Shown, false),
        (toast("Goal!"), Some("12"), Effect::Shown, true),
        (toast("Goal!"), None, Effect::Shown, true),
        (tile.clone(), Some("1"), Effect::Shown, false),
        (tile.clone(), Some("11"), Effect::Dropped, true),
        (tile, None, Effect::Dropped, true),
    ] {
        let mut bench = bench(Settings::default(), DeviceConnection::Connected);
        let reply = bench.send(&with_class(request, class), START);
        assert_eq!(row(&reply), "200 - - -", "{class:?}");
        let [logged] = bench.log().try_into().expect("one request");
        assert_eq!(logged.fate, Some(Fate::Delivered(effect)), "{class:?}");
        let is_known = logged.warnings.iter().all(|text| !text.contains("not known to ReLiveWP"));
        assert_eq!(is_known, !is_warned, "{class:?}: {:?}", logged.warnings);
    }
}

#[test]
fn a_raw_notification_keeps_what_it_says_of_its_target() {
    for explicit_target in [false, true] {
        let raw = Content::from(Raw { explicit_target, ..Raw::from(b"2:1".to_vec()) });
        let mut bench = bench(Settings::default(), DeviceConnection::Connected);
        let _ = bench.send(&request(&raw), START);
        let [(_, delivery)] = bench.channel().deliveries.as_slices().0 else {
            panic!("one delivery")
        };
        assert_eq!(delivery.notification, raw);
    }
}

#[test]
fn loses_the_oldest_of_a_full_queue_in_silence() {
    let settings = Settings { queue_capacity: 2, ..Settings::default() };
    let mut bench = bench(settings, DeviceConnection::TempDisconnected);
    for text in ["1", "2", "3"] {
        assert_eq!(row(&bench.send(&toast(text), START)), "202 - - -");
    }
    bench.connect(DeviceConnection::Connected, START);
    assert_eq!(bench.texts(), ["2", "3"]);
    assert_eq!(bench.fates().first(), Some(&Some(Fate::Lost)));
}

#[test]
fn a_phone_that_cannot_read_what_it_gets_closes_the_channel() {
    let mut bench = bench(Settings::default(), DeviceConnection::Connected);
    let malformed = toast("Goal!").map(|_| b"<".to_vec());
    assert_eq!(row(&bench.send(&malformed, START)), "200 - - -");
    assert_eq!(bench.fates(), [Some(Fate::Delivered(Effect::PayloadFormatError))]);
    assert_eq!(row(&bench.send(&toast("Goal!"), START)), "404 - - -");
}
