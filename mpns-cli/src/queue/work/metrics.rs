//! What a worker has done, in the [text format](https://prometheus.io/docs/instrumenting/exposition_formats/) of
//! Prometheus.

use std::fmt::{Display, Write as _};
use std::time::Duration;

use mpns_queue::WorkerCounts;

pub(super) fn metrics(counts: &WorkerCounts, lag: Option<Duration>) -> String {
    let mut text = String::new();
    let mut metric = |name: &str, help: &str, samples: &[(String, &dyn Display)]| {
        let kind = if name.ends_with("_total") { "counter" } else { "gauge" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    let none = String::new;
    let is_up = u8::from(counts.is_ready && counts.database.is_none());
    let hosts_down = counts.hosts_down.len();
    for (name, help, value) in [
        ("mpns_claimed_total", "Channels that were claimed.", &counts.claimed as &dyn Display),
        ("mpns_sent_total", "Requests that were sent.", &counts.sent),
        ("mpns_held_total", "Times that a channel was held.", &counts.held),
        ("mpns_late_total", "Claims that were settled after the lease.", &counts.late),
        ("mpns_in_flight", "Requests in flight.", &counts.in_flight),
        ("mpns_unsettled", "Claims whose results are to be written.", &counts.unsettled),
        ("mpns_database_up", "Whether the last statement succeeded.", &is_up),
        ("mpns_hosts_down", "Hosts whose breakers are open.", &hosts_down),
    ] {
        metric(name, help, &[(none(), value)]);
    }
    let ended = counts.ended.iter();
    let ended: Vec<_> =
        ended.map(|(result, count)| (label("result", result), count as &dyn Display)).collect();
    metric("mpns_ended_total", "Jobs that ended, by how.", &ended);
    let open = counts.hosts_down.iter();
    let open: Vec<_> = open.map(|host| (label("host", host), &1_u8 as &dyn Display)).collect();
    metric("mpns_breaker_open", "1 for each host whose breaker is open.", &open);
    let lag = lag.map(|lag| lag.as_secs_f64());
    let lag: Vec<_> = lag.iter().map(|lag| (none(), lag as &dyn Display)).collect();
    let help = "How long what could be sent has waited; absent while that is not known.";
    metric("mpns_lag_seconds", help, &lag);
    text
}

fn label(name: &str, value: &str) -> String {
    let value = value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{{{name}=\"{value}\"}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_its_kind_and_its_samples() {
        let mut counts = WorkerCounts::default();
        (counts.claimed, counts.is_ready) = (7, true);
        counts.ended = [("accepted", 5), ("refused", 1)].into();
        counts.hosts_down = vec!["http://h:80".to_owned()];
        let text = metrics(&counts, Some(Duration::from_millis(1500)));
        for line in [
            "# TYPE mpns_claimed_total counter\nmpns_claimed_total 7\n",
            "# TYPE mpns_database_up gauge\nmpns_database_up 1\n",
            "mpns_ended_total{result=\"accepted\"} 5\nmpns_ended_total{result=\"refused\"} 1\n",
            "mpns_hosts_down 1\n",
            "mpns_breaker_open{host=\"http://h:80\"} 1\n",
            "mpns_lag_seconds 1.5\n",
        ] {
            assert!(text.contains(line), "{line}{text}");
        }
        let text = metrics(&WorkerCounts::default(), None);
        assert!(text.contains("mpns_database_up 0\n") && !text.contains("\nmpns_lag_seconds"));
        assert_eq!(text.matches("# TYPE ").count(), 11);
    }

    #[test]
    fn a_label_is_escaped() {
        assert_eq!(label("a", "b\"\\\n"), "{a=\"b\\\"\\\\\\n\"}");
    }
}
