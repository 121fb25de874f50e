//! The Microsoft Push Notification Service (MPNS), the push service of Windows Phone 7.0 to 8.1,
//! without I/O.
//!
//! A notification becomes an [`http::Request`], and the [`http::Response`] becomes an [`Outcome`].
//! Between the two you use any HTTP client. This crate has no socket, clock, thread or randomness.
//!
//! ```
//! use mpns_proto::{ChannelUri, Outcome, Reply, Toast};
//!
//! # fn transport(_: http::Request<Vec<u8>>) -> http::Response<()> { http::Response::new(()) }
//! let toast = Toast {
//!     text1: Some("Goal!".into()),
//!     param: Some("/Match.xaml?id=7".into()),
//!     ..Toast::default()
//! };
//! let notification = toast.build()?; // the only step that can refuse content
//! let channel: ChannelUri = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAA".parse()?;
//!
//! let response = transport(notification.request(&channel));
//!
//! match Reply::from_response(&response).outcome() {
//!     Outcome::Received => println!("taken"),
//!     Outcome::ChannelExpired => println!("delete the channel"),
//!     outcome => println!("{outcome}: {}", outcome.advice()),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! * Content is checked and encoded once, by `build`, and sent to any number of channels. See
//!   [`Toast`], [`Tile`], [`FlipTile`], [`IconicTile`], [`CycleTile`] and [`Raw`].
//! * What the service said ([`Reply`]) is separate from what it means ([`Outcome`], [`Retry`]).
//! * Ready-made transports are `mpns-hyper` (async) and `mpns-blocking`.
//!
//! # Features
//!
//! Both are off by default.
//!
//! * `service`: the other direction, for services, gateways and tests. The module `service` reads
//!   requests and writes responses.
//! * `serde`: [`Content`], [`Reply`], `Job` and `Report` as JSON or any other self-describing format.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod header;
pub mod http1;
#[cfg(feature = "service")]
pub mod service;

mod build_error;
mod callback;
mod channel_uri;
mod channel_uri_error;
mod color;
mod content;
mod cycle_tile;
mod document;
mod element;
mod encode;
mod escape;
mod flip_tile;
mod iconic_tile;
mod identifier;
#[cfg(feature = "serde")]
mod json;
mod kind;
mod kind_table;
mod limits;
mod navigation_uri;
mod notification;
mod notification_class;
mod origin;
mod os_version;
mod outcome;
mod property;
mod raw;
mod reply;
mod reply_outcome;
mod retry;
mod retry_after;
mod status;
mod text;
mod tile;
mod toast;
mod unknown_value;
mod value;

pub use build_error::BuildError;
pub use callback::{CallbackError, CallbackRegistration};
pub use channel_uri::ChannelUri;
pub use channel_uri_error::ChannelUriError;
pub use color::{Color, ColorError};
pub use content::Content;
pub use cycle_tile::CycleTile;
pub use element::{Element, ElementType};
pub use flip_tile::FlipTile;
/// Requests, responses and URIs are those of this crate.
pub use http;
pub use iconic_tile::IconicTile;
pub use identifier::Identifier;
#[cfg(feature = "serde")]
pub use json::{Job, Report};
pub use kind::{Kind, Target};
pub use limits::Limits;
pub use navigation_uri::NavigationUri;
pub use notification::Notification;
pub use notification_class::{BatchingInterval, NotificationClass};
pub use origin::{Origin, OriginError};
pub use os_version::{OsVersion, OsVersionError};
pub use outcome::{Outcome, OutcomeError};
pub use property::Property;
pub use raw::Raw;
pub use reply::Reply;
pub use retry::{Backoff, Jitter, Retry};
pub use retry_after::RetryAfter;
pub use status::{DeviceConnectionStatus, NotificationStatus, SubscriptionStatus};
pub use tile::Tile;
pub use toast::{Sound, Toast};
pub use unknown_value::UnknownValue;
/// Message IDs are those of this crate.
pub use uuid;
pub use value::{Misfit, Value, ValueError};

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
