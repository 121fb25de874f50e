use super::*;

#[test]
fn counts_a_day_from_its_first_notification() {
    let day = 24 * 60 * 60;
    let mut state = ChannelState::new(false, Settings { daily_limit: 2, ..Settings::default() });
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
        let reply = send(&mut state, &toast("Goal!"), second(at));
        assert_eq!(reply.status().as_u16(), status, "{at}");
    }

    let mut state = ChannelState::new(false, Settings::default());
    for sent in 1..=Settings::DAILY_LIMIT + 4 {
        let status = if sent <= Settings::DAILY_LIMIT { 200 } else { 406 };
        assert_eq!(send(&mut state, &toast("Goal!"), START).status().as_u16(), status, "{sent}");
        assert_eq!(state.summary(START).received_today, sent.min(Settings::DAILY_LIMIT));
    }
    for (at, received_today) in [(day - 1, Settings::DAILY_LIMIT), (day, 0), (3 * day, 0)] {
        assert_eq!(state.summary(second(at)).received_today, received_today, "{at}");
    }

    let mut state = ChannelState::new(true, Settings { daily_limit: 0, ..Settings::default() });
    assert_eq!(send(&mut state, &toast("Goal!"), START).status(), StatusCode::OK);
}

#[test]
fn counts_only_accepted_notifications() {
    use DeviceConnection::{Connected, Disconnected, Inactive, TempDisconnected};
    let device = |device| Settings { device, ..Settings::default() };
    for (settings, received_today) in [
        (device(Connected), 2),
        (device(TempDisconnected), 2),
        (Settings { queue_capacity: 1, ..device(TempDisconnected) }, 1),
        (Settings { daily_limit: 1, ..Settings::default() }, 1),
        (device(Disconnected), 0),
        (device(Inactive), 0),
        (Settings { subscription: Subscription::Expired, ..Settings::default() }, 0),
        (Settings { answer: Some(Answer::Suppressed), ..Settings::default() }, 0),
    ] {
        let mut state = ChannelState::new(false, settings.clone());
        for _ in 0..2 {
            let _ = send(&mut state, &toast("Goal!"), START);
        }
        assert_eq!(state.summary(START).received_today, received_today, "{settings:?}");
    }
}
