//! A reply as text for people.

use std::fmt::{Display, Write};
use std::time::SystemTime;

use mpns_proto::{Reply, Report};

/// A reply as a few lines of text.
pub(crate) fn reply_text(reply: &Reply) -> String {
    let report = Report::new(reply, SystemTime::now());
    let mut text = format!("{} {}: {}\n", report.status, report.outcome, report.outcome.advice());
    let mut line = |name: &str, value: Option<&dyn Display>| {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {name:<20} {value}");
        }
    };
    line("notification status", report.notification_status.as_ref().map(|s| s as _));
    line("device connection", report.device_connection_status.as_ref().map(|s| s as _));
    line("subscription", report.subscription_status.as_ref().map(|s| s as _));
    line("message ID", report.message_id.as_ref().map(|s| s as _));
    let is_page = reply.is_html() && !reply.has_statuses();
    line("content", is_page.then_some(&"an HTML page, not the response of a push service" as _));
    line("activity ID", report.activity_id.as_ref().map(|s| s as _));
    let wait = report.retry_after_seconds.map(|seconds| format!("not before {seconds} s"));
    line("try again", wait.as_ref().map(|s| s as _));
    text
}
