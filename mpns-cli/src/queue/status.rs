//! `mpns queue status`.

use std::fmt::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use mpns_queue::{Status, count_channels, status};
use serde_json::{Value, json};

use super::database_options::{DatabaseOptions, failed};
use crate::failure::Failure;
use crate::output::{Form, json_line, print};

#[derive(Args)]
pub(super) struct Options {
    /// How to print it: as text for people, or as one JSON object
    #[arg(long, value_name = "FORM", default_value = "text")]
    output: Form,

    /// Counts the jobs that ended within this time
    #[arg(long, value_name = "TIME", default_value = "1m", value_parser = humantime::parse_duration)]
    lately: Duration,

    /// Counts all channels, which reads the whole table, instead of estimating how many there are if they are many
    #[arg(long)]
    exact: bool,
}

pub(super) async fn run(
    options: &Options,
    database: &DatabaseOptions,
) -> Result<ExitCode, Failure> {
    let connection = database.connect().await?;
    let mut status = status(&*connection, options.lately).await.map_err(failed)?;
    if options.exact && status.is_estimate {
        status.channels = count_channels(&*connection).await.map_err(failed)?;
        status.is_estimate = false;
    }
    let output = match options.output {
        Form::Text => text(&status, options.lately).into_bytes(),
        Form::Json => json_line(&json(&status, options.lately))?,
    };
    print(&output)?;
    Ok(ExitCode::SUCCESS)
}

fn text(status: &Status, lately: Duration) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}", format_args!("{name:<26}{value}").to_string().trim_end());
    };
    line("jobs", &status.jobs.to_string());
    line("  of channels on hold", &status.held_jobs.to_string());
    let about = if status.is_estimate { "about " } else { "" };
    line("channels", &format!("{about}{}", status.channels));
    for (name, count) in [
        ("  with jobs", status.with_jobs),
        ("  due now", status.due),
        ("  on hold", status.held),
        ("  with a worker", status.leased),
        ("  gone", status.expired),
    ] {
        line(name, &count.to_string());
    }
    let lag = status.lag.map(|lag| rounded(lag).to_string());
    line("longest wait", lag.as_deref().unwrap_or("nothing waits"));
    line(&format!("ended in the last {}", humantime::format_duration(lately)), "");
    for (result, count) in &status.ended {
        line(&format!("  {result}"), &count.to_string());
    }
    line("hosts that do not answer", if status.hosts_down.is_empty() { "none" } else { "" });
    for host in &status.hosts_down {
        let left = rounded(host.left);
        line(&format!("  {}", host.origin), &format!(" tried again in {left}"));
    }
    text
}

fn json(status: &Status, lately: Duration) -> Value {
    let host = |host: &mpns_queue::HostDown| {
        json!({
            "origin": host.origin,
            "leftSeconds": host.left.as_secs_f64(),
            "openings": host.openings,
        })
    };
    json!({
        "jobs": status.jobs,
        "heldJobs": status.held_jobs,
        "channels": status.channels,
        "channelsEstimated": status.is_estimate,
        "channelsWithJobs": status.with_jobs,
        "channelsDue": status.due,
        "channelsHeld": status.held,
        "channelsLeased": status.leased,
        "channelsExpired": status.expired,
        "lagSeconds": status.lag.map(|lag| lag.as_secs_f64()),
        "latelySeconds": lately.as_secs_f64(),
        "ended": status.ended,
        "hostsDown": status.hosts_down.iter().map(host).collect::<Vec<_>>(),
    })
}

fn rounded(time: Duration) -> humantime::FormattedDuration {
    let rounded = if time < SHORT {
        Duration::from_millis(
            time.as_secs().saturating_mul(1000).saturating_add(time.subsec_millis().into()),
        )
    } else {
        Duration::from_secs(time.as_secs())
    };
    humantime::format_duration(rounded)
}

const SHORT: Duration = Duration::from_secs(10);

pub(super) const EXAMPLES: &str = "\
Examples:
  mpns queue status
  mpns queue status --output json --lately 10m

The number of channels, if they are many, is an estimate of the database, which
--exact counts. The other numbers are counted; it reads the channels with jobs
and those that are gone. For an alarm, watch the metrics of the workers: `mpns
queue work --help`. The role mpns_read is enough.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_and_programs_read_the_same() {
        let mut status = Status::default();
        (status.jobs, status.channels, status.lag) =
            (12, 3, Some(Duration::from_micros(1_500_000)));
        status.ended.insert("accepted".to_owned(), 7);
        let lately = Duration::from_secs(60);
        assert_eq!(
            text(&status, lately),
            "jobs                      12\n  of channels on hold     0\nchannels                  3\n  \
             with jobs               0\n  due now                 0\n  on hold                 0\n  \
             with a worker           0\n  gone                    0\n\
             longest wait              1s 500ms\nended in the last 1m\n  accepted                7\n\
             hosts that do not answer  none\n"
        );
        status.is_estimate = true;
        assert!(text(&status, lately).contains("\nchannels                  about 3\n"));
        let json = json(&status, lately);
        assert_eq!(json["channelsEstimated"], true);
        assert_eq!((&json["jobs"], &json["lagSeconds"]), (&12.into(), &1.5.into()));
        assert_eq!((&json["ended"]["accepted"], &json["hostsDown"]), (&7.into(), &json!([])));
    }
}
