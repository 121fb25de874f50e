use http::StatusCode;
use serde_json::{Value, json};

use super::text;
use crate::failure::Failure;
use crate::output::{self, Form};
use crate::terminal;

/// Standard output, as the screen of the phone.
pub(super) struct Screen(Form);

impl Screen {
    pub(super) fn new(form: Form) -> Self {
        Self(form)
    }

    /// Shows the channel. Whether someone reads it, as from all of these.
    pub(super) fn channel(&self, view: &Value) -> Result<bool, Failure> {
        self.print(|| text::channel(view), "channel", || view.clone())
    }

    /// Shows that the service has the channel.
    pub(super) fn registered(&self, status: StatusCode) -> Result<(), Failure> {
        let status = status.as_u16();
        let shown = self.print(
            || format!("registered with the service, which answers {status}\n"),
            "registration",
            || json!({ "status": status }),
        );
        shown.map(drop)
    }

    /// Shows what came.
    pub(super) fn delivery(&self, delivery: &Value) -> Result<bool, Failure> {
        self.print(|| text::delivery(delivery), "delivery", || delivery.clone())
    }

    fn print(
        &self,
        text: impl FnOnce() -> String,
        event: &str,
        data: impl FnOnce() -> Value,
    ) -> Result<bool, Failure> {
        let shown = match self.0 {
            Form::Text => text(),
            Form::Json => {
                terminal::escape_json(&format!("{}\n", json!({ "event": event, event: data() })))
            }
        };
        output::print_while_read(shown.as_bytes())
    }
}
