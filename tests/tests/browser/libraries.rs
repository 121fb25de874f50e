//! What other MPNS libraries send, as the control API and the page show it: every kind that each knows, to both services
//! that the emulator can be.

mod expected;
mod faces;
mod screen;
mod stage;

use mpns_emulator::Profile;
use mpns_proto::Kind;
use reqwest::Method;
use serde_json::{Map, json};

use self::expected::{fields, left, taken_away, warnings};
use self::stage::Stage;
use crate::library::Library;

#[tokio::test]
async fn npm_is_shown() {
    is_shown(Library::Npm).await;
}

#[tokio::test]
async fn python_is_shown() {
    is_shown(Library::Python).await;
}

#[tokio::test]
async fn twisted_is_shown() {
    is_shown(Library::Twisted).await;
}

async fn is_shown(library: Library) {
    for profile in [Profile::Mpns, Profile::ReLiveWp] {
        let stage = Stage::start(library, profile).await;
        send_at_once(&stage).await;
        take_away(&stage).await;
        send_within_450_seconds(&stage).await;
        send_to_a_phone_that_is_away(&stage).await;
    }
}

/// Each kind in full, to an app of its own.
async fn send_at_once(stage: &Stage) {
    let mut sent = Vec::new();
    for kind in stage.kinds() {
        let (phone, state) =
            if kind == Kind::Raw { ("app", "inFront") } else { ("start", "notInFront") };
        sent.push((kind, stage.open(kind.name(), phone, state).await));
    }
    let fields = |kind| fields(stage.library, kind);
    let jobs = sent.iter().map(|(kind, channel)| stage.job(*kind, 0, channel, fields(*kind)));
    stage.send(jobs.collect(), 200, "Connected").await;
    for (kind, channel) in &sent {
        let effect = if *kind == Kind::Raw { "handedToApp" } else { "shown" };
        let warnings = warnings(stage.library, *kind);
        stage.expect_request(channel, *kind, 200, effect, &warnings).await;
        stage.expect_delivery(channel, *kind, 0).await;
        match kind {
            Kind::Toast => stage.screen.expect_toast("start", &fields(*kind)).await,
            Kind::Raw => stage.screen.expect_message("app", expected::RAW).await,
            _ => stage.expect_tile(channel, *kind, &fields(*kind)).await,
        }
    }
    stage.screenshot("at-once").await;
}

/// Takes away what can be taken away of the tiles. What is left out of the update stays.
async fn take_away(stage: &Stage) {
    for kind in stage.kinds().filter(|kind| !matches!(kind, Kind::Toast | Kind::Raw)) {
        let channel = stage.open(kind.name(), "start", "notInFront").await;
        let update = stage.job(kind, 0, &channel, taken_away(stage.library, kind));
        stage.send(vec![update], 200, "Connected").await;
        stage.expect_tile(&channel, kind, &left(stage.library, kind)).await;
    }
    stage.screenshot("taken-away").await;
}

/// With a batching interval, which ReLiveWP does not know: it takes the class for that of a toast.
async fn send_within_450_seconds(stage: &Stage) {
    // The package for npm has no intervals.
    if stage.library == Library::Npm {
        return;
    }
    let is_mpns = stage.profile == Profile::Mpns;
    let mut sent = Vec::new();
    for kind in stage.kinds() {
        sent.push((kind, stage.open(&format!("{kind:?} later"), "later", "notInFront").await));
    }
    let fields = |kind| fields(stage.library, kind);
    let jobs = sent.iter().map(|(kind, channel)| stage.job(*kind, 450, channel, fields(*kind)));
    stage.send(jobs.collect(), 200, "Connected").await;
    if is_mpns {
        for (kind, channel) in &sent {
            let warnings = warnings(stage.library, *kind);
            stage.expect_request(channel, *kind, 200, "held", &warnings).await;
        }
        stage.service.change(Method::POST, "clock", json!({ "advance": "450s" })).await;
    }
    for (kind, channel) in &sent {
        let (class, effect) = match (kind, is_mpns) {
            (Kind::Toast, _) => (12, "shown"),
            (Kind::Raw, true) => (13, "dropped"),
            // What is no document is no toast.
            (Kind::Raw, false) => (13, "payloadFormatError"),
            (_, true) => (11, "shown"),
            (_, false) => (11, "dropped"),
        };
        let unknown = "is not known to ReLiveWP, which takes it as a toast";
        let warnings = match is_mpns {
            true => warnings(stage.library, *kind),
            false => vec![format!("the class {class} {unknown}")],
        };
        stage.expect_request(channel, *kind, 200, effect, &warnings).await;
        match kind {
            Kind::Toast => stage.screen.expect_toast("later", &fields(*kind)).await,
            Kind::Raw => {}
            _ if is_mpns => stage.expect_tile(channel, *kind, &fields(*kind)).await,
            _ => {
                let untouched = Map::from_iter([("title".to_owned(), channel.app.clone().into())]);
                stage.screen.expect_tile(&channel.app, Kind::Tile, &untouched).await;
            }
        }
        if effect == "shown" {
            stage.expect_delivery(channel, *kind, if is_mpns { 450 } else { 0 }).await;
        }
    }
    stage.screenshot("later").await;
}

/// MPNS answers 200, and ReLiveWP a bare 202, which not every library takes for a success.
async fn send_to_a_phone_that_is_away(stage: &Stage) {
    let channel = stage.open("Away", "away", "notInFront").await;
    stage.service.set_phone(&channel, json!({ "connection": "tempDisconnected" })).await;
    let status = if stage.profile == Profile::Mpns { 200 } else { 202 };
    let toast = fields(stage.library, Kind::Toast);
    let job = stage.job(Kind::Toast, 0, &channel, toast.clone());
    stage.send(vec![job], status, "TempDisconnected").await;
    stage.expect_request(&channel, Kind::Toast, status, "queued", &[]).await;
    stage.service.set_phone(&channel, json!({ "connection": "connected" })).await;
    stage.expect_request(&channel, Kind::Toast, status, "shown", &[]).await;
    stage.screen.expect_toast("away", &toast).await;
    stage.screenshot("away").await;
}
