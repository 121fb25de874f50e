use std::collections::VecDeque;
use std::time::SystemTime;

use super::State;
use super::budget::{Holder, Share};
use super::channel::ChannelState;
use super::device::DeviceState;
use super::events::Change;
use super::tiles::Tiles;
use crate::callback::CallbackState;
use crate::daily_count::DailyCount;
use crate::{ChannelOptions, DeviceName, DeviceSettings, Label, Phone, Token};

impl State {
    /// Opens a channel, or finds the one that is meant, whose settings then stay as they are. The second value is
    /// whether it is new.
    pub(crate) fn open(
        &mut self,
        options: ChannelOptions,
        now: SystemTime,
    ) -> Result<(Token, bool), OpenError> {
        if let Some(known) = self.known(&options)? {
            return Ok((known, false));
        }
        let number = self.next_number();
        let phone = match options.phone {
            Phone::Named(name) => self.add_device(name, None, now),
            Phone::New(settings) => {
                let name = self.free_name();
                let device = self.add_device(name, Some(settings), now);
                if let Some(phone) = self.devices.get_mut(&device) {
                    phone.is_of_channel = true;
                }
                device
            }
        };
        let app_name = options.app_name.unwrap_or_else(|| self.free_app(phone));
        let Some(phone) = self.devices.get_mut(&phone) else { return Err(OpenError::Gone) };
        let limit = phone.settings.max_channels();
        if phone.channels.len() >= limit {
            return Err(OpenError::TooManyChannels { device: phone.name.clone(), limit });
        }
        phone.channels.insert(number);
        let token = options.token.unwrap_or_else(Token::random);
        let service = options.service_name;
        let channel = ChannelState {
            number,
            uri: self.rules.uris.of(options.authenticated, service.as_ref(), &token),
            token: token.clone(),
            is_authenticated: options.authenticated,
            service_name: service,
            app_name,
            device: phone.number,
            settings: options.settings,
            daily_count: DailyCount::default(),
            callback: CallbackState::None,
            tiles: Tiles::default(),
            last_refusal: None,
            share: Share::new(Holder::Channel(number)),
            waiting: VecDeque::new(),
            deliveries: VecDeque::new(),
            last_delivery: 0,
        };
        self.records.events.push(Change::Device(phone.name.clone()));
        self.records.events.push(Change::Channel(token.clone()));
        self.records.budget.replace(0, channel.bytes());
        self.channels.insert(number, channel);
        self.by_token.insert(token.clone(), number);
        Ok((token, true))
    }

    /// Adds a phone, or finds the one with this name; its settings stay as they are unless they are given. Returns
    /// its number.
    pub(crate) fn add_device(
        &mut self,
        name: DeviceName,
        settings: Option<DeviceSettings>,
        now: SystemTime,
    ) -> u64 {
        if let Some(number) = self.by_name.get(&name).copied() {
            if let Some(settings) = settings {
                self.configure_device(&name, settings, now);
            }
            return number;
        }
        let number = self.next_number();
        let mut device = DeviceState {
            number,
            name: name.clone(),
            settings: DeviceSettings::default(),
            channels: Default::default(),
            away_since: None,
            is_of_channel: false,
        };
        device.configure(settings.unwrap_or_default(), now);
        self.records.wakeups.extend(device.inactive_at());
        self.records.events.push(Change::Device(name.clone()));
        self.devices.insert(number, device);
        self.by_name.insert(name, number);
        number
    }

    /// The open channel that options mean: by its token, or by the app on the phone.
    fn known(&self, options: &ChannelOptions) -> Result<Option<Token>, OpenError> {
        let named = match &options.phone {
            Phone::Named(name) => self.device(name),
            Phone::New(_) => None,
        };
        if let Some(token) = &options.token
            && let Some(channel) = self.channel(token)
        {
            let is_phone = match &options.phone {
                Phone::Named(_) => named.is_some_and(|phone| phone.number == channel.device),
                Phone::New(_) => true,
            };
            let is_app = options.app_name.as_ref().is_none_or(|name| *name == channel.app_name);
            if is_phone && is_app && options.authenticated == channel.is_authenticated {
                return Ok(Some(token.clone()));
            }
            return Err(OpenError::TokenInUse);
        }
        let (Some(phone), Some(app)) = (named, &options.app_name) else { return Ok(None) };
        let mut channels = phone.channels.iter().filter_map(|number| self.channels.get(number));
        match channels.find(|channel| channel.app_name == *app) {
            Some(_) if options.token.is_some() => Err(OpenError::AppHasChannel),
            channel => Ok(channel.map(|channel| channel.token.clone())),
        }
    }

    /// A name for one more phone.
    fn free_name(&self) -> DeviceName {
        let next = one_more_than(self.devices.len());
        let mut names = (next..).map(DeviceName::numbered);
        let free = names.find(|name| !self.by_name.contains_key(name));
        free.unwrap_or_else(|| DeviceName::numbered(next))
    }

    /// A name for one more app, which no other app on the phone has.
    fn free_app(&self, phone: u64) -> Label {
        let next = one_more_than(self.channels.len());
        let apps = self.devices.get(&phone).into_iter().flat_map(|phone| &phone.channels);
        let apps: Vec<_> = apps.filter_map(|number| self.channels.get(number)).collect();
        let is_free = |name: &Label| apps.iter().all(|channel| channel.app_name != *name);
        (next..).map(Label::of_app).find(is_free).unwrap_or_else(|| Label::of_app(next))
    }

    fn next_number(&mut self) -> u64 {
        self.opened = self.opened.saturating_add(1);
        self.opened
    }
}

fn one_more_than(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX).saturating_add(1)
}

/// Why a channel cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The phone has as many channels as it can have.
    #[error("the phone {device} has {limit} channels already, the most that its OS version allows")]
    TooManyChannels {
        /// The name of the phone.
        device: DeviceName,
        /// How many it can have.
        limit: usize,
    },
    /// The token is that of another channel: of another app, on another phone, or authenticated otherwise.
    #[error("another channel has this token")]
    TokenInUse,
    /// The app has a channel with another token already.
    #[error("the app has a channel on this phone already, with another token")]
    AppHasChannel,
    /// The phone was removed meanwhile.
    #[error("the phone is gone")]
    Gone,
}
