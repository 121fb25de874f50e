use std::collections::VecDeque;
use std::mem;

use super::State;
use super::budget::{Holder, Share};
use super::channel::ChannelState;
use super::device::DeviceState;
use super::events::Change;
use super::tiles::Tiles;
use super::waiting::Waiting;
use crate::accepted;
use crate::callback::CallbackState;
use crate::daily_count::DailyCount;
use crate::snapshot::{ChannelSnapshot, CommonSnapshot, DeviceSnapshot, ImportError};
use crate::{Bounds, LoggedRequest, Snapshot};

impl State {
    /// Puts a snapshot in the place of all that is known, or changes nothing. What is more than may be kept is
    /// forgotten, the oldest first.
    pub(crate) fn import(&mut self, snapshot: Snapshot) -> Result<(), ImportError> {
        let mut new = Self::new(self.rules.clone());
        new.import_common(snapshot.common);
        for (index, device) in snapshot.devices.into_iter().enumerate() {
            let wrong = |field, why| ImportError::new("devices", index, field, why);
            new.import_device(device, wrong)?;
        }
        for (index, channel) in snapshot.channels.into_iter().enumerate() {
            let wrong = |field, why| ImportError::new("channels", index, field, why);
            new.import_channel(channel, wrong)?;
        }
        for (index, request) in snapshot.requests.into_iter().enumerate() {
            let wrong = |field, why| ImportError::new("requests", index, field, why);
            new.import_request(request, wrong)?;
        }
        new.trim();
        // Those who listen have seen other events, and calls that have begun go on.
        mem::swap(&mut new.records.events, &mut self.records.events);
        mem::swap(&mut new.records.calls, &mut self.records.calls);
        mem::swap(&mut new.records.counts, &mut self.records.counts);
        new.records.events.push(Change::Reset);
        *self = new;
        Ok(())
    }

    fn import_common(&mut self, common: CommonSnapshot) {
        let CommonSnapshot { advanced, opened, next_request, answers, faults } = common;
        self.advance(advanced);
        self.opened = opened;
        self.set_answers(answers);
        self.set_faults(faults);
        self.records.log.go_on_from(next_request);
    }

    fn import_device(
        &mut self,
        device: DeviceSnapshot,
        wrong: impl Fn(&'static str, &'static str) -> ImportError,
    ) -> Result<(), ImportError> {
        let DeviceSnapshot { number, name, settings, away_since, of_channel } = device;
        if self.devices.len() >= self.rules.bounds.channels {
            return Err(wrong("number", "is one more than this emulator keeps"));
        }
        self.check_number(number).map_err(|why| wrong("number", why))?;
        if self.by_name.insert(name.clone(), number).is_some() {
            return Err(wrong("name", "is that of another phone"));
        }
        let away_since = away_since.map(|time| time.0);
        let is_of_channel = of_channel;
        let channels = Default::default();
        let device = DeviceState { number, name, settings, channels, away_since, is_of_channel };
        self.records.wakeups.extend(device.inactive_at());
        self.devices.insert(number, device);
        Ok(())
    }

    fn import_channel(
        &mut self,
        channel: ChannelSnapshot,
        wrong: impl Fn(&'static str, &'static str) -> ImportError,
    ) -> Result<(), ImportError> {
        let number = channel.number;
        if self.channels.len() >= self.rules.bounds.channels {
            return Err(wrong("number", "is one more than this emulator keeps"));
        }
        self.check_number(number).map_err(|why| wrong("number", why))?;
        if self.by_token.insert(channel.token.clone(), number).is_some() {
            return Err(wrong("token", "is that of another channel"));
        }
        let device = self.by_name.get(&channel.device).copied();
        let device = device.and_then(|number| self.devices.get_mut(&number));
        let device = device.ok_or_else(|| wrong("device", "is the name of no phone"))?;
        device.channels.insert(number);
        if channel.tiles.len() > Tiles::CAPACITY {
            return Err(wrong("tiles", "are more than an app has"));
        }
        if channel.waiting.len() > Bounds::QUEUE_CAPACITY {
            return Err(wrong("waiting", "are more than can wait"));
        }
        if !channel.waiting.is_sorted_by(|a, b| a.request < b.request) {
            return Err(wrong("waiting", "are not in the order of their requests"));
        }
        if !channel.deliveries.is_sorted_by(|a, b| a.number < b.number) {
            return Err(wrong("deliveries", "are not in the order of their numbers"));
        }
        let last = channel.deliveries.last().map_or(0, |delivery| delivery.number);
        let budget = &mut self.records.budget;
        let mut share = Share::new(Holder::Channel(number));
        let waiting = channel.waiting.into_iter().map(|waiting| {
            let bytes = accepted::bytes(&waiting.accepted.content);
            let charge = budget.charge(&mut share, bytes);
            Waiting {
                accepted: waiting.accepted,
                request: waiting.request,
                due: waiting.due,
                charge,
            }
        });
        let waiting: VecDeque<_> = waiting.collect();
        self.records.wakeups.extend(waiting.iter().map(|waiting| waiting.due));
        let skipped = channel.deliveries.len().saturating_sub(self.rules.bounds.deliveries);
        let deliveries = channel.deliveries.into_iter().skip(skipped);
        let deliveries: VecDeque<_> = deliveries
            .map(|delivery| (budget.charge(&mut share, delivery.bytes()), delivery))
            .collect();
        let (authenticated, service) = (channel.authenticated, channel.service_name);
        let channel = ChannelState {
            number,
            uri: self.rules.uris.of(authenticated, service.as_ref(), &channel.token),
            token: channel.token,
            is_authenticated: authenticated,
            service_name: service,
            app_name: channel.app_name,
            device: device.number,
            settings: channel.settings,
            daily_count: DailyCount::import(channel.day),
            callback: CallbackState::from(channel.callback),
            tiles: Tiles::import(channel.tiles),
            last_refusal: channel.last_refusal,
            share,
            waiting,
            deliveries,
            last_delivery: channel.last_delivery.max(last),
        };
        self.records.budget.replace(0, channel.bytes());
        self.channels.insert(number, channel);
        Ok(())
    }

    fn import_request(
        &mut self,
        request: LoggedRequest,
        wrong: impl Fn(&'static str, &'static str) -> ImportError,
    ) -> Result<(), ImportError> {
        let known = self.records.log.after(0).last().map_or(0, |last| last.number);
        if request.number <= known {
            return Err(wrong("number", "is not above that of the request before"));
        }
        self.records.log.push(request, &mut self.records.budget);
        Ok(())
    }

    fn check_number(&mut self, number: u64) -> Result<(), &'static str> {
        if self.channels.contains_key(&number) || self.devices.contains_key(&number) {
            return Err("is that of another channel or phone");
        }
        self.opened = self.opened.max(number);
        Ok(())
    }
}
