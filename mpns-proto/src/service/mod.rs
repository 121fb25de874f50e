//! The other direction, for services, gateways and tests: reads requests and writes responses.
//!
//! ```
//! use mpns_proto::service::{read_notification, respond};
//! use mpns_proto::{Content, Limits, NotificationStatus, Reply, SubscriptionStatus, Toast};
//!
//! let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() };
//! let channel = "http://sn1.notify.live.net/throttledthirdparty/01.00/AAA".parse()?;
//! let request = toast.build()?.request(&channel);
//!
//! let reply = match read_notification(&request, &Limits::default()) {
//!     Ok(incoming) => {
//!         assert_eq!(incoming.content, Content::from(toast));
//!         Reply::new(http::StatusCode::OK)
//!             .with_notification_status(NotificationStatus::Received)
//!             .with_subscription_status(SubscriptionStatus::Active)
//!     }
//!     Err(refusal) => refusal.reply(),
//! };
//! let response = respond(&reply);
//! assert_eq!(Reply::from_response(&response), reply);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod attributes;
mod callback;
mod characters;
mod declaration;
mod document;
mod findings;
mod incoming;
mod leaf;
mod located;
mod position;
mod read;
mod reference;
mod refusal;
mod request_header;
mod respond;
mod rules;
mod structure_error;
mod tree;
mod user_document;
mod value;
mod xml;
mod xml_error;

pub use callback::{Callback, read_callback};
pub use incoming::Incoming;
pub use located::Located;
pub use position::Position;
pub use read::{read_document, read_notification};
pub use refusal::Refusal;
pub use respond::respond;
pub use structure_error::StructureError;
pub use xml_error::XmlError;
