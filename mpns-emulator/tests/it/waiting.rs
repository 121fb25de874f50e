//! Waiting for deliveries and requests, in place of asking for them again and again.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::client::{emulator, push_toast, request};
use crate::control::{ask, open};

const LONG: Duration = Duration::from_secs(20);

#[test]
fn ends_with_the_first_delivery() {
    let emulator = emulator();
    let address = emulator.addr();
    let (uri, path) = open(&emulator, "");
    let wait = |query: String| request(address, "GET", &query, "", "");
    thread::scope(|scope| {
        for list in [format!("{path}/deliveries?wait=20s"), "/requests?wait=20s".to_owned()] {
            scope.spawn(move || {
                let answer = wait(list);
                assert_eq!(answer.status, 200);
                let items = answer.json();
                assert_eq!(items.as_array().map(Vec::len), Some(1));
                assert_eq!(items[0]["number"], json!(1));
            });
        }
        thread::sleep(Duration::from_millis(50));
        push_toast(address, &uri);
    });
    let at_once = wait(format!("{path}/deliveries?wait=20s"));
    assert_eq!((at_once.status, at_once.json()[0]["number"].clone()), (200, json!(1)));
    for list in [format!("{path}/deliveries?after=1&wait=50ms"), "/requests?after=1&wait=0s".into()]
    {
        let answer = wait(list);
        assert_eq!((answer.status, answer.body.as_str()), (204, ""));
    }
}

#[test]
fn ends_when_the_channel_is_closed_or_the_emulator_stops() {
    let emulator = emulator();
    let address = emulator.addr();
    let (_, path) = open(&emulator, "");
    let begin = Instant::now();
    let waiting = thread::spawn({
        let path = format!("{path}/deliveries?wait=10m");
        move || request(address, "GET", &path, "", "").status
    });
    thread::sleep(Duration::from_millis(50));
    assert_eq!(ask(&emulator, "DELETE", &path, "").status, 204);
    assert_eq!(waiting.join().expect("an answer"), 204);

    let waiting =
        thread::spawn(move || request(address, "GET", "/requests?wait=10m", "", "").status);
    thread::sleep(Duration::from_millis(50));
    drop(emulator);
    assert_eq!(waiting.join().expect("an answer"), 204);
    assert!(begin.elapsed() < LONG);
}

#[test]
fn a_handle_sees_each_delivery_once() {
    let emulator = emulator();
    let channel = emulator.open_channel();
    let path = crate::client::path(&channel);
    thread::scope(|scope| {
        let first = scope.spawn(|| channel.next_delivery_blocking(LONG));
        push_toast(emulator.addr(), &path);
        push_toast(emulator.addr(), &path);
        let first = first.join().expect("no panic").expect("a delivery");
        let second = channel.clone().next_delivery_blocking(LONG).expect("a delivery");
        assert_eq!((first.number, second.number), (1, 2));
    });
    assert!(channel.next_delivery_blocking(Duration::from_millis(10)).is_none());
    let again = &emulator.channels()[0];
    assert_eq!(again.next_delivery_blocking(LONG).map(|delivery| delivery.number), Some(1));
}

#[tokio::test]
async fn a_handle_waits_without_blocking() {
    let emulator = mpns_emulator::Emulator::start(mpns_emulator::Emulator::LOOPBACK)
        .await
        .expect("a free port");
    let channel = emulator.open_channel();
    let (address, path) = (emulator.addr(), crate::client::path(&channel));
    let pushed = tokio::task::spawn_blocking(move || push_toast(address, &path).status);
    let delivery = channel.next_delivery(LONG).await.expect("a delivery");
    assert_eq!((delivery.number, pushed.await.expect("an answer")), (1, 200));
    assert!(channel.next_delivery(Duration::from_millis(10)).await.is_none());
    emulator.stop().await;
    assert!(channel.next_delivery(LONG).await.is_none(), "it stopped");
    assert_eq!(channel.deliveries().len(), 1, "what was delivered can still be read");
}
