//! `mpns demo`: one notification of every kind, then toasts to channels that are in a bad state.

use std::process::ExitCode;
use std::time::SystemTime;

use mpns_emulator::{Answer, AppState, Channel, DeviceConnection, Effect, Emulator};
use mpns_hyper::Client;
use mpns_proto::{
    BuildError, Color, CycleTile, FlipTile, IconicTile, Jitter, NavigationUri, Notification,
    Outcome, Property, Raw, Reply, Sound, Tile, Toast,
};

use crate::failure::{Failure, chain};
use crate::output::print;
use crate::table::table;
use crate::transport::runtime;

pub(crate) fn run() -> Result<ExitCode, Failure> {
    runtime()?.block_on(demo())
}

async fn demo() -> Result<ExitCode, Failure> {
    let emulator = Emulator::start(Emulator::LOOPBACK)
        .await
        .map_err(|error| Failure::no_reply(chain(&error)))?;
    let client = Client::new();
    let mut rows = vec![COLUMNS.map(str::to_owned)];
    let mut mismatches = 0_usize;
    for step in steps().map_err(|error| Failure::content("a notification is refused", &error))? {
        let channel = emulator.open_channel();
        (step.prepare)(&channel);
        let reply = client
            .send(&step.notification, channel.uri())
            .await
            .map_err(|error| Failure::no_reply(chain(&error)))?;
        let effect = channel.deliveries().last().map(|delivery| delivery.effect);
        if reply.outcome() != step.outcome || effect.is_some() != step.outcome.is_accepted() {
            mismatches = mismatches.saturating_add(1);
        }
        rows.push(row(step.name, &reply, effect));
    }
    let address = emulator.addr();
    print(
        format!(
            "An emulator of the service listens on {address}. Each line is one HTTP request to it.\n\n{}",
            table(&rows)
        )
        .as_bytes(),
    )?;
    emulator.stop().await;
    if mismatches > 0 {
        return Err(Failure::no_reply(format_args!("{mismatches} replies were not as expected")));
    }
    Ok(ExitCode::SUCCESS)
}

/// A notification to send, the state of its channel, and the outcome that is expected.
struct Step {
    name: &'static str,
    notification: Notification,
    prepare: fn(&Channel),
    outcome: Outcome,
}

fn row(name: &str, reply: &Reply, effect: Option<Effect>) -> [String; 5] {
    let outcome = reply.outcome();
    let advice = match reply.retry(SystemTime::now()).wait(1, Jitter::NONE) {
        Some(wait) => format!("{} (in {} min)", outcome.advice(), wait.as_secs() / 60),
        None => outcome.advice().to_owned(),
    };
    let effect = match effect {
        Some(Effect::Shown) => "shown",
        Some(Effect::HandedToApp) => "handed to the app",
        Some(Effect::Dropped) => "dropped",
        Some(Effect::PayloadFormatError) => "payload format error",
        Some(_) => "something else",
        None => "never got it",
    };
    [
        name.to_owned(),
        reply.status().as_u16().to_string(),
        outcome.to_string(),
        effect.to_owned(),
        advice,
    ]
}

fn steps() -> Result<Vec<Step>, BuildError> {
    let match_page = || NavigationUri::new("/Match.xaml").query("teams", "R&D : Ümit").into();
    let toast = Toast {
        text1: Some("Goal!".into()),
        text2: Some("R&D lead 2:1".into()),
        param: Some(match_page()),
        ..Toast::default()
    };
    let silent = Toast { sound: Some(Sound::Silent), ..toast.clone() };
    let tile = Tile { title: "Matches".into(), count: 2.into(), ..Tile::default() };
    let flip = FlipTile {
        id: Some(match_page()),
        title: "R&D : Ümit".into(),
        wide_back_content: "2:1 after 70 minutes".into(),
        back_title: Property::Clear,
        ..FlipTile::default()
    };
    let iconic = IconicTile {
        wide_content1: "2:1".into(),
        count: 0.into(),
        background_color: Color::from_argb(0xFF10_7C10).into(),
        ..IconicTile::default()
    };
    let mut cycle = CycleTile { title: "Goals".into(), ..CycleTile::default() };
    for (image, number) in cycle.cycle_images.iter_mut().zip(1..=3) {
        *image = Property::Set(format!("Images/goal{number}.jpg"));
    }
    let raw = Raw { content_type: Some("application/json".into()), ..Raw::from("{\"goals\":3}") };

    let as_it_is: fn(&Channel) = |_| {};
    let good = |name, notification, prepare| Step {
        name,
        notification,
        prepare,
        outcome: Outcome::Received,
    };
    let toast = toast.build()?;
    let bad = |name, outcome, prepare| Step { name, notification: toast.clone(), prepare, outcome };
    Ok(vec![
        good("toast", toast.clone(), as_it_is),
        good("silent toast", silent.build()?, as_it_is),
        good("tile", tile.build()?, as_it_is),
        good("flip tile", flip.build()?, as_it_is),
        good("iconic tile", iconic.build()?, as_it_is),
        good("cycle tile", cycle.build()?, as_it_is),
        good("raw", raw.build()?, |channel| channel.set_app(AppState::InFront)),
        bad("toast, expired channel", Outcome::ChannelExpired, Channel::expire),
        bad("toast, inactive phone", Outcome::DeviceInactive, |channel| {
            channel.set_connection(DeviceConnection::Inactive);
        }),
        bad("toast, full queue", Outcome::QueueFull, |channel| {
            channel.set_answer(Answer::QueueFull);
        }),
        bad("toast, daily limit reached", Outcome::Throttled, |channel| {
            channel.set_answer(Answer::Throttled);
        }),
    ])
}

const COLUMNS: [&str; 5] = ["sent", "status", "outcome", "the phone", "what to do"];

pub(crate) const EXAMPLES: &str = "\
Example:
  mpns demo

It needs no network and no service: the emulator is built in and listens on a
free port of the loopback interface.";
