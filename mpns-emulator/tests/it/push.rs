//! Channels as a sender sees them.

use mpns_emulator::{
    AppState, BaseUri, DeviceConnection, DeviceSettings, Effect, Emulator, Options, Settings,
};
use mpns_proto::{Content, OsVersion, Raw, Toast};

use crate::client::{Connection, TOAST, TOAST_HEADERS, emulator, path, push_toast, request};

#[test]
fn delivers_what_curl_sends() {
    let emulator = emulator();
    let channel = emulator.open_channel();
    assert!(path(&channel).starts_with("/throttledthirdparty/01.00/"));

    let answer = push_toast(emulator.addr(), &path(&channel));
    assert_eq!(answer.row(), "200 Received Connected Active");
    assert_eq!(answer.header("content-length"), Some("0"));
    assert_eq!(answer.header("cache-control"), Some("private"));
    assert_eq!(answer.header("x-messageid"), Some("00000000-0000-0000-0000-000000000000"));
    assert!(answer.header("date").is_some());
    let activity = answer.header("activityid").expect("an activity ID").to_owned();

    let headers = "X-NotificationClass: 4\r\nContent-Type: application/x-www-form-urlencoded\r\n\
        X-MessageID: 6f9619ff-8b86-d011-b42d-00cf4fc964ff\r\n";
    let answer = request(emulator.addr(), "POST", &path(&channel), headers, "{\"goals\": 3}");
    assert_eq!(answer.row(), "200 Received Connected Active");
    assert_eq!(answer.header("x-messageid"), Some("6f9619ff-8b86-d011-b42d-00cf4fc964ff"));

    let [toast, raw] = channel.deliveries().try_into().expect("two deliveries");
    let text = Toast { text1: Some("Goal!".into()), ..Toast::default() };
    assert_eq!(toast.notification, Content::from(text));
    assert_eq!((toast.message_id, toast.effect), (None, Effect::Shown));
    assert_eq!(toast.activity_id.to_string(), activity);
    let sent = Raw {
        content_type: Some("application/x-www-form-urlencoded".into()),
        class: Some(4),
        ..Raw::from("{\"goals\": 3}")
    };
    assert_eq!(raw.notification, Content::from(sent));
    assert_eq!(
        raw.message_id.map(|id| id.to_string()).as_deref(),
        Some("6f9619ff-8b86-d011-b42d-00cf4fc964ff")
    );
}

#[test]
fn continues_a_request_that_expects_it() {
    let emulator = emulator();
    let channel = emulator.open_channel();
    let mut connection = Connection::open(emulator.addr());
    connection.write(&format!(
        "POST {} HTTP/1.1\r\nHost: h\r\n{TOAST_HEADERS}Expect: 100-continue\r\nContent-Length: {}\r\n\r\n",
        path(&channel),
        TOAST.len()
    ));
    assert_eq!(connection.line(), "HTTP/1.1 100 Continue");
    assert_eq!(connection.line(), "");
    connection.write(TOAST);
    assert_eq!(connection.answer().row(), "200 Received Connected Active");

    let length = 1 << 20;
    connection.write(&format!(
        "POST {} HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n",
        path(&channel)
    ));
    assert_eq!(connection.answer().row(), "400 - - -", "without asking for it");
    assert!(connection.is_closed());
}

#[test]
fn answers_any_number_of_requests_on_a_connection() {
    let emulator = emulator();
    let channel = emulator.open_channel();
    let path = path(&channel);
    let authenticated =
        crate::client::path(&emulator.open_authenticated_channel(Settings::default()));
    let unknown = "/throttledthirdparty/01.00/00000000000000000000000000000000";
    let mut connection = Connection::open(emulator.addr());
    for (method, path, body, row) in [
        ("POST", path.as_str(), TOAST, "200 Received Connected Active"),
        ("POST", &path, "<", "400 - - -"),
        ("GET", &path, "", "405 - - -"),
        ("DELETE", &path, TOAST, "405 - - -"),
        ("POST", unknown, TOAST, "404 Dropped Disconnected Expired"),
        ("PUT", unknown, TOAST, "405 - - -"),
        ("POST", "/throttledthirdparty/01.00/AAA", TOAST, "404 Dropped Disconnected Expired"),
        ("POST", &path.replace("/thr", "/unthr"), TOAST, "404 Dropped Disconnected Expired"),
        ("POST", &authenticated, TOAST, "200 Received Connected Active"),
        (
            "POST",
            &authenticated.replace("/unthr", "/thr"),
            TOAST,
            "404 Dropped Disconnected Expired",
        ),
        ("GET", &format!("{authenticated}/callback"), "", "405 - - -"),
        ("POST", &path.to_uppercase(), TOAST, "404 - - -"),
        ("POST", &format!("{path}/"), TOAST, "200 Received Connected Active"),
        ("POST", "/elsewhere", TOAST, "404 - - -"),
        ("POST", &format!("{path}?query"), TOAST, "200 Received Connected Active"),
    ] {
        let answer = connection.request(method, path, TOAST_HEADERS, body);
        assert_eq!(answer.row(), row, "{method} {path}");
        assert_eq!(answer.header("allow"), (row == "405 - - -").then_some("POST"), "{path}");
    }
    assert_eq!(channel.deliveries().len(), 3);
    channel.close();
    let answer = connection.request("POST", &path, TOAST_HEADERS, TOAST);
    assert_eq!(answer.row(), "404 Dropped Disconnected Expired");
    assert!(channel.deliveries().is_empty(), "they went with the channel");
}

#[test]
fn follows_the_state_of_the_phone() {
    let emulator = emulator();
    let channel = emulator.open_channel_with(Settings { daily_limit: 2, ..Settings::default() });
    let phone = channel.device().expect("the phone");
    phone.set_settings(DeviceSettings { os: OsVersion::V7_0, ..DeviceSettings::default() });
    let push = || push_toast(emulator.addr(), &path(&channel)).row();
    channel.set_connection(DeviceConnection::TempDisconnected);
    assert_eq!(push(), "200 Received TempDisconnected Active");
    assert!(channel.deliveries().is_empty());
    channel.set_app(AppState::NotInFront);
    channel.set_connection(DeviceConnection::Connected);
    assert_eq!(channel.deliveries().first().map(|d| d.effect), Some(Effect::Shown));
    channel.set_connection(DeviceConnection::Disconnected);
    assert_eq!(push(), "412 Dropped Disconnected -");
    channel.set_connection(DeviceConnection::Connected);
    assert_eq!(push(), "200 Received Connected Active");
    assert_eq!(push(), "406 Dropped Connected Active");

    let secondary = TOAST.replace("</wp:Toast>", "<wp:Param>/A.xaml</wp:Param></wp:Toast>");
    let push =
        |body: &str| request(emulator.addr(), "POST", &path(&channel), TOAST_HEADERS, body).row();
    channel.clear_deliveries();
    channel.set_settings(Settings { daily_limit: u32::MAX, ..Settings::default() });
    assert_eq!(push(&secondary), "200 Received Connected Active");
    assert_eq!(push(TOAST), "404 Dropped Connected Expired");
    assert_eq!(
        channel.deliveries().iter().map(|d| d.effect).collect::<Vec<_>>(),
        [Effect::PayloadFormatError]
    );
    let channel = emulator.open_channel();
    channel.expire();
    assert_eq!(push_toast(emulator.addr(), &path(&channel)).row(), "404 Dropped Connected Expired");
}

fn options() -> Options {
    Options {
        authenticated_base_uri: Some(
            "https://push.example:8443".parse::<BaseUri>().expect("a base"),
        ),
        limits: mpns_proto::Limits { raw_bytes: 4, ..Default::default() },
        ..Options::default()
    }
}

#[test]
fn takes_options_without_a_runtime() {
    let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options());
    let emulator = emulator.expect("a free port");
    let channel = emulator.open_authenticated_channel(Settings::default());
    assert!(channel.uri().expose().starts_with("https://push.example:8443/unthrottled"));
    for (raw, row) in [("1234", "200 Received Connected Active"), ("12345", "400 - - -")] {
        let answer = request(emulator.addr(), "POST", &path(&channel), "", raw);
        assert_eq!(answer.row(), row);
    }
}

#[tokio::test]
async fn has_the_base_uri_and_the_limits_of_its_options() {
    let emulator = Emulator::start_with(Emulator::LOOPBACK, options()).await.expect("a free port");
    let address = emulator.addr();
    let channel = emulator.open_authenticated_channel(Settings::default());
    assert!(
        channel
            .uri()
            .expose()
            .starts_with("https://push.example:8443/unthrottledthirdparty/01.00/")
    );
    let plain = emulator.open_channel();
    assert!(plain.uri().expose().starts_with(&format!("{}/throttled", emulator.base_uri())));
    assert_eq!(emulator.base_uri().to_string(), format!("http://{address}"));
    assert_eq!(emulator.channels().len(), 2);

    let path = path(&channel);
    let rows = tokio::task::spawn_blocking(move || {
        ["1234", "12345"].map(|raw| request(address, "POST", &path, "", raw).row())
    });
    let rows = rows.await.expect("two answers");
    assert_eq!(rows, ["200 Received Connected Active", "400 - - -"]);
    emulator.stop().await;
}
