//! The conformance suite for MPNS transports: what an HTTP client has to do to carry notifications, as
//! cases that are played against a service on loopback.
//!
//! Any function from a request to a response is a transport. Give it a short time limit, and run it:
//!
//! ```no_run
//! # fn transport(_: http::Request<Vec<u8>>) -> Result<http::Response<()>, String> { Err("none".into()) }
//! let report = mpns_conformance::run(|request| transport(request));
//! report.assert_passed();
//! ```
//!
//! [`run_async`] does the same for one that gives a future, in whatever runtime awaits it.
//!
//! # What a transport has to do
//!
//! * Send the request as it was given: target, headers and body, with `Host` added and nothing else.
//! * Give back the status and headers of whatever response came, of any status; an error means that
//!   none came. Redirects are not followed. A body is of no use, and must do no harm.
//! * Give one result for each send, within its time limit. What may have been delivered is never sent
//!   again; a connection that was closed while it was idle is not used, or replaced unseen.
//! * Keep connections for the next send where the service does.
//! * Not show the path or the query of the channel in its errors: they are secret.
//!
//! [`cases`] lists all of it by name:
//!
//! | topic | what is played |
//! | --- | --- |
//! | `request/` | every kind of notification, and odd channels, as the service receives them |
//! | `outcome/` | every row of the response table |
//! | `header/` | spellings, and headers that are repeated, long, many, or not text |
//! | `status-line/` | odd reasons, and what is no response |
//! | `redirect/` | locations that nobody is to visit |
//! | `body/` | bodies where none is expected: large, endless, cut off, with surplus |
//! | `interim/` | 100 and its like before the response |
//! | `closing/` | a service that closes or resets at each point of the exchange |
//! | `reuse/` | connections that are kept, closed while idle, or announced to be closed |
//! | `slow/` | services that answer late, in drips, without end, or stop reading |
//! | `address/` | IPv6, and a name with several addresses |
//! | `many/` | one result a send, in sequence and at once |
//!
//! # What is needed
//!
//! The transport has to keep a time limit on each send, [`Suite::TIME_LIMIT`] unless
//! [`Suite::time_limit`] says another. It
//! has to connect to `127.0.0.1`, `[::1]` and `localhost` over plain `http`, without a proxy. The example
//! `bare_tcp` is one on a bare `TcpStream`.

mod case;
mod cases;
mod compare;
mod play;
mod received;
mod report;
mod script;
mod service;
mod suite;
mod wait;

pub use case::Case;
pub use cases::cases;
pub use report::{CaseResult, Report, Verdict};
pub use suite::{Suite, run, run_async};
