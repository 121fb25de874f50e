use super::*;

fn bounded(bounds: Bounds) -> Bench {
    let settings = Settings { daily_limit: u32::MAX, ..Settings::default() };
    Bench::with(Rules { bounds, ..rules() }, false, settings, DeviceConnection::Connected)
}

#[test]
fn the_latest_deliveries_and_requests_are_kept() {
    let bounds = Bounds { deliveries: 100, requests: 10, ..Bounds::default() };
    let mut bench = bounded(bounds);
    for number in 0..=100 {
        let _ = bench.send(&toast(&number.to_string()), START);
    }
    let texts = bench.texts();
    assert_eq!(texts.len(), 100);
    assert_eq!(texts.first().map(String::as_str), Some("1"));
    assert_eq!(texts.last().map(String::as_str), Some("100"));
    let after: Vec<_> = bench.channel().deliveries_after(99).map(|d| d.number).collect();
    assert_eq!(after, [100, 101]);
    let numbers: Vec<_> = bench.log().iter().map(|request| request.number).collect();
    assert_eq!(numbers, (92..=101).collect::<Vec<_>>());
    assert_eq!(bench.state.records.log.get(91).map(|request| request.number), None);

    let token = bench.token.clone();
    let (channel, records) = bench.state.channel_mut(&token).expect("the channel");
    channel.clear_deliveries(records);
    let _ = bench.send(&toast("next"), START);
    let numbers: Vec<_> = bench.channel().deliveries_after(0).map(|d| d.number).collect();
    assert_eq!(numbers, [102], "numbers go on");
}

#[test]
fn all_that_is_kept_is_within_one_budget() {
    let limit = 100_000;
    let mut bench = bounded(Bounds { kept_bytes: limit, ..Bounds::default() });
    let long = "x".repeat(2_000);
    for round in 0..100 {
        if round % 10 == 0 {
            bench.connect(DeviceConnection::TempDisconnected, START);
        }
        let _ = bench.send(&toast(&long), START);
        if round % 10 == 5 {
            bench.connect(DeviceConnection::Connected, START);
        }
        assert!(bench.state.records.budget.used() <= limit, "{round}");
    }
    assert!(bench.texts().len() > 5 && bench.log().len() > 5);
    let answers: Vec<_> = vec![Answer::Unavailable; 900];
    bench.configure(Settings { answers: answers.into(), ..Settings::default() }, START);
    assert!(bench.texts().is_empty() && bench.log().is_empty(), "answers take it all");
    let token = bench.token.clone();
    bench.state.close(&token);
    assert_eq!(bench.state.records.budget.used(), 0, "all is given back");
}

#[test]
fn a_flood_of_one_channel_costs_no_other_its_deliveries() {
    let limit = 100_000;
    let mut bench = bounded(Bounds { kept_bytes: limit, requests: 10, ..Bounds::default() });
    for number in 0..20 {
        let _ = bench.send(&toast(&number.to_string()), START);
    }
    let kept = bench.texts();
    assert_eq!(kept.len(), 20);
    let quiet = bench.token.clone();
    for connection in [DeviceConnection::Connected, DeviceConnection::TempDisconnected] {
        let settings =
            Settings { queue_capacity: 1_000, daily_limit: u32::MAX, ..Settings::default() };
        let phone = Phone::New(DeviceSettings { connection, ..DeviceSettings::default() });
        let options = ChannelOptions { settings, phone, ..Default::default() };
        bench.token = bench.state.open(options, START).expect("a channel").0;
        for _ in 0..500 {
            let _ = bench.send(&toast(&"x".repeat(2_000)), START);
            assert!(bench.state.records.budget.used() <= limit);
        }
        assert!(bench.texts().len() + bench.waiting(START).0 > 5, "the newest are kept");
    }
    bench.token = quiet;
    assert_eq!(bench.texts(), kept);
}

#[test]
fn a_channel_forgets_its_oldest_first() {
    let mut bench = bounded(Bounds { kept_bytes: 30_000, requests: 1, ..Bounds::default() });
    let _ = bench.send(&toast("before"), START);
    bench.connect(DeviceConnection::TempDisconnected, START);
    let long = "x".repeat(1_000);
    while bench.texts() == ["before"] {
        let _ = bench.send(&toast(&long), START);
        assert!(bench.waiting(START).0 < 30, "the delivery makes room");
    }
    let waiting = bench.waiting(START).0;
    let _ = bench.send(&toast(&long), START);
    assert_eq!(bench.waiting(START), (waiting, 0), "then the oldest that waits is lost");
}

#[test]
fn a_reset_forgets_what_came_and_keeps_channels() {
    let mut bench = bounded(Bounds::default());
    bench.connect(DeviceConnection::TempDisconnected, START);
    let _ = bench.send(&toast("1"), START);
    bench.configure(
        Settings {
            app: AppState::InFront,
            answer: Some(Answer::Throttled),
            answers: [Answer::Dropped].into(),
            ..Settings::default()
        },
        START,
    );
    bench.state.set_answers([Answer::QueueFull].into());
    bench.state.advance(Duration::from_secs(60));
    bench.state.reset(START);
    assert_eq!((bench.log().len(), bench.texts().len(), bench.waiting(START)), (0, 0, (0, 0)));
    let settings = &bench.channel().settings;
    assert_eq!((settings.app, &settings.answer), (AppState::InFront, &None));
    assert!(settings.answers.is_empty() && bench.state.answers.is_empty());
    assert_eq!((bench.received_today(START), bench.state.time(START)), (0, START));
    assert_eq!(bench.state.records.budget.used(), bench.channel().bytes());
    bench.connect(DeviceConnection::Connected, START);
    assert_eq!(row(&bench.send(&toast("2"), START)), "200 Received Connected Active");
    bench.state.close_all();
    assert_eq!(bench.state.channels_after(0).count(), 0);
    assert_eq!(bench.state.devices_after(0).count(), 0);
    let Records { log, budget, .. } = &mut bench.state.records;
    log.clear(budget);
    assert_eq!(budget.used(), 0, "all is given back");
}
