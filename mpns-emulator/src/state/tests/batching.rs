use mpns_proto::BatchingInterval;

use super::*;

fn toast_within(text: &str, interval: BatchingInterval) -> Request<Vec<u8>> {
    request(&Toast { text1: Some(text.into()), interval, ..Toast::default() }.into())
}

#[test]
fn an_interval_holds_notifications_back_and_delivers_them_together() {
    use BatchingInterval::{Immediate, Within450s, Within900s};
    let mut bench = Bench::new(false, Settings::default(), DeviceConnection::Connected);
    for (at, text, interval, fate) in [
        (0, "900 first", Within900s, Fate::Held),
        (10, "450 first", Within450s, Fate::Held),
        (20, "now", Immediate, Fate::Delivered(Effect::Shown)),
        (400, "450 second", Within450s, Fate::Held),
        (450, "900 second", Within900s, Fate::Held),
    ] {
        let reply = bench.send(&toast_within(text, interval), second(at));
        assert_eq!(row(&reply), "200 Received Connected Active");
        assert_eq!(bench.fates().last(), Some(&Some(fate)), "{text}");
    }
    assert_eq!(bench.waiting(second(450)), (0, 4));
    for (at, texts) in [
        (459, vec!["now"]),
        (460, vec!["now", "450 first", "450 second"]),
        (899, vec!["now", "450 first", "450 second"]),
        (900, vec!["now", "450 first", "450 second", "900 first", "900 second"]),
    ] {
        bench.state.run_due(second(at));
        assert_eq!(bench.texts(), texts, "{at}");
    }
    assert_eq!(bench.state.next_wakeup(), None);
    let _ = bench.send(&toast_within("later", Within450s), second(1_000));
    assert_eq!(bench.state.next_wakeup(), Some(second(1_450)), "a new batch");
}

#[test]
fn a_jump_of_the_clock_delivers_in_order() {
    use BatchingInterval::{Within450s, Within900s};
    let mut bench = Bench::new(false, Settings::default(), DeviceConnection::Connected);
    for (text, interval) in [("1", Within900s), ("2", Within450s), ("3", Within450s)] {
        let _ = bench.send(&toast_within(text, interval), START);
    }
    bench.state.advance(Duration::from_secs(10_000));
    let now = bench.state.time(START);
    assert_eq!(now, second(10_000));
    bench.state.run_due(now);
    assert_eq!(bench.texts(), ["2", "3", "1"]);
}

#[test]
fn what_is_due_while_the_phone_is_away_waits_for_it() {
    let mut bench = Bench::new(false, Settings::default(), DeviceConnection::Connected);
    let _ = bench.send(&toast_within("1", BatchingInterval::Within450s), START);
    bench.connect(DeviceConnection::TempDisconnected, second(1));
    assert_eq!(bench.fates(), [Some(Fate::Held)]);
    bench.state.run_due(second(450));
    assert_eq!(bench.waiting(second(450)), (1, 0));
    assert_eq!(bench.fates(), [Some(Fate::Queued)]);
    assert!(bench.texts().is_empty());
    bench.connect(DeviceConnection::Connected, second(500));
    assert_eq!(bench.texts(), ["1"]);
}

#[test]
fn held_notifications_fill_the_queue() {
    let settings = Settings { queue_capacity: 1, ..Settings::default() };
    let mut bench = Bench::new(false, settings, DeviceConnection::Connected);
    let held = |text| toast_within(text, BatchingInterval::Within450s);
    assert_eq!(row(&bench.send(&held("1"), START)), "200 Received Connected Active");
    assert_eq!(row(&bench.send(&held("2"), START)), "200 QueueFull Connected Active");
    assert_eq!(row(&bench.send(&toast("3"), START)), "200 Received Connected Active");
}
