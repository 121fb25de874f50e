//! Channel URIs, notifications, jobs, replies and records in the formats of serde.

mod camel_case;
mod channel_uri;
mod content;
mod field;
mod fields;
mod flat_record;
mod job;
mod record;
mod reply;
mod report;
mod rfc3339;
mod value;

pub use job::Job;
pub use record::Record;
pub use report::Report;
