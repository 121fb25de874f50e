//! Notifications, jobs and replies as JSON.

mod content;
mod jobs_and_replies;
