use std::collections::VecDeque;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::StatusCode;
use mpns_proto::service::{Callback, Incoming};
use mpns_proto::{BatchingInterval, ChannelUri, Kind};

use super::budget::{Charge, Share};
use super::events::Change;
use super::records::Records;
use super::tiles::Tiles;
use super::waiting::Waiting;
use crate::accepted::{self, Accepted};
use crate::callback::{CallError, CallbackState};
use crate::daily_count::DailyCount;
use crate::received_request::RequestMetadata;
use crate::{
    Delivery, DeviceConnection, DeviceSettings, Effect, Fate, Label, Settings, Subscription, Token,
};

/// A channel with its app, and what waits for it and reached it.
#[derive(Debug)]
pub(crate) struct ChannelState {
    pub(crate) number: u64,
    pub(crate) token: Token,
    pub(crate) uri: ChannelUri,
    pub(crate) is_authenticated: bool,
    pub(crate) service_name: Option<Label>,
    pub(crate) app_name: Label,
    /// The number of the phone.
    pub(crate) device: u64,
    pub(crate) settings: Settings,
    pub(crate) daily_count: DailyCount,
    pub(crate) callback: CallbackState,
    pub(crate) tiles: Tiles,
    /// Why the channel refused the last request, with the causes.
    pub(crate) last_refusal: Option<String>,
    /// What it keeps that is forgotten by age: what waits, and the deliveries.
    pub(crate) share: Share,
    pub(crate) waiting: VecDeque<Waiting>,
    pub(crate) deliveries: VecDeque<(Charge, Delivery)>,
    /// The number of the latest delivery.
    pub(crate) last_delivery: u64,
}

impl ChannelState {
    /// The deliveries after the one with this number.
    pub(crate) fn deliveries_after(&self, number: u64) -> impl Iterator<Item = &Delivery> {
        let begin = self.deliveries.partition_point(|(_, delivery)| delivery.number <= number);
        self.deliveries.range(begin..).map(|(_, delivery)| delivery)
    }

    /// About how much memory it takes beside what ages: its settings, its tiles and the callback.
    pub(crate) fn bytes(&self) -> usize {
        [self.settings.bytes(), self.tiles.bytes(), self.callback.bytes()]
            .into_iter()
            .fold(CHANNEL_BYTES, usize::saturating_add)
    }

    /// How many notifications wait for the phone, and how many for the end of their batching interval.
    pub(crate) fn queued_and_held(&self, now: SystemTime) -> (usize, usize) {
        let held = self.waiting.iter().filter(|waiting| waiting.due > now).count();
        (self.waiting.len().saturating_sub(held), held)
    }

    /// Keeps the reason why a request is refused, which the answer does not carry.
    pub(crate) fn note_refusal(&mut self, why: &dyn Error) -> String {
        let causes = std::iter::successors(Some(why), |&error: &&dyn Error| error.source());
        let reason = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
        self.last_refusal = Some(reason.clone());
        reason
    }

    /// Delivers a notification that was accepted, or keeps it until that is possible. The queue has room for it.
    pub(crate) fn accept(
        &mut self,
        incoming: Incoming,
        metadata: &RequestMetadata,
        phone: &DeviceSettings,
        records: &mut Records,
    ) -> Fate {
        let accepted = Accepted::new(incoming, metadata);
        let now = accepted.received_at;
        let due = self.due(accepted.content.interval(), now);
        let request = records.log.next();
        self.last_refusal = None;
        if due <= now && phone.connection == DeviceConnection::Connected {
            let effect = self.deliver(accepted, phone, now, records);
            return Fate::Delivered(effect);
        }
        let bytes = accepted::bytes(&accepted.content);
        let charge = records.budget.charge(&mut self.share, bytes);
        self.waiting.push_back(Waiting { accepted, request, due, charge });
        if due <= now {
            return Fate::Queued;
        }
        records.wakeups.insert(due);
        Fate::Held
    }

    /// Delivers what waits and is due.
    pub(crate) fn release(
        &mut self,
        phone: &DeviceSettings,
        now: SystemTime,
        records: &mut Records,
    ) {
        if phone.connection != DeviceConnection::Connected {
            self.queue(now, records);
            return;
        }
        let waiting = std::mem::take(&mut self.waiting).into_iter();
        let (mut due, kept): (Vec<_>, Vec<_>) = waiting.partition(|waiting| waiting.due <= now);
        self.waiting = kept.into();
        // A stable sort: within an interval the order is that of the requests.
        due.sort_by_key(|waiting| waiting.due);
        for Waiting { accepted, request, charge, .. } in due {
            records.budget.refund(&mut self.share, charge);
            let fate = if self.settings.subscription == Subscription::Active {
                Fate::Delivered(self.deliver(accepted, phone, now, records))
            } else {
                Fate::Lost
            };
            records.log.set_fate(request, fate);
            records.events.push(Change::Request(request));
        }
    }

    /// Notes what no longer waits for the end of its interval, but for the phone.
    fn queue(&self, now: SystemTime, records: &mut Records) {
        for Waiting { request, .. } in self.waiting.iter().filter(|waiting| waiting.due <= now) {
            if records.log.get(*request).is_some_and(|entry| entry.fate == Some(Fate::Held)) {
                records.log.set_fate(*request, Fate::Queued);
                records.events.push(Change::Request(*request));
            }
        }
    }

    /// Drops what waits.
    pub(crate) fn lose_waiting(&mut self, records: &mut Records) {
        while !self.waiting.is_empty() {
            self.lose_oldest_waiting(records);
        }
    }

    /// Forgets the oldest delivery, or loses the oldest notification that waits, if that is older.
    pub(crate) fn forget_oldest(&mut self, records: &mut Records) {
        let waiting = self.waiting.front().map(|waiting| waiting.charge.number);
        let delivery = self.deliveries.front().map(|(charge, _)| charge.number);
        match (waiting, delivery) {
            (Some(waiting), Some(delivery)) if delivery < waiting => {
                self.forget_oldest_delivery(records);
            }
            (Some(_), _) => self.lose_oldest_waiting(records),
            _ => self.forget_oldest_delivery(records),
        }
    }

    pub(crate) fn lose_oldest_waiting(&mut self, records: &mut Records) {
        if let Some(Waiting { request, charge, .. }) = self.waiting.pop_front() {
            records.budget.refund(&mut self.share, charge);
            records.log.set_fate(request, Fate::Lost);
            records.events.push(Change::Request(request));
        }
    }

    pub(crate) fn forget_oldest_delivery(&mut self, records: &mut Records) {
        if let Some((charge, _)) = self.deliveries.pop_front() {
            records.budget.refund(&mut self.share, charge);
        }
    }

    pub(crate) fn clear_deliveries(&mut self, records: &mut Records) {
        while !self.deliveries.is_empty() {
            self.forget_oldest_delivery(records);
        }
        records.events.push(Change::Cleared(self.token.clone()));
    }

    /// The phone is inactive from now on. It is reported only once to each registered callback.
    pub(crate) fn become_inactive(&mut self, records: &mut Records) {
        if let Some(callback) = self.callback.take() {
            records.calls.push((self.token.clone(), Arc::clone(&callback)));
        }
    }

    /// Keeps the result of a call of the callback.
    pub(crate) fn finish_call(
        &mut self,
        callback: &Arc<Callback>,
        called: Result<StatusCode, CallError>,
        records: &mut Records,
    ) {
        let before = self.callback.bytes();
        self.callback.finish(callback, called);
        records.budget.replace(before, self.callback.bytes());
        records.events.push(Change::Channel(self.token.clone()));
    }

    /// When the batch that a notification joins ends: all of an interval that wait are delivered together.
    fn due(&self, interval: BatchingInterval, now: SystemTime) -> SystemTime {
        if interval == BatchingInterval::Immediate {
            return now;
        }
        let same = |waiting: &&Waiting| {
            waiting.accepted.content.interval() == interval && waiting.due > now
        };
        let end = || now.checked_add(Duration::from_secs(interval.seconds().into()));
        self.waiting.iter().find(same).map(|waiting| waiting.due).or_else(end).unwrap_or(now)
    }

    fn deliver(
        &mut self,
        accepted: Accepted,
        phone: &DeviceSettings,
        now: SystemTime,
        records: &mut Records,
    ) -> Effect {
        let content = &accepted.content;
        let mut effect = Effect::of(content, phone, &self.settings);
        if effect == Effect::Shown && !matches!(content.kind(), Kind::Toast | Kind::Raw) {
            let before = self.tiles.bytes();
            effect = self.tiles.update(content, self.settings.tile_pinned, now);
            records.budget.replace(before, self.tiles.bytes());
            records.events.push(Change::Tiles(self.token.clone()));
        }
        self.last_delivery = self.last_delivery.saturating_add(1);
        records.counts.deliveries = records.counts.deliveries.saturating_add(1);
        let delivery = Delivery::new(self.last_delivery, accepted, now, effect);
        let charge = records.budget.charge(&mut self.share, delivery.bytes());
        self.deliveries.push_back((charge, delivery));
        records.events.push(Change::Delivery(self.token.clone(), self.last_delivery));
        if self.deliveries.len() > records.max_deliveries {
            self.forget_oldest_delivery(records);
        }
        if effect == Effect::PayloadFormatError {
            self.settings.subscription = Subscription::Expired;
            self.lose_waiting(records);
            records.events.push(Change::Channel(self.token.clone()));
        }
        effect
    }
}

/// What a channel and its phone take beside that.
const CHANNEL_BYTES: usize = 2_048;
