use super::*;

#[test]
fn counts_a_day_from_its_first_notification() {
    let day = 24 * 60 * 60;
    let settings = Settings { daily_limit: 2, ..Settings::default() };
    let mut bench = Bench::new(false, settings, DeviceConnection::Connected);
    for (at, status) in [
        (1000, 200),
        (1001, 200),
        (1002, 406),
        (0, 406),
        (999 + day, 406),
        (1000 + day, 200),
        (1000 + 2 * day - 1, 200),
        (1000 + 2 * day - 1, 406),
        (1000 + 2 * day, 200),
    ] {
        let reply = bench.send(&toast("Goal!"), second(at));
        assert_eq!(reply.status().as_u16(), status, "{at}");
    }

    let mut bench = Bench::new(false, Settings::default(), DeviceConnection::Connected);
    for sent in 1..=Settings::DAILY_LIMIT + 4 {
        let status = if sent <= Settings::DAILY_LIMIT { 200 } else { 406 };
        assert_eq!(bench.send(&toast("Goal!"), START).status().as_u16(), status, "{sent}");
        assert_eq!(bench.received_today(START), sent.min(Settings::DAILY_LIMIT));
    }
    for (at, received_today) in [(day - 1, Settings::DAILY_LIMIT), (day, 0), (3 * day, 0)] {
        assert_eq!(bench.received_today(second(at)), received_today, "{at}");
    }

    let settings = Settings { daily_limit: 0, ..Settings::default() };
    let mut bench = Bench::new(true, settings, DeviceConnection::Connected);
    assert_eq!(bench.send(&toast("Goal!"), START).status(), StatusCode::OK);
}

#[test]
fn counts_only_accepted_notifications() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let default = Settings::default;
    for (settings, connection, received_today) in [
        (default(), Connected, 2),
        (default(), TempDisconnected, 2),
        (Settings { queue_capacity: 1, ..default() }, TempDisconnected, 1),
        (Settings { daily_limit: 1, ..default() }, Connected, 1),
        (default(), Disconnected, 0),
        (default(), Inactive, 0),
        (Settings { subscription: Subscription::Expired, ..default() }, Connected, 0),
        (Settings { answer: Some(Answer::Suppressed), ..default() }, Connected, 0),
    ] {
        let mut bench = Bench::new(false, settings.clone(), connection);
        for _ in 0..2 {
            let _ = bench.send(&toast("Goal!"), START);
        }
        assert_eq!(bench.received_today(START), received_today, "{settings:?}");
    }
}
