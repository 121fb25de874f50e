use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::State as Shared;
use axum::response::IntoResponse;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use serde::Serialize;

use crate::json::Json;
use crate::service::Service;

/// `GET /health`
pub(crate) async fn health(Shared(service): Shared<Arc<Service>>) -> Json<Health> {
    Json(Health { status: "ok", instance: service.instance.to_string() })
}

#[derive(Serialize)]
pub(crate) struct Health {
    status: &'static str,
    instance: String,
}

/// `GET /metrics`, in the text format of Prometheus.
pub(crate) async fn metrics(Shared(service): Shared<Arc<Service>>) -> impl IntoResponse {
    let text = service.read(|state, now| {
        let mut waiting = 0_usize;
        let mut deliveries = 0_usize;
        for channel in state.channels_after(0) {
            let (queued, held) = channel.queued_and_held(now);
            waiting = waiting.saturating_add(queued).saturating_add(held);
            deliveries = deliveries.saturating_add(channel.deliveries.len());
        }
        let mut text = String::new();
        for (name, kind, help, value) in [
            (
                "deliveries_total",
                "counter",
                "Notifications that reached a phone.",
                state.records.counts.deliveries,
            ),
            ("channels", "gauge", "Open channels.", state.channels_after(0).count() as u64),
            ("devices", "gauge", "Phones.", state.devices_after(0).count() as u64),
            ("waiting", "gauge", "Notifications that wait.", waiting as u64),
            ("deliveries", "gauge", "Deliveries that are kept.", deliveries as u64),
            ("kept_bytes", "gauge", "Bytes that are kept.", state.records.budget.used() as u64),
        ] {
            let name = format!("mpns_emulator_{name}");
            // Writing to a text does not fail.
            let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
        }
        let name = "mpns_emulator_requests_total";
        let _ = write!(text, "# HELP {name} Requests to channels.\n# TYPE {name} counter\n");
        for (verdict, count) in &state.records.counts.verdicts {
            let verdict = verdict.as_str();
            let _ = writeln!(text, "{name}{{verdict=\"{verdict}\"}} {count}");
        }
        text
    });
    ([(CONTENT_TYPE, HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8"))], text)
}
