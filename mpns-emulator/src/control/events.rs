use std::convert::Infallible;
use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::State as Shared;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream;
use http::HeaderMap;
use serde::Serialize;
use serde_json::json;
use tokio::sync::watch;

use super::clock::ClockView;
use super::view::{ChannelView, DeviceView};
use crate::server;
use crate::service::Service;
use crate::state::State;
use crate::state::events::Change;

/// `GET /events`: what changes, as server-sent events, from the one after `Last-Event-ID` on.
pub(crate) async fn stream(
    Shared(service): Shared<Arc<Service>>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let last = headers.get(LAST_EVENT_ID).and_then(|id| id.to_str().ok()?.trim().parse().ok());
    let now = service.read(|state, _| state.records.events.last());
    let feed = Feed {
        changed: service.changed(),
        shutdown: service.shutdown(),
        service,
        seen: last.unwrap_or(now),
        pending: Vec::new().into_iter(),
    };
    let events = stream::unfold(feed, |mut feed| async {
        let event = feed.next().await?;
        Some((Ok(event), feed))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}

/// What one client gets.
struct Feed {
    service: Arc<Service>,
    changed: watch::Receiver<u64>,
    shutdown: watch::Receiver<bool>,
    /// The number of the last change that was read.
    seen: u64,
    pending: std::vec::IntoIter<(u64, Change)>,
}

impl Feed {
    /// The next event; `None` when the emulator stops.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((number, change)) = self.pending.next() {
                let rendered = self.service.read(|state, now| render(state, now, &change));
                if let Some((name, data)) = rendered {
                    return Some(event(number, name, &data));
                }
                continue;
            }
            self.changed.borrow_and_update();
            let (changes, last) = self.service.read(|state, _| {
                let events = &state.records.events;
                (events.after(self.seen), events.last())
            });
            self.seen = last;
            match changes {
                None => return Some(event(last, RESET, "{}")),
                Some(changes) if changes.is_empty() => tokio::select! {
                    changed = self.changed.changed() => changed.ok()?,
                    () = server::stopped(&mut self.shutdown) => return None,
                },
                Some(changes) => self.pending = changes.into_iter(),
            }
        }
    }
}

fn event(number: u64, name: &'static str, data: &str) -> Event {
    Event::default().id(number.to_string()).event(name).data(data)
}

/// The name and the data of an event. What is gone meanwhile is not shown.
fn render(state: &State, now: SystemTime, change: &Change) -> Option<(&'static str, String)> {
    Some(match change {
        Change::Channel(token) => {
            let channel = state.channel(token)?;
            ("channel", text(&ChannelView::new(state, channel, now))?)
        }
        Change::ChannelClosed(token) => {
            ("channelClosed", text(&json!({ "token": token.expose() }))?)
        }
        Change::Device(name) => ("device", text(&DeviceView::new(state, state.device(name)?))?),
        Change::DeviceRemoved(name) => ("deviceRemoved", text(&json!({ "name": name.as_str() }))?),
        Change::Request(number) => ("request", text(&*state.records.log.get(*number)?)?),
        Change::Delivery(token, number) => {
            let after = number.saturating_sub(1);
            let delivery = state.channel(token)?.deliveries_after(after).next()?;
            let delivery = Some(delivery).filter(|delivery| delivery.number == *number)?;
            ("delivery", text(&json!({ "token": token.expose(), "delivery": delivery }))?)
        }
        Change::Tiles(token) => {
            let tiles: Vec<_> = state.channel(token)?.tiles.iter().collect();
            ("tiles", text(&json!({ "token": token.expose(), "tiles": tiles }))?)
        }
        Change::Cleared(token) => ("cleared", text(&json!({ "token": token.expose() }))?),
        Change::Clock => ("clock", text(&ClockView::new(state, now))?),
        Change::Answers => ("answers", text(&state.answers)?),
        Change::Faults => ("faults", text(&state.faults)?),
        Change::Reset => (RESET, "{}".to_owned()),
    })
}

fn text(value: &impl Serialize) -> Option<String> {
    serde_json::to_string(value).ok()
}

const LAST_EVENT_ID: &str = "last-event-id";
/// Everything has to be read anew.
const RESET: &str = "reset";
