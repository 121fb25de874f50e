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
//! channel.set_app_in_front(false);
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
//! * A phone that is out of reach: a bounded queue while it is temporarily disconnected, 412 while it is
//!   disconnected or inactive, and one call to the registered callback when it becomes inactive.
//! * A phone that is too old for a notification, and therefore closes the channel.
//! * An app in the foreground: only then does it get raw notifications, and it receives toasts itself
//!   instead of the phone showing them. **The app is in the foreground unless a test says otherwise.**
//! * The daily limit of unauthenticated channels, and the size limits.
//! * [What a service refuses](mpns_proto::protocol#what-a-service-refuses): what is odd is delivered with
//!   [warnings](Delivery::warnings), and refused only if that is [asked for](Settings::strict).
//!
//! Batching intervals are read and kept, but every notification is delivered immediately. Images are not
//! fetched. TLS with client certificates is an [option](Options::tls), with the feature `tls`, which is on by default.
//!
//! # Control API
//!
//! Everything that [`Channel`] does can also be done over HTTP with JSON. The content type is ignored.
//! `GET /` answers with instructions as plain text, with a curl command for each request.
//!
//! | request | does | answers |
//! | --- | --- | --- |
//! | `POST /channels` | opens a channel with the [`Settings`] in the body, if any; `"authenticated": true` opens it for an authenticated service | 201, `Location`, and the channel |
//! | `GET /channels` | | every channel |
//! | `GET /channels/{token}` | | the channel: `uri`, `token`, `authenticated`, `settings`; the numbers of notifications that are `queued`, are among the `deliveries`, and were answered with `Received` today (`receivedToday`, 0 once that [day](Settings::daily_limit) is over); the state of the `callback`; in `lastRefusal` [why it last refused a request](Channel::last_refusal) |
//! | `PATCH /channels/{token}` | changes the settings in the body | the channel |
//! | `PUT /channels/{token}` | sets all settings; those not in the body get their defaults | the channel |
//! | `DELETE /channels/{token}` | closes the channel | 204 |
//! | `GET /channels/{token}/deliveries` | | every [`Delivery`] |
//! | `DELETE /channels/{token}/deliveries` | forgets them | 204 |
//!
//! Invalid JSON is answered with 400 and a text that names the field.
//!
//! **There is no authentication.** Anyone who can reach the address can see every channel URI, change every
//! channel, and make the emulator POST to this machine by registering a callback ([elsewhere](Options::callback_hosts) only
//! if it is allowed). Web pages cannot: the control API
//! answers 421 to a `Host` that is neither an address, nor `localhost`, nor [allowed](Options::allow_hosts), 403 to a page
//! of another origin that is not [allowed](Options::allow_origins), and 415 to a change by a page that is not
//! `application/json`. Channels are open to all.

mod answer;
mod base_uri;
mod bounds;
mod callback;
mod channel;
mod channel_state;
mod channel_summary;
mod control;
mod daily_count;
mod delivery;
mod emulator;
mod fault;
mod guard;
mod json;
mod options;
mod peer;
mod push;
mod received_request;
mod request_body;
mod routes;
mod server;
mod service;
mod settings;
#[cfg(feature = "tls")]
mod tls;
mod token;
mod unknown_channel;
mod usage;
mod verdict;

pub use answer::{Answer, AnswerError, ExactAnswer};
pub use base_uri::{BaseUri, BaseUriError};
pub use bounds::Bounds;
pub use channel::Channel;
pub use delivery::{Delivery, Effect};
pub use emulator::{Emulator, StartError};
pub use fault::{Fault, FaultDelay, FaultDelayError};
pub use options::Options;
pub use settings::{DeviceConnection, Settings, Subscription};
#[cfg(feature = "tls")]
pub use tls::{ClientIdentity, TlsError, TlsIdentity, TlsOptions};

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
