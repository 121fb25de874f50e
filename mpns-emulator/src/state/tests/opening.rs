use mpns_proto::OsVersion;

use super::*;
use crate::OpenError;

fn options(token: Option<&str>, phone: Option<&str>, app: Option<&str>) -> ChannelOptions {
    ChannelOptions {
        token: token.map(|token| token.parse().expect("a token")),
        phone: phone
            .map_or_else(Phone::default, |name| Phone::Named(name.parse().expect("a name"))),
        app_name: app.map(|name| name.parse().expect("a name")),
        ..ChannelOptions::default()
    }
}

#[test]
fn an_app_asks_again_and_gets_the_same_channel() {
    let mut state = State::new(rules());
    let first = state.open(options(Some("scores"), Some("alice"), Some("Scores")), START);
    let (token, is_new) = first.expect("a channel");
    assert!(is_new && token.expose() == "scores");
    for (token, phone, app, found) in [
        (None, Some("alice"), Some("Scores"), Ok("scores")),
        (Some("scores"), None, None, Ok("scores")),
        (Some("scores"), Some("alice"), None, Ok("scores")),
        (Some("scores"), Some("bob"), None, Err(OpenError::TokenInUse)),
        (Some("scores"), Some("alice"), Some("News"), Err(OpenError::TokenInUse)),
        (Some("other"), Some("alice"), Some("Scores"), Err(OpenError::AppHasChannel)),
    ] {
        let opened = state.open(options(token, phone, app), START);
        let opened = opened.map(|(token, is_new)| {
            assert!(!is_new);
            token.expose().to_owned()
        });
        assert_eq!(opened, found.map(str::to_owned), "{token:?} {phone:?} {app:?}");
    }
    assert_eq!(state.channels_after(0).count(), 1);
    let (_, is_new) = state.open(options(None, Some("alice"), Some("News")), START).expect("open");
    assert!(is_new);
    assert_eq!(state.devices_after(0).count(), 1);
}

#[test]
fn a_phone_has_as_many_channels_as_its_version_allows() {
    for (os, limit) in [(OsVersion::V7_0, 15), (OsVersion::V7_1, 30), (OsVersion::V8_1, 30)] {
        let mut state = State::new(rules());
        let name: DeviceName = "alice".parse().expect("a name");
        let settings = DeviceSettings { os, ..DeviceSettings::default() };
        state.add_device(name.clone(), Some(settings), START);
        for _ in 0..limit {
            state.open(options(None, Some("alice"), None), START).expect("a channel");
        }
        let refused = state.open(options(None, Some("alice"), None), START);
        assert_eq!(refused, Err(OpenError::TooManyChannels { device: name, limit }));
    }
}

#[test]
fn a_phone_of_one_channel_goes_with_it() {
    let mut state = State::new(rules());
    let (own, _) = state.open(options(None, None, None), START).expect("a channel");
    let (named, _) = state.open(options(None, Some("alice"), None), START).expect("a channel");
    let names = |state: &State| -> Vec<String> {
        state.devices_after(0).map(|device| device.name.to_string()).collect()
    };
    assert_eq!(names(&state), ["phone-1", "alice"]);
    state.open(options(None, None, None), START).expect("a channel");
    assert_eq!(names(&state), ["phone-1", "alice", "phone-3"], "as many as there are");
    let apps: Vec<_> = state.channels_after(0).map(|c| c.app_name.to_string()).collect();
    assert_eq!(apps, ["App 1", "App 2", "App 3"]);
    state.remove_device(&"phone-3".parse().expect("a name"));
    state.close(&own);
    state.open(options(None, Some("alice"), None), START).expect("a channel");
    let apps: Vec<_> = state.channels_after(0).map(|c| c.app_name.to_string()).collect();
    assert_eq!(apps, ["App 2", "App 3"], "not the same twice on a phone");
    state.close(&named);
    assert_eq!(names(&state), ["alice"]);
    state.remove_device(&"alice".parse().expect("a name"));
    assert!(names(&state).is_empty());
}
