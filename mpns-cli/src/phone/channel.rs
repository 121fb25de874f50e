use std::time::Duration;

use http::{Method, StatusCode};
use serde_json::{Value, json};

use super::options::Options;
use crate::control_api::{Answer, ControlApi, NoAnswer, Refusal};
use crate::failure::{Failure, say};

/// A channel that is open at the emulator.
pub(super) struct Channel {
    api: ControlApi,
    /// Which emulator it is.
    instance: Value,
    view: Value,
    /// What to open it with.
    options: Value,
    phone: Option<Value>,
    /// The number of the last delivery that was read.
    seen: u64,
    /// Whether it was open before.
    is_found: bool,
}

impl Channel {
    /// Opens a channel, or finds the one that is meant.
    pub(super) async fn open(options: &Options) -> Result<Self, Failure> {
        let mut channel = Self {
            api: options.emulator.clone(),
            instance: Value::Null,
            view: Value::Null,
            options: options.channel(),
            phone: options.phone(),
            seen: 0,
            is_found: false,
        };
        match channel.reopen().await {
            Ok(opened) => opened.map(|()| channel),
            Err(error) => Err(Failure::no_reply(format_args!(
                "no emulator answers at {}: {error}; `mpns emulator` starts one",
                channel.api
            ))),
        }
    }

    /// The channel as the emulator shows it.
    pub(super) fn view(&self) -> &Value {
        &self.view
    }

    /// The channel URI.
    pub(super) fn uri(&self) -> &str {
        text(&self.view, "uri")
    }

    /// The name of the phone.
    pub(super) fn device(&self) -> &str {
        text(&self.view, "device")
    }

    /// What came after the last that was read, as soon as something comes.
    pub(super) async fn next_deliveries(&mut self) -> Result<Result<Vec<Value>, Gone>, Failure> {
        let query = format!("after={}&limit={LIMIT}&wait={}s", self.seen, WAIT.as_secs());
        let path = format!("{}/deliveries?{query}", self.path());
        let answer = match self.api.ask(Method::GET, &path, None, WAIT.saturating_add(TIME)).await {
            Ok(answer) => answer,
            Err(error) => return Ok(Err(Gone::Emulator(error))),
        };
        let mut deliveries = match answer.status {
            StatusCode::NO_CONTENT => Vec::new(),
            StatusCode::NOT_FOUND => return Ok(Err(Gone::Channel)),
            _ => list(self.json(&answer)?),
        };
        let last = deliveries.last().and_then(|delivery| delivery.get("number")?.as_u64());
        self.seen = last.unwrap_or(self.seen);
        if deliveries.iter().any(|delivery| tile_id(delivery).is_some()) {
            match self.api.ask(Method::GET, &format!("{}/tiles", self.path()), None, TIME).await {
                Ok(answer) if answer.status.is_success() => {
                    add_tiles(&mut deliveries, &list(self.json(&answer)?));
                }
                // The deliveries are shown all the same, and the next request says what is wrong.
                _ => {}
            }
        }
        Ok(Ok(deliveries))
    }

    /// Goes on at an emulator that answers, even if it is another one.
    pub(super) async fn resume(&mut self) -> Result<Result<Resumed, Failure>, NoAnswer> {
        let instance = self.instance().await?;
        let answer = self.api.ask(Method::GET, &self.path(), None, TIME).await?;
        if answer.status != StatusCode::NOT_FOUND {
            self.instance = instance;
            return Ok(self.json(&answer).map(|view| {
                self.seen = self.seen.min(last_delivery(&view));
                Resumed::AsItWas
            }));
        }
        if instance == self.instance {
            return Ok(Ok(Resumed::Closed));
        }
        // The same URI, which senders know.
        if let (Some(options), Some(token)) = (self.options.as_object_mut(), self.view.get("token"))
        {
            options.insert("token".to_owned(), token.clone());
        }
        Ok(self.reopen().await?.map(|()| Resumed::Anew))
    }

    /// Closes the channel, unless it was open before.
    pub(super) async fn close(&self) {
        if self.is_found {
            return;
        }
        match self.api.ask(Method::DELETE, &self.path(), None, TIME).await {
            Ok(answer) if answer.status != StatusCode::NOT_FOUND => {
                if let Err(refusal) = answer.done() {
                    say(format_args!("mpns: the channel is not closed: {refusal}"));
                }
            }
            // It is gone, or the emulator is, with all its channels.
            _ => {}
        }
    }

    async fn reopen(&mut self) -> Result<Result<(), Failure>, NoAnswer> {
        self.instance = self.instance().await?;
        if let Some(phone) = &self.phone {
            let answer = self.api.ask(Method::POST, "/devices", Some(phone), TIME).await?;
            if let Err(refusal) = answer.done() {
                return Ok(Err(self.refused(&refusal)));
            }
        }
        let answer = self.api.ask(Method::POST, "/channels", Some(&self.options), TIME).await?;
        self.is_found = answer.status == StatusCode::OK;
        Ok(self.json(&answer).map(|view| {
            self.seen = last_delivery(&view);
            self.view = view;
        }))
    }

    /// Which emulator it is; null if it does not say so.
    async fn instance(&self) -> Result<Value, NoAnswer> {
        let answer = self.api.ask(Method::GET, "/health", None, TIME).await?;
        let health = answer.json().unwrap_or_default();
        Ok(health.get("instance").cloned().unwrap_or_default())
    }

    fn json(&self, answer: &Answer) -> Result<Value, Failure> {
        answer.json().map_err(|refusal| self.refused(&refusal))
    }

    fn refused(&self, refusal: &Refusal) -> Failure {
        Failure::no_reply(format_args!("{} refuses: {refusal}", self.api))
    }

    fn path(&self) -> String {
        format!("/channels/{}", text(&self.view, "token"))
    }
}

/// Why no deliveries come any more.
pub(super) enum Gone {
    /// The emulator that answers has no such channel. It may be another one than before.
    Channel,
    /// The emulator does not answer.
    Emulator(NoAnswer),
}

/// How it goes on.
pub(super) enum Resumed {
    /// The channel is still there.
    AsItWas,
    /// The channel was opened at another emulator.
    Anew,
    /// The emulator is the same, and someone has closed the channel.
    Closed,
}

/// Adds to each delivery of a tile what is on that tile now.
fn add_tiles(deliveries: &mut [Value], tiles: &[Value]) {
    for delivery in deliveries {
        let Some(id) = tile_id(delivery) else { continue };
        let tile = tiles.iter().find(|tile| tile.get("id").unwrap_or(&Value::Null) == &id);
        if let (Some(members), Some(tile)) = (delivery.as_object_mut(), tile) {
            members.insert("tile".to_owned(), tile.clone());
        }
    }
}

/// Which tile is meant, if it is the delivery of one; null for the tile of the app.
fn tile_id(delivery: &Value) -> Option<Value> {
    let notification = delivery.get("notification")?;
    let is_tile = matches!(
        notification.get("type")?.as_str()?,
        "tile" | "flipTile" | "iconicTile" | "cycleTile"
    );
    is_tile.then(|| notification.get("id").cloned().unwrap_or(json!(null)))
}

fn last_delivery(view: &Value) -> u64 {
    view.get("lastDelivery").and_then(Value::as_u64).unwrap_or_default()
}

fn list(value: Value) -> Vec<Value> {
    if let Value::Array(items) = value { items } else { Vec::new() }
}

fn text<'a>(view: &'a Value, name: &str) -> &'a str {
    view.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// How long an answer may take.
const TIME: Duration = Duration::from_secs(10);
/// How long the emulator waits for a delivery before it answers that there is none.
const WAIT: Duration = Duration::from_secs(30);
/// How many deliveries are read at a time.
const LIMIT: u32 = 100;
