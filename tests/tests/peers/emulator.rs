//! The emulator answers the libraries, and they understand it.

use std::time::Duration;

use http::Response;
use mpns_emulator::{Answer, Channel, DeviceConnection, Emulator, Settings, Subscription};
use mpns_proto::{Content, header};
use mpns_tests::generate::seeded;

use crate::case::Case;
use crate::cases::cases;
use crate::library::Library;
use crate::tally::{Tally, assert_none};
use crate::{content, driver, verdict};

/// A state of a channel and what it answers.
struct State {
    name: &'static str,
    settings: fn(&mut Settings),
    connection: DeviceConnection,
    status: u16,
    /// The three statuses; empty if the response has none.
    statuses: [&'static str; 3],
    /// Whether the phone gets the notification once it is connected.
    delivers: bool,
}

/// Sends random notifications to channels in every state.
pub(crate) fn compare(library: Library, seed: u64, count: usize) {
    let emulator = Emulator::start_blocking(Emulator::LOOPBACK).expect("an emulator");
    let mut sent = Vec::new();
    let expected = |case: Case| content::expected(library, &case).map(|content| (case, content));
    for (i, (case, content)) in
        seeded(cases(library), seed).filter_map(expected).take(count).enumerate()
    {
        let state = &STATES[i % STATES.len()];
        let mut settings = Settings { strict: true, ..Settings::default() };
        (state.settings)(&mut settings);
        let channel = match i / STATES.len() % 2 {
            0 => emulator.open_channel_with(settings),
            _ => emulator.open_authenticated_channel(settings),
        };
        channel.set_connection(state.connection);
        sent.push((case, content, state, channel));
    }
    let job = |(i, (case, _, _, channel)): (usize, &(Case, _, _, Channel))| {
        case.their_job(i, &channel.uri().expose())
    };
    let jobs: Vec<_> = sent.iter().enumerate().map(job).collect();
    let done = driver::run(library, &jobs);
    // The end of every batching interval.
    emulator.advance(Duration::from_secs(900));

    let mut states = Tally::default();
    let mut failures = Vec::new();
    for (i, (case, content, state, channel)) in sent.iter().enumerate() {
        states.count(if content.is_some() { state.name } else { "refused: 400" });
        let answer = answer(case, content.as_ref(), state);
        let (verdict, _) = verdict::expect(library, answer);
        let reply = done[&i].reply.as_ref();
        let checked = verdict::check(&verdict, reply)
            .and_then(|()| check_deliveries(case, content.as_ref(), state, channel));
        if let Err(failure) = checked {
            failures.push(format!("case {i}, {}: {failure}\n{case:?}\n{:?}", state.name, done[&i]));
        }
    }
    assert_none(library, seed, &failures);
    states.print(&format!("{library}: answers of the emulator"));
}

/// The response by the table of responses.
fn answer(case: &Case, content: Option<&Content>, state: &State) -> Response<()> {
    let mut response = Response::new(());
    let (status, statuses) = match content {
        Some(_) => (state.status, state.statuses),
        None => (400, [""; 3]),
    };
    *response.status_mut() = status.try_into().expect("a status");
    let nil = "00000000-0000-0000-0000-000000000000";
    let message_id = case.message_id.as_deref().unwrap_or(nil);
    let message_id = if statuses[1].is_empty() { "" } else { message_id };
    let names = [
        header::NOTIFICATION_STATUS,
        header::DEVICE_CONNECTION_STATUS,
        header::SUBSCRIPTION_STATUS,
    ];
    let values = names.into_iter().zip(statuses).chain([(header::MESSAGE_ID, message_id)]);
    for (name, value) in values.filter(|(_, value)| !value.is_empty()) {
        response.headers_mut().insert(name, value.parse().expect("a value"));
    }
    response
}

/// The phone got what was sent, or nothing.
fn check_deliveries(
    case: &Case,
    content: Option<&Content>,
    state: &State,
    channel: &Channel,
) -> Result<(), String> {
    if state.connection == DeviceConnection::TempDisconnected {
        assert!(channel.deliveries().is_empty());
        channel.set_connection(DeviceConnection::Connected);
    }
    let deliveries = channel.deliveries();
    let got: Vec<_> = deliveries
        .iter()
        .map(|delivery| {
            let message_id = delivery.message_id.as_ref().map(ToString::to_string);
            (&delivery.notification, message_id)
        })
        .collect();
    let wanted =
        content.filter(|_| state.delivers).map(|content| (content, case.message_id.clone()));
    if got == Vec::from_iter(wanted.clone()) {
        return Ok(());
    }
    Err(format!("the phone got {got:?}, and not {wanted:?}"))
}

const STATES: &[State] = &[
    State {
        name: "connected",
        settings: |_| (),
        connection: DeviceConnection::Connected,
        status: 200,
        statuses: ["Received", "Connected", "Active"],
        delivers: true,
    },
    State {
        name: "temporarily disconnected",
        settings: |_| (),
        connection: DeviceConnection::TempDisconnected,
        status: 200,
        statuses: ["Received", "TempDisconnected", "Active"],
        delivers: true,
    },
    State {
        name: "disconnected",
        settings: |_| (),
        connection: DeviceConnection::Disconnected,
        status: 412,
        statuses: ["Dropped", "Disconnected", ""],
        delivers: false,
    },
    State {
        name: "inactive",
        settings: |_| (),
        connection: DeviceConnection::Inactive,
        status: 412,
        statuses: ["Dropped", "Inactive", ""],
        delivers: false,
    },
    State {
        name: "expired",
        settings: |settings| settings.subscription = Subscription::Expired,
        connection: DeviceConnection::Connected,
        status: 404,
        statuses: ["Dropped", "Connected", "Expired"],
        delivers: false,
    },
    State {
        name: "queue full",
        settings: |settings| settings.answer = Some(Answer::QueueFull),
        connection: DeviceConnection::Connected,
        status: 200,
        statuses: ["QueueFull", "Connected", "Active"],
        delivers: false,
    },
    State {
        name: "suppressed",
        settings: |settings| settings.answer = Some(Answer::Suppressed),
        connection: DeviceConnection::Connected,
        status: 200,
        statuses: ["Suppressed", "Connected", "Active"],
        delivers: false,
    },
    State {
        name: "dropped",
        settings: |settings| settings.answer = Some(Answer::Dropped),
        connection: DeviceConnection::Connected,
        status: 200,
        statuses: ["Dropped", "Connected", "Active"],
        delivers: false,
    },
    State {
        name: "unauthorized",
        settings: |settings| settings.answer = Some(Answer::Unauthorized),
        connection: DeviceConnection::Connected,
        status: 401,
        statuses: ["", "", ""],
        delivers: false,
    },
    State {
        name: "forbidden",
        settings: |settings| settings.answer = Some(Answer::Forbidden),
        connection: DeviceConnection::Connected,
        status: 403,
        statuses: ["", "", ""],
        delivers: false,
    },
    State {
        name: "throttled",
        settings: |settings| settings.answer = Some(Answer::Throttled),
        connection: DeviceConnection::Connected,
        status: 406,
        statuses: ["Dropped", "Connected", "Active"],
        delivers: false,
    },
    State {
        name: "unavailable",
        settings: |settings| settings.answer = Some(Answer::Unavailable),
        connection: DeviceConnection::Connected,
        status: 503,
        statuses: ["", "", ""],
        delivers: false,
    },
];
