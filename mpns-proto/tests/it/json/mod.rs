//! Notifications, jobs, replies and records as JSON.

mod content;
mod jobs_and_replies;
mod records;
