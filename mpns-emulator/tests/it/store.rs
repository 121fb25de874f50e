//! State across restarts: `Options::state`.

use std::fs;
use std::path::{Path, PathBuf};

use mpns_emulator::{Bounds, Config, Emulator, Options, Settings, TlsOptions, UriShape};
use serde_json::{Value, json};

use crate::client::push_toast;
use crate::control::ask;
use crate::state::make_busy;

/// The path of a file that is not there.
fn file(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.state"));
    let _ = fs::remove_file(&path);
    path
}

fn options(file: &Path) -> Options {
    Options { state: Some(file.to_owned()), ..Options::default() }
}

fn start(file: &Path) -> Emulator {
    Emulator::start_blocking_with(Emulator::LOOPBACK, options(file)).expect("an emulator")
}

/// Why an emulator cannot start.
fn refusal(options: Options) -> String {
    let refused = Emulator::start_blocking_with(Emulator::LOOPBACK, options);
    refused.expect_err("a refusal").to_string()
}

/// All that is kept: not the log.
fn state(emulator: &Emulator) -> Value {
    let mut state = ask(emulator, "GET", "/state", "").json();
    state["requests"] = json!([]);
    state
}

#[test]
fn everything_is_the_same_after_a_restart() {
    let file = file("everything");
    let first = start(&file);
    let away = make_busy(&first);
    let (before, address) = (state(&first), first.addr());
    drop(first);

    let second = start(&file);
    assert_eq!(state(&second), before);
    assert_eq!(second.addr(), address, "channel URIs have the port");
    assert_eq!(push_toast(address, &away).status, 200);
    let channel = ask(&second, "GET", "/channels/away", "").json();
    assert_eq!((&channel["queued"], &channel["held"]), (&json!(2), &json!(1)));
    let number = ask(&second, "GET", "/requests", "").json()[0]["number"].clone();
    assert_eq!(number, json!(8), "the numbers go on");
    let imported = ask(&second, "PUT", "/state", &before.to_string());
    assert_eq!(imported.status, 204);
    drop(second);
    assert_eq!(state(&start(&file)), before, "an import is kept");
}

#[test]
fn what_is_due_meanwhile_is_delivered_at_the_start() {
    let file = file("due");
    let first = start(&file);
    let channel = first.open_channel();
    let path = channel.uri().expose_uri().path().to_owned();
    let held = "X-WindowsPhone-Target: toast\r\nX-NotificationClass: 12\r\n";
    let answer = crate::client::request(first.addr(), "POST", &path, held, crate::client::TOAST);
    assert_eq!((answer.status, channel.deliveries().len()), (200, 0));
    drop(first);
    // As if time had passed: the clock of the file is put forward.
    let second = start(&file);
    let mut state = state(&second);
    state["channels"][0]["waiting"][0]["due"] = json!("2020-01-01T00:00:00Z");
    second.import(serde_json::from_value(state).expect("a snapshot")).expect("imported");
    drop(second);
    assert_eq!(start(&file).channels()[0].deliveries().len(), 1);
}

/// Numbers that look random, and are the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33).checked_rem(limit).expect("a limit")
    }

    fn pick<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).expect("an index")]
    }
}

#[test]
fn any_changes_are_the_same_after_a_restart() {
    let file = file("any");
    let bounds = Bounds { kept_bytes: 40_000, deliveries: 5, ..Bounds::default() };
    let start = || {
        let options = Options { bounds: bounds.clone(), ..options(&file) };
        Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("an emulator")
    };
    let mut numbers = Numbers(7);
    let mut emulator = start();
    for _ in 0..40 {
        for _ in 0..12 {
            change(&emulator, &mut numbers);
        }
        let before = state(&emulator);
        drop(emulator);
        emulator = start();
        assert_eq!(state(&emulator), before);
    }
}

/// Does something that may change the state.
fn change(emulator: &Emulator, numbers: &mut Numbers) {
    let token = numbers.pick(&["a", "b", "c", "d"]);
    let device = numbers.pick(&["alice", "bob"]);
    let channel = format!("/channels/{token}");
    let phone = format!("/devices/{device}");
    let (method, path, body) = match numbers.below(40) {
        0..9 => {
            let body = json!({"token": token, "device": device, "app": "inFront"});
            ("POST", "/channels".to_owned(), body)
        }
        9..26 => {
            let path = format!("/throttledthirdparty/01.00/{token}");
            let class = numbers.pick(&["2", "12", "22", "1", "3"]);
            let target = numbers.pick(&["toast", "token"]);
            let headers =
                format!("X-WindowsPhone-Target: {target}\r\nX-NotificationClass: {class}\r\n");
            let body = match target {
                "toast" => crate::client::TOAST,
                _ => crate::state::TILE,
            };
            crate::client::request(emulator.addr(), "POST", &path, &headers, body);
            return;
        }
        26..29 => ("PATCH", phone, json!({"connection": "tempDisconnected"})),
        29..32 => ("PATCH", phone, json!({"connection": "connected"})),
        32 => ("PATCH", channel, json!({"dailyLimit": 9, "answers": ["queueFull"]})),
        33 => ("DELETE", channel, json!({})),
        34 => ("DELETE", format!("{channel}/deliveries"), json!({})),
        35 => ("POST", "/clock".to_owned(), json!({"advance": "200s"})),
        36 => ("PUT", "/answers".to_owned(), json!(["normal", "unavailable"])),
        37 => ("DELETE", phone, json!({})),
        38 => ("PUT", "/faults".to_owned(), json!({"seed": 7, "probability": 0.0})),
        _ => ("POST", "/reset".to_owned(), json!({"channels": numbers.below(2) == 0})),
    };
    let status = ask(emulator, method, &path, &body.to_string()).status;
    assert!(status < 500 && status != 400, "{method} {path} {body}: {status}");
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_stays_as_it_is() {
    let used = file("in-use");
    let emulator = start(&used);
    let refused = refusal(options(&used));
    assert!(refused.ends_with("in-use.state is in use by another process"), "{refused}");
    drop(emulator);
    start(&used).open_channel();

    let foreign = file("foreign");
    for content in [&b"x"[..], b"SQLite format 3\0", b"redb", &[0; 8192]] {
        fs::write(&foreign, content).expect("written");
        let refused = refusal(options(&foreign));
        assert!(refused.ends_with("foreign.state is not that of an emulator"), "{refused}");
        assert_eq!(fs::read(&foreign).expect("read"), content);
    }
    let folder = refusal(options(Path::new(env!("CARGO_TARGET_TMPDIR"))));
    assert!(folder.contains(" cannot be read: "), "{folder}");
    let nowhere = refusal(options(Path::new("/nowhere/emulator.state")));
    assert!(nowhere.starts_with("the state file /nowhere/emulator.state cannot be"), "{nowhere}");
}

#[test]
fn a_file_of_a_later_version_is_refused_and_stays_as_it_is() {
    let later = file("later");
    start(&later).open_channel();
    let database = redb::Database::open(&later).expect("a database");
    let transaction = database.begin_write().expect("a transaction");
    let about = redb::TableDefinition::<&str, &[u8]>::new("mpns-emulator");
    let mut about = transaction.open_table(about).expect("a table");
    assert!(about.insert("version", &b"2"[..]).expect("written").is_some());
    drop(about);
    transaction.commit().expect("committed");
    drop(database);
    for _ in 0..2 {
        let refused = refusal(options(&later));
        let reason = "has the version 2, which this emulator does not know: it knows 1";
        assert!(refused.ends_with(&format!("later.state {reason}")), "{refused}");
    }
}

#[test]
fn a_damaged_file_is_refused() {
    let whole = file("whole");
    make_busy(&start(&whole));
    let whole = fs::read(whole).expect("read");
    let damaged = file("damaged");
    let mut numbers = Numbers(1);
    let mut refused = 0;
    let cut = whole.get(..whole.len() / 2).expect("a half").to_vec();
    let zeros = [&whole[..4096], &vec![0; whole.len() - 4096]].concat();
    let broken = (0..60).map(|_| {
        let mut broken = whole.clone();
        for _ in 0..100 {
            let at = usize::try_from(numbers.below(whole.len() as u64)).expect("an index");
            broken[at] ^= 1;
        }
        broken
    });
    for content in [cut, zeros].into_iter().chain(broken) {
        fs::write(&damaged, content).expect("written");
        match Emulator::start_blocking_with(Emulator::LOOPBACK, options(&damaged)) {
            Err(error) => {
                let error = error.to_string();
                assert!(error.contains("damaged.state "), "{error}");
                refused += 1;
            }
            // What is broken may be of no use.
            Ok(emulator) => assert_eq!(emulator.channels().len(), 2),
        }
    }
    assert!(refused >= 2, "{refused}");
}

#[test]
fn a_configuration_seeds_a_new_file_only() {
    let file = file("seed");
    let config: Config = serde_json::from_value(json!({
        "devices": [{"name": "alice"}],
        "channels": [{"token": "kept", "device": "alice"}, {"token": "closed"}],
        "answers": ["unavailable"],
    }))
    .expect("a configuration");
    let mut wrong = config.clone();
    wrong.channels.push(serde_json::from_value(json!({"token": "kept"})).expect("options"));
    wrong.channels[2].authenticated = true;
    let emulator = start(&file);
    assert!(emulator.seed(&wrong).is_err());
    assert!(emulator.channels().is_empty() && emulator.devices().is_empty(), "all or nothing");
    drop(emulator);

    let emulator = start(&file);
    emulator.seed(&config).expect("a seed");
    ask(&emulator, "DELETE", "/channels/closed", "");
    assert_eq!(push_toast(emulator.addr(), "/throttledthirdparty/01.00/kept").status, 503);
    drop(emulator);

    let emulator = start(&file);
    emulator.seed(&config).expect("no seed");
    let tokens = emulator.channels().into_iter().map(|channel| channel.token().clone());
    assert_eq!(tokens.map(|token| token.expose().to_owned()).collect::<Vec<_>>(), ["kept"]);
    assert_eq!(push_toast(emulator.addr(), "/throttledthirdparty/01.00/kept").status, 200);
}

#[test]
fn channel_uris_stay_valid() {
    let file = file("uris");
    let tls = || Options { tls: Some(TlsOptions::default()), ..options(&file) };
    let start = |options| Emulator::start_blocking_with(Emulator::LOOPBACK, options);
    let emulator = start(tls()).expect("an emulator");
    let channel = emulator.open_authenticated_channel(Settings::default());
    let uri = channel.uri().expose().to_owned();
    let before = (emulator.addr(), emulator.tls_addr());
    let client = emulator.client_identity("push.example").expect("an identity");
    drop(emulator);

    let emulator = start(tls()).expect("an emulator");
    assert_eq!((emulator.addr(), emulator.tls_addr()), before);
    assert_eq!(emulator.channels()[0].uri().expose(), uri);
    assert!(!client.certificate_pem.is_empty());
    drop(emulator);

    let other = Options { uri_shape: Some(UriShape::U1), ..options(&file) };
    let refused = refusal(other);
    assert!(refused.contains("has channel URIs of the shape throttled"), "{refused}");

    let taken = std::net::TcpListener::bind(before.0).expect("the port");
    let refused = refusal(options(&file));
    assert!(refused.contains(&format!("cannot listen on {} again", before.0)), "{refused}");
    drop(taken);
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let given = free.local_addr().expect("an address");
    drop(free);
    let moved =
        Emulator::start_blocking_with(given, options(&file)).expect("the port that is given");
    let base = format!("http://{given}/");
    assert!(moved.channels()[0].uri().expose().starts_with(&base));
    drop(moved);
    assert_eq!(start(options(&file)).expect("an emulator").addr(), given);
}
