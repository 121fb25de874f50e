//! Stopping: no client can prevent it.

use std::net::TcpStream;
use std::time::Duration;

use mpns_emulator::Emulator;

use crate::client::{Connection, TOAST, TOAST_HEADERS, emulator, path};

#[test]
fn deliveries_outlive_a_dropped_emulator() {
    let emulator = emulator();
    let address = emulator.addr();
    let channel = emulator.open_channel();
    let mut idle = Connection::open(address);
    let mut used = Connection::open(address);
    let mut halfway = Connection::open(address);
    let path = path(&channel);
    assert_eq!(used.request("POST", &path, TOAST_HEADERS, TOAST).status, 200);
    halfway.write(&format!(
        "POST {path} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    ));
    assert_eq!(halfway.line(), "HTTP/1.1 100 Continue", "the exchange is under way");
    assert_eq!(halfway.line(), "");
    halfway.write("12");

    drop(emulator);
    assert!(TcpStream::connect(address).is_err());
    for connection in [&mut idle, &mut used, &mut halfway] {
        assert!(connection.is_closed());
    }
    assert_eq!(channel.deliveries().len(), 1);
    assert!(format!("{channel:?}").starts_with("Channel { uri: ChannelUri(http://127.0.0.1/…)"));
}

#[tokio::test]
async fn stops_when_asked_to() {
    let emulator = Emulator::start(([127, 0, 0, 1], 0)).await.expect("a free port");
    let address = emulator.addr();
    let taken = Emulator::start(address).await.expect_err("a port that is taken");
    assert_eq!(taken.to_string(), format!("the emulator cannot listen on {address}"));
    assert!(std::error::Error::source(&taken).is_some());

    let _idle = TcpStream::connect(address).expect("a connection");
    let (stop, until_stop) = tokio::sync::oneshot::channel::<()>();
    let server = tokio::spawn(emulator.serve_until(async {
        let _ = until_stop.await;
    }));
    assert!(TcpStream::connect(address).is_ok());
    stop.send(()).expect("asked");
    tokio::time::timeout(Duration::from_secs(20), server).await.expect("stopped").expect("well");
    assert!(TcpStream::connect(address).is_err());
}
