use super::*;

#[test]
fn becoming_inactive_calls_the_last_registered_callback_once() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let mut bench = Bench::new(true, Settings::default(), Connected);
    let become_ = |bench: &mut Bench, connection| {
        bench.connect(connection, START);
        bench.calls()
    };
    assert!(become_(&mut bench, Inactive).is_empty(), "none is registered");
    assert_eq!(row(&bench.register("http://h/1")), "200 - Inactive Active");
    assert!(become_(&mut bench, Inactive).is_empty(), "it is inactive already");
    for (connection, called) in [
        (Connected, vec![]),
        (TempDisconnected, vec![]),
        (Disconnected, vec![]),
        (Inactive, vec!["/1"]),
        (Connected, vec![]),
        (Inactive, vec![]),
    ] {
        assert_eq!(become_(&mut bench, connection), called, "{connection:?}");
    }
    become_(&mut bench, Connected);
    for uri in ["http://h/2", "http://h/3"] {
        assert_eq!(row(&bench.register(uri)), "200 - Connected Active");
    }
    assert_eq!(become_(&mut bench, Inactive), ["/3"]);
}

#[test]
fn a_finished_call_keeps_a_newer_registration() {
    use DeviceConnection::{Connected, Inactive};
    let called = r#"{"called":202}"#;
    let (registered, calling) = (r#""registered""#, r#""calling""#);
    for (registered_since, connections, after) in [
        (None, vec![], called),
        (Some("http://h/2"), vec![], registered),
        (Some("http://h/2"), vec![Connected, Inactive], calling),
        (Some("http://h/1"), vec![], registered),
        (Some("http://h/1"), vec![Connected, Inactive], calling),
    ] {
        let mut bench = Bench::new(true, Settings::default(), Connected);
        let become_ = |bench: &mut Bench, connection| {
            bench.connect(connection, START);
            bench.state.take_calls().pop().map(|(_, callback)| callback)
        };
        let _ = bench.register("http://h/1");
        let first = become_(&mut bench, Inactive).expect("a call");
        if let Some(uri) = registered_since {
            let _ = bench.register(uri);
        }
        let second = connections.iter().filter_map(|c| become_(&mut bench, *c)).last();
        let token = bench.token.clone();
        let (channel, records) = bench.state.channel_mut(&token).expect("the channel");
        channel.finish_call(&first, Ok(StatusCode::ACCEPTED), records);
        assert_eq!(serde_json::to_string(&channel.callback).expect("JSON"), after);

        become_(&mut bench, Connected);
        let second = second.or(become_(&mut bench, Inactive));
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
        let mut bench = Bench::new(is_authenticated, settings, DeviceConnection::Connected);
        assert_eq!(row(&bench.register(uri)), answered, "{is_authenticated} {uri}");
        bench.connect(DeviceConnection::Inactive, START);
        let is_called = !bench.calls().is_empty();
        assert_eq!(is_called, answered.starts_with("200"), "{is_authenticated} {uri}");
    }
}

#[test]
fn a_phone_that_stays_away_becomes_inactive() {
    let mut bench = Bench::new(true, Settings::default(), DeviceConnection::Connected);
    let _ = bench.register("http://h/1");
    let day = Duration::from_secs(24 * 60 * 60);
    bench.phone(
        |phone| {
            phone.connection = DeviceConnection::TempDisconnected;
            phone.inactive_after = Some(day);
        },
        second(10),
    );
    let _ = bench.send(&toast("Goal!"), second(20));
    for (at, is_inactive) in [(11, false), (9 + 86_400, false), (10 + 86_400, true)] {
        bench.state.run_due(second(at));
        assert_eq!(!bench.calls().is_empty(), is_inactive, "{at}");
    }
    assert_eq!(bench.fates().last(), Some(&Some(Fate::Lost)));
    assert_eq!(row(&bench.send(&toast("Goal!"), second(100_000))), "412 Dropped Inactive -");
}
