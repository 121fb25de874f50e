//! The conformance suite for MPNS transports: what an HTTP client has to do to carry notifications, as
//! cases that are played against a service on loopback.
//!
//! A transport is any function from a request to a response. Give yours a short time limit, and run the
//! suite against it:
//!
//! ```no_run
//! # fn transport(_: http::Request<Vec<u8>>) -> Result<http::Response<()>, String> { Err("none".into()) }
//! let report = mpns_conformance::run(|request| transport(request));
//! report.assert_passed();
//! ```
//!
//! [`run_async`] does the same for a transport that returns a future, on any runtime.
//!
//! # What a transport has to do
//!
//! * Send the request as it was given: target, headers and body. It adds `Host` if that is missing, may add `Connection`,
//!   and adds nothing else.
//! * Return status and headers of any response, whatever the status. An error means that no response came.
//!   Redirects are not followed. A body of the response is not needed, and must do no harm.
//! * Return one result for each send, within its time limit. A request that may have been delivered is never
//!   sent again. A connection that the service closed while it was idle is replaced, and the caller does not
//!   notice.
//! * Keep connections for the next send if the service keeps them. It need not notice a response that belongs to another
//!   request, which the service left over: as status and headers are returned, [`is_stale`](mpns_proto::is_stale) does.
//! * Not show the path or the query of the channel in its errors: they are secret.
//!
//! [`cases`] lists all of it by name:
//!
//! | topic | what is played |
//! | --- | --- |
//! | `request/` | every kind of notification, and unusual channels, as the service receives them |
//! | `outcome/` | statuses that a client may lose, refuse, or answer by sending again |
//! | `header/` | values as they are, and headers that are repeated, long, many, or not text |
//! | `status-line/` | unusual reasons, and data that is not a response |
//! | `redirect/` | redirects that must not be followed |
//! | `body/` | bodies where none is expected: large, endless, cut off, too long |
//! | `interim/` | 100 and other interim responses before the final one |
//! | `closing/` | a service that closes or resets the connection at each point of the exchange |
//! | `reuse/` | connections that are kept, closed while idle, or announced to be closed |
//! | `slow/` | services that answer late, in drips, without end, or stop reading |
//! | `address/` | IPv6, and a name with several addresses |
//! | `many/` | one result for each send, in sequence and at once |
//!
//! # What it has to cope with
//!
//! | what | at least |
//! | --- | --- |
//! | headers of a response | 128 in all |
//! | value of a header of a response | 8 KiB |
//! | body of a response | any length, also without end: status and headers are returned in time |
//! | interim responses before the final one | 3 |
//! | path and query of a channel | 1,000 characters |
//! | body of a request | 256 KiB |
//! | sends at once | 32 |
//!
//! A response with more headers or longer ones may be returned or refused with an error. Some clients stop at
//! 100 headers by default.
//!
//! # What is needed
//!
//! The transport has to keep a time limit on each send: [`Suite::TIME_LIMIT`], or the one that
//! [`Suite::time_limit`] sets. It has to connect to `127.0.0.1`, `[::1]` and `localhost` over plain `http`,
//! without a proxy.
//!
//! # Exceptions
//!
//! Some clients cannot be kept from adding a header, such as `Accept: */*`, or fail a case that does not
//! matter to you. [`Suite::allow_header`] and [`Suite::except`] state such exceptions, which the report names. A
//! name that no header or no case has is an error: see [`Report::refused_exceptions`].
//!
//! ```no_run
//! # fn transport(_: http::Request<Vec<u8>>) -> Result<http::Response<()>, String> { Err("none".into()) }
//! use mpns_conformance::Suite;
//!
//! let report = Suite::new()
//!     .allow_header("accept")
//!     .except("header/128-headers")
//!     .run(|request| transport(request));
//! println!("{report}");
//! report.assert_passed();
//! ```

mod case;
mod case_result;
mod cases;
mod compare;
mod exceptions;
mod expect;
mod play;
mod received;
mod report;
mod run;
mod script;
mod send_result;
mod sending;
mod service;
mod suite;
mod wait;

pub use case::Case;
pub use case_result::{CaseResult, Verdict};
pub use cases::cases;
pub use report::Report;
pub use run::{run, run_async};
pub use suite::Suite;

/// Compiles and runs the example in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
