//! An MPNS service to develop and test against, as a library and a server.
//!
//! It opens channels, takes notifications over HTTP, answers as the Microsoft Push Notification
//! Service did, and keeps what reached the phone. The phone and the app behind each channel are in
//! whatever [state](Settings) a test wants them.
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
//! #     write!(stream, "POST {} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n", request.uri().path())?;
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
//! * The response table: 200 with its four notification statuses, 400 and 405 without headers of MPNS,
//!   401, 403, 404, 406, 412, 503; message ID and activity ID; by state, or [on demand](Answer).
//! * A phone out of reach: a bounded queue while it is temporarily disconnected, 412 while it is
//!   disconnected or inactive, and one call of the registered callback when it becomes inactive.
//! * A phone that is older than what it is sent, which closes the channel.
//! * An app in front, the only one that raw notifications reach, and which is handed toasts in place of
//!   their being shown. **The app is in front unless a test says otherwise.**
//! * The daily limit of unauthenticated channels, and the limits of size.
//!
//! Batching intervals are read and kept, but nothing is held back for them. Images are not fetched.
//! There is no TLS and no client certificate: a channel is authenticated because it was opened so.
//!
//! # Control API
//!
//! What [`Channel`] does is also done over HTTP with JSON, whatever the content type. `GET /` answers
//! with the same as plain text, with a line for curl for each.
//!
//! | request | does | answers |
//! | --- | --- | --- |
//! | `POST /channels` | opens a channel with the [`Settings`] in the body, if there are any, and `"authenticated": true` for one of an authenticated service | 201, `Location`, and the channel |
//! | `GET /channels` | | every channel |
//! | `GET /channels/{token}` | | the channel: `uri`, `token`, `authenticated`, `settings`, how much is `queued`, of `deliveries` and `receivedToday`, the `callback`, and in `lastRefusal` why a request last got 400 |
//! | `PATCH /channels/{token}` | changes the settings that are named | the channel |
//! | `PUT /channels/{token}` | sets all settings, to their defaults where they are not named | the channel |
//! | `DELETE /channels/{token}` | closes the channel | 204 |
//! | `GET /channels/{token}/deliveries` | | every [`Delivery`] |
//! | `DELETE /channels/{token}/deliveries` | forgets them | 204 |
//!
//! JSON that is wrong gets 400 and a text that names the field.
//!
//! **There is no authentication.** Whoever reaches the address sees every channel URI, changes every
//! channel, and can make the emulator POST to an address of their choice by registering a callback.

mod answer;
mod arrival;
mod base;
mod body;
mod callback;
mod channel;
mod channel_state;
mod control;
mod delivery;
mod emulator;
mod json;
mod push;
mod routes;
mod server;
mod settings;
mod shared;
mod token;
mod usage;
mod verdict;

pub use self::{
    answer::{Answer, AnswerError, ExactAnswer},
    base::{Base, BaseError},
    channel::Channel,
    delivery::{Delivery, Effect},
    emulator::{Emulator, Options, StartError},
    settings::{DeviceConnection, Settings, Subscription},
};
