use serde::Serialize;

use crate::callback::CallbackState;

/// How much a channel holds, and why it last refused a request, as the control API shows it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChannelSummary {
    pub(crate) queued: usize,
    pub(crate) deliveries: usize,
    pub(crate) received_today: u32,
    pub(crate) callback: CallbackState,
    pub(crate) last_refusal: Option<String>,
}
