use super::*;

#[test]
fn becoming_inactive_calls_the_last_registered_callback_once() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let mut state = ChannelState::new(true, Settings::default());
    let become_ = |state: &mut ChannelState, device| {
        let callback = state.configure(Settings { device, ..Settings::default() }, START);
        callback.map(|callback| callback.uri.path().to_owned())
    };
    assert_eq!(become_(&mut state, Inactive), None, "none is registered");
    assert_eq!(row(&register(&mut state, "http://h/1")), "200 - Inactive Active");
    assert_eq!(become_(&mut state, Inactive), None, "it is inactive already");
    for (device, called) in [
        (Connected, None),
        (TempDisconnected, None),
        (Disconnected, None),
        (Inactive, Some("/1")),
        (Connected, None),
        (Inactive, None),
    ] {
        assert_eq!(become_(&mut state, device).as_deref(), called, "{device:?}");
    }
    become_(&mut state, Connected);
    for uri in ["http://h/2", "http://h/3"] {
        assert_eq!(row(&register(&mut state, uri)), "200 - Connected Active");
    }
    assert_eq!(become_(&mut state, Inactive).as_deref(), Some("/3"));
}

#[test]
fn a_finished_call_keeps_a_newer_registration() {
    use DeviceConnection::{Connected, Inactive};
    let called = r#"{"called":202}"#;
    let (registered, calling) = (r#""registered""#, r#""calling""#);
    for (registered_since, devices, after) in [
        (None, vec![], called),
        (Some("http://h/2"), vec![], registered),
        (Some("http://h/2"), vec![Connected, Inactive], calling),
        (Some("http://h/1"), vec![], registered),
        (Some("http://h/1"), vec![Connected, Inactive], calling),
    ] {
        let mut state = ChannelState::new(true, Settings::default());
        let become_ = |state: &mut ChannelState, device| {
            state.configure(Settings { device, ..Settings::default() }, START)
        };
        let _ = register(&mut state, "http://h/1");
        let first = become_(&mut state, Inactive).expect("a call");
        if let Some(uri) = registered_since {
            let _ = register(&mut state, uri);
        }
        let second = devices.iter().filter_map(|device| become_(&mut state, *device)).last();
        state.callback_mut().finish(&first, Ok(StatusCode::ACCEPTED));
        assert_eq!(serde_json::to_string(state.callback_mut()).expect("JSON"), after);

        become_(&mut state, Connected);
        let second = second.or(become_(&mut state, Inactive));
        let second = second.map(|callback| callback.uri.to_string());
        assert_eq!(second.as_deref(), registered_since);
    }
}

#[test]
fn refuses_invalid_callback_registrations() {
    let expired = Settings { subscription: Subscription::Expired, ..Settings::default() };
    for (is_authenticated, settings, uri, answered) in [
        (true, Settings::default(), "http://h/", "200 - Connected Active"),
        (true, Settings::default(), "/relative", "400 - - -"),
        (true, Settings::default(), "", "400 - - -"),
        (false, Settings::default(), "http://h/", "401 - - -"),
        (true, expired, "http://h/", "404 Dropped Connected Expired"),
    ] {
        let mut state = ChannelState::new(is_authenticated, settings);
        assert_eq!(row(&register(&mut state, uri)), answered, "{is_authenticated} {uri}");
        let inactive = Settings { device: DeviceConnection::Inactive, ..Settings::default() };
        let called = state.configure(inactive, START).is_some();
        assert_eq!(called, answered.starts_with("200"), "{is_authenticated} {uri}");
    }
}
