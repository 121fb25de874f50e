use mpns_proto::{Content, Kind, OsVersion};
use serde::{Deserialize, Serialize};

use crate::{AppState, DeviceSettings, Settings};

/// What a phone does with a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Effect {
    /// A toast was shown, or a tile changed.
    Shown,
    /// The app is running and received the raw notification, or the toast, which was not shown.
    HandedToApp,
    /// A raw notification came while the app was not running, and was dropped.
    Dropped,
    /// The phone is too old for the notification: it reported a payload format error and closed the
    /// channel.
    PayloadFormatError,
    /// The tile of the app is not on the start screen.
    NotPinned,
    /// The tile has another template, which it keeps for life: nothing changed.
    TemplateMismatch,
    /// An image is not from a domain that the app allows: the phone reported bad content, and nothing changed.
    BadContent,
}

impl Effect {
    /// What a phone in this state does with a toast or raw notification, and with a tile whose template fits.
    pub(crate) fn of(content: &Content, phone: &DeviceSettings, settings: &Settings) -> Self {
        if content.check_os(phone.os).is_err() {
            return Self::PayloadFormatError;
        }
        match (content.kind(), settings.app) {
            (Kind::Raw, AppState::NotInFront) => Self::Dropped,
            (Kind::Raw, _) | (Kind::Toast, AppState::InFront) => Self::HandedToApp,
            (Kind::Toast, AppState::Obscured) if phone.os < OsVersion::V8_0_10492 => {
                Self::HandedToApp
            }
            (Kind::Toast, _) => Self::Shown,
            _ if !settings.allow_images(content) => Self::BadContent,
            _ => Self::Shown,
        }
    }
}
