//! The Microsoft Push Notification Service (MPNS), the push service of Windows Phone 7.0 to 8.1,
//! without I/O.
//!
//! A notification becomes an [`http::Request`], and the [`http::Response`] becomes an [`Outcome`]. In between
//! you use any HTTP client.
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
//!     Outcome::Received => println!("accepted"),
//!     Outcome::ChannelExpired => println!("delete the channel"),
//!     outcome => println!("{outcome}: {}", outcome.advice()),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! * Content is checked and encoded once, by `build`, and sent to any number of channels: see [`Toast`],
//!   [`Tile`], [`FlipTile`], [`IconicTile`], [`CycleTile`] and [`Raw`].
//! * The facts of a response ([`Reply`]) are separate from what they mean ([`Outcome`], [`Retry`]).
//! * The module [`protocol`] describes the protocol on the wire, with its sources.
//!
//! # Why sans-IO?
//!
//! This crate turns values into values. It has no socket, file, clock, thread, environment, randomness or
//! log: the time and random numbers are parameters. Clippy refuses the functions of std that would break this
//! rule. As a result
//!
//! * it fits every HTTP client and every runtime, async or blocking, and depends on none of them;
//! * every rule of the protocol is tested by a table of cases, without a server and without waiting;
//! * nothing is sent, repeated or logged behind your back: what happens on the network is your code, or a
//!   transport that you chose.
//!
//! There are three ways to use it:
//!
//! 1. **With a ready transport.** `mpns-hyper` (async) and `mpns-blocking` have a `Client`, whose `send`
//!    takes a [`Notification`] and a [`ChannelUri`] and returns a [`Reply`].
//! 2. **With your own HTTP client.** Any function from a request to a response is a transport:
//!
//!    ```
//!    use std::io;
//!    use mpns_proto::http::{Request, Response};
//!    use mpns_proto::{ChannelUri, Notification, Reply};
//!
//!    fn send(
//!        notification: &Notification,
//!        channel: &ChannelUri,
//!        transport: impl Fn(Request<Vec<u8>>) -> io::Result<Response<()>>,
//!    ) -> io::Result<Reply> {
//!        transport(notification.request(channel)).map(|response| Reply::from_response(&response))
//!    }
//!    ```
//!
//!    It must not follow redirects, nor repeat a request that may have been delivered. The suite in
//!    `mpns-conformance` checks this and more. [`http1::to_bytes`] is for a client that has only a
//!    connection. [`is_stale`] notices a response that belongs to another request.
//! 3. **As a service.** The feature `service` adds the other direction, for services, gateways and fuzzers:
//!    the module `service` reads requests and writes responses.
//!
//! # Features
//!
//! Both are off by default.
//!
//! * `service`: reads requests and writes responses.
//! * `serde`: [`Content`], [`Reply`], `Job`, `Report` and `Record` as JSON or any other self-describing format.
//!
//! # What may grow
//!
//! The protocol ended with Microsoft's service, so what it names is complete, and can be matched without a
//! wildcard: [`Kind`], [`Content`], [`Element`], [`ElementType`], [`Value`], [`Property`], [`Sound`],
//! [`Target`], [`BatchingInterval`] and [`OsVersion`]. So are [`NotificationStatus`],
//! [`DeviceConnectionStatus`], [`SubscriptionStatus`] and [`Identifier`], as anything else is their `Other`,
//! and [`Retry`] and [`RetryAfter`]. The kinds of notification and [`Limits`] may get more fields: end them
//! with `..Toast::default()`. Everything else that may grow is `#[non_exhaustive]`.

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod header;
pub mod http1;
pub mod protocol;
#[cfg(feature = "service")]
pub mod service;

mod advice;
mod allowed_hosts;
mod build_error;
mod callback;
mod channel_uri;
mod channel_uri_error;
mod color;
mod content;
mod cycle_tile;
mod document;
mod element;
mod elements;
mod encode;
mod escape;
mod flip_tile;
mod iconic_tile;
mod identifier;
mod ignored_part;
mod image;
#[cfg(feature = "serde")]
mod json;
mod kind;
mod kind_table;
mod limits;
mod markup;
mod navigation_uri;
mod no_reply;
mod notification;
mod notification_class;
mod origin;
mod os_version;
mod outcome;
mod property;
mod raw;
mod raw_document;
mod reply;
mod reply_headers;
mod reply_outcome;
mod retry;
mod retry_after;

mod sink;
mod special_bytes;
mod stale;
mod status;
mod text;
mod tile;
mod toast;
mod unknown_value;
mod value;
mod warning;

pub use allowed_hosts::{AllowedHost, AllowedHostError, AllowedHosts, HostNotAllowed};
pub use build_error::BuildError;
pub use callback::{CallbackError, CallbackRegistration};
pub use channel_uri::ChannelUri;
pub use channel_uri_error::ChannelUriError;
pub use color::{Color, ColorError};
pub use content::Content;
pub use cycle_tile::CycleTile;
pub use element::{Element, ElementType};
pub use flip_tile::FlipTile;
pub use iconic_tile::IconicTile;
pub use identifier::Identifier;
pub use ignored_part::IgnoredPart;
#[cfg(feature = "serde")]
pub use json::{Job, Record, Report};
pub use kind::{Kind, Target};
pub use limits::Limits;
pub use navigation_uri::NavigationUri;
pub use no_reply::NoReply;
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
pub use stale::is_stale;
pub use status::{DeviceConnectionStatus, NotificationStatus, SubscriptionStatus};
pub use tile::Tile;
pub use toast::{Sound, Toast};
pub use unknown_value::UnknownValue;
pub use value::{Misfit, Value, ValueError};
pub use warning::{ImageProblem, Warning};
/// The crates whose types are in this API.
pub use {http, uuid};

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
