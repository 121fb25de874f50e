//! Channel URIs, notifications, jobs and replies in the formats of serde.

mod camel_case;
mod channel_uri;
mod content;
mod field;
mod fields;
mod job;
mod reply;
mod report;
mod value;

pub use job::Job;
pub use report::Report;
