//! An MPNS service to develop and test against, as a library and a server.
//!
//! It opens channels, accepts notifications over HTTP, answers as the Microsoft Push Notification
//! Service did, and keeps the notifications that reached the phone. Tests set the [state](Settings) of
//! the phone and the app behind each channel.
//!
//! ```
//! use mpns_emulator::{Effect, Emulator};
//! use mpns_proto::{Content, Toast};
//!
//! let emulator = Emulator::start_blocking(Emulator::LOOPBACK)?;
//! let channel = emulator.open_channel();
//!
//! let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() };
//! # use std::io::{Read, Write};
//! # let send = |request: http::Request<Vec<u8>>| -> std::io::Result<String> {
//! #     let mut stream = std::net::TcpStream::connect(emulator.addr())?;
//! #     write!(stream, "POST {} HTTP/1.1\r\nConnection: close\r\n", request.uri().path())?;
//! #     for (name, value) in request.headers() {
//! #         write!(stream, "{name}: {}\r\n", value.to_str().unwrap_or_default())?;
//! #     }
//! #     stream.write_all(b"\r\n")?;
//! #     stream.write_all(request.body())?;
//! #     let mut answer = String::new();
//! #     stream.read_to_string(&mut answer)?;
//! #     Ok(answer)
//! # };
//! send(toast.build()?.request(channel.uri()))?; // any HTTP client
//!
//! let deliveries = channel.deliveries();
//! assert_eq!(deliveries[0].notification, Content::from(toast));
//! assert_eq!(deliveries[0].effect, Effect::Shown);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What it emulates
//!
//! * The response table: 200 with its four notification statuses; 400 and 405 without MPNS headers; 401,
//!   403, 404, 406, 412, 503; message ID and activity ID. The answer follows from the state, or is
//!   [forced](Answer).
//! * [Phones](Device) with an OS version and up to 15 or 30 channels. Out of reach: a bounded queue while a phone is
//!   temporarily disconnected, 412 while it is disconnected or inactive, and one call to each registered callback when
//!   it becomes inactive. The battery saver. A phone that is too old for a notification closes the channel.
//! * [Apps](AppState) in front, obscured and **not in front, which they are unless a test says otherwise**: then toasts
//!   are shown, and raw notifications are dropped.
//! * [Tiles](Tile): what an update leaves out stays as it is, a template is for life, images come from domains that the
//!   app allows. No image is fetched.
//! * Batching intervals: notifications are held back, and delivered together. The daily limit of unauthenticated
//!   channels. Both by a clock that tests [put forward](Emulator::advance).
//! * Size limits, and [what a service refuses](mpns_proto::protocol#what-a-service-refuses): what is odd is delivered
//!   with [warnings](Delivery::warnings), and refused only if that is [asked for](Settings::strict).
//! * [Faults](Fault) of the connection: a delay, half a head, a cut or endless body, a reset; [in order](Answer::Fault) or
//!   [by chance](Faults). Connections that are refused, and handshakes that fail.
//! * [ReLiveWP](Profile::ReLiveWp) in place of Microsoft's service, and three [shapes](UriShape) of channel URIs.
//!
//! It keeps a [log of requests](Emulator::requests), those that it refuses too, and forgets the oldest of all that it
//! keeps when it has too much: see [`Bounds`].
//!
//! TLS with client certificates is an [option](Options::tls), with the feature `tls`, which is on by default. With the
//! feature `store`, the state can be [kept in a file](Options#structfield.state), so that channel URIs are valid after a
//! restart.
//!
//! # Control API
//!
//! Everything that the library does can also be done over HTTP with JSON. The content type is ignored, unless a web page
//! sends it. `GET /` answers with instructions as plain text, with a curl command for each request.
//!
//! | request | does | answers |
//! | --- | --- | --- |
//! | `POST /channels` | opens a channel with the [`ChannelOptions`] and [`Settings`] in the body, if any; `device` is the name of a phone or the [`DeviceSettings`] of a new one | 201, or 200 if the app has it, `Location`, and the channel |
//! | `GET /channels` | | channels |
//! | `GET /channels/{token}` | | the channel: `uri`, `token`, `authenticated`, `serviceName`, `device`, `appName`, `settings`; the numbers of notifications that are `queued`, `held`, among the `deliveries`, and were answered with `Received` today (`receivedToday`, 0 once that [day](Settings::daily_limit) is over); the state of the `callback`; in `lastRefusal` [why it refused the last request](Channel::last_refusal) |
//! | `PATCH /channels/{token}` | changes the settings in the body, and those of the phone in `device` | the channel |
//! | `PUT /channels/{token}` | sets all settings; those not in the body get their defaults | the channel |
//! | `DELETE /channels/{token}` | closes the channel | 204 |
//! | `GET /channels/{token}/deliveries` | | each [`Delivery`] |
//! | `DELETE /channels/{token}/deliveries` | forgets them | 204 |
//! | `GET /channels/{token}/tiles` | | each [`Tile`] |
//! | `GET /channels/{token}/image?uri=` | fetches an image that is on a tile now, [if they are wanted](Options::images) | the image; or 403 or 502 and why a phone would not show it |
//! | `POST /devices` | adds or changes the phone with the `name` and [`DeviceSettings`] in the body | 201 or 200, `Location`, and the phone |
//! | `GET /devices` | | phones |
//! | `GET`, `PATCH`, `PUT`, `DELETE /devices/{name}` | as for a channel; the channels of a phone go with it | the phone: its settings, `channels`, `maxChannels` |
//! | `GET`, `DELETE /requests` | | each [`LoggedRequest`] |
//! | `GET /requests/{number}` | | one of them |
//! | `GET`, `PUT`, `DELETE /answers` | a list of [`Answer`]s for the next requests to any channel | the list |
//! | `GET`, `PUT`, `DELETE /faults` | [`Faults`] | them |
//! | `GET /clock` | | `now`, `advanced` |
//! | `POST /clock` | puts the clock forward: `{"advance": "450s"}` | the same |
//! | `POST /reset` | [forgets](Emulator::reset) what came; with `{"channels": true}` channels and phones, too | 204 |
//! | `GET /state` | | the whole state, a [`Snapshot`] |
//! | `PUT /state` | puts a snapshot in the place of all that is known | 204 |
//! | `GET /events` | | what changes, as server-sent events: `channel`, `channelClosed`, `device`, `deviceRemoved`, `request`, `delivery`, `tiles`, `cleared`, `clock`, `answers`, `faults`; `reset` when all has to be read anew |
//! | `GET /images` | | `{"enabled": false}`: whether images are fetched |
//! | `GET /health`, `GET /metrics` | | `{"status": "ok"}`, and an `instance` that is another one when another emulator listens there; figures in the format of Prometheus |
//! | `GET /openapi.json` | | this API as an [OpenAPI](https://spec.openapis.org/oas/v3.1.0) document |
//!
//! Lists have items with a `number` over that of `?after=`, and at most `limit` of them, which is 1 to 1,000. Those of
//! deliveries and requests take `wait=5s`, too: the answer comes with the first item, or is 204 after that time. Requests
//! are found by `channel` and `search`.
//!
//! Invalid JSON is answered with 400 and a text that names the field; so are unknown fields and parameters, and those that
//! appear twice. 404 means that nothing has the name, and 409 that it is in use or that no more fits.
//!
//! **There is no authentication.** Anyone who can reach the address can see every channel URI, change every
//! channel, and make the emulator POST to this machine by registering a callback ([elsewhere](Options::callback_hosts) only
//! if it is allowed), or GET from it an image of a tile, if [images](Options::images) are wanted. Web pages cannot: the control API
//! answers 421 to a `Host` that is neither an address, nor `localhost`, nor [allowed](Options::allow_hosts), 403 to a page
//! of another origin that is not [allowed](Options::allow_origins), and 415 to a change by a page that is not
//! `application/json`. Channels are open to all.

mod accent;
mod accepted;
mod answer;
mod base_uri;
mod bounds;
mod callback;
mod channel;
mod channel_options;
mod channel_path;
mod channel_uris;
mod config;
mod connection_faults;
mod control;
mod daily_count;
mod delivery;
mod device;
mod device_name;
mod device_settings;
mod dial;
mod effect;
mod emulator;
mod fate;
mod fault;
mod faults;
mod from_object;
mod guard;
mod header_bytes;
mod host_header;
mod images;
mod injection;
mod json;
mod label;
mod logged_request;
mod options;
mod page;
mod path_segment;
mod peer;
mod place;
mod profile;
mod push;
mod received_request;
mod remote_image;
mod request_body;
mod routes;
mod sent_head;
mod serialize;
mod server;
mod service;
mod settings;
mod snapshot;
mod state;
#[cfg(feature = "store")]
mod store;
mod tile;
#[cfg(feature = "tls")]
mod tls;
mod token;
mod usage;
mod verdict;

pub use accent::Accent;
pub use answer::{Answer, AnswerError, ExactAnswer};
pub use base_uri::{BaseUri, BaseUriError};
pub use bounds::Bounds;
pub use channel::Channel;
pub use channel_options::{ChannelOptions, Phone};
pub use config::{Config, DeviceConfig, TlsConfig};
pub use connection_faults::HandshakeFault;
pub use delivery::Delivery;
pub use device::Device;
pub use device_name::DeviceName;
pub use device_settings::{DeviceConnection, DeviceSettings};
pub use effect::Effect;
pub use emulator::{Emulator, SeedError, StartError};
pub use fate::Fate;
pub use fault::{Fault, FaultTime, FaultTimeError};
pub use faults::Faults;
pub use injection::Injection;
pub use label::{Label, LabelError};
pub use logged_request::LoggedRequest;
pub use options::Options;
pub use path_segment::SegmentError;
pub use profile::{Profile, UriShape};
pub use settings::{AppState, Settings, Subscription};
pub use snapshot::{ImportError, Snapshot};
pub use state::opening::OpenError;
#[cfg(feature = "store")]
pub use store::StateError;
pub use tile::Tile;
#[cfg(feature = "tls")]
pub use tls::{ClientIdentity, TlsError, TlsIdentity, TlsOptions};
pub use token::Token;
pub use verdict::Verdict;

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
