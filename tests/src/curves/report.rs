use std::time::Duration;

use serde::Deserialize;

/// What a driver prints.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
pub struct Report {
    n: usize,
    ok: usize,
    elapsed_s: f64,
    cpu_s: f64,
    peak_kib: Option<u32>,
}

impl Report {
    /// Reads the last line of what it printed.
    ///
    /// # Errors
    ///
    /// If it is not the line of a driver, or something was not accepted: figures of failed sends mean nothing.
    pub fn read(output: &str) -> Result<Self, String> {
        let line = output.lines().last().unwrap_or_default();
        let report: Self =
            serde_json::from_str(line).map_err(|error| format!("{error}: {line:?}"))?;
        if report.ok == report.n && report.n > 0 {
            Ok(report)
        } else {
            Err(format!("{} of {} sends were accepted", report.ok, report.n))
        }
    }

    /// How long the sends took.
    pub fn elapsed(&self) -> Duration {
        Duration::from_secs_f64(self.elapsed_s)
    }

    /// The processor time of all sends.
    pub fn cpu(&self) -> Duration {
        Duration::from_secs_f64(self.cpu_s)
    }

    /// Microseconds of processor time a send.
    pub fn cpu_us(&self) -> f64 {
        self.cpu_s * 1e6 / self.sends()
    }

    /// Sends a second.
    pub fn per_second(&self) -> f64 {
        self.sends() / self.elapsed_s
    }

    /// The most memory in MiB.
    pub fn peak_mib(&self) -> Option<f64> {
        self.peak_kib.map(|kib| f64::from(kib) / 1024.0)
    }

    #[expect(clippy::cast_precision_loss, reason = "no run has so many sends")]
    fn sends(&self) -> f64 {
        self.n as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_driver_is_read() {
        let text = "warming up\n\
            {\"n\":4000,\"ok\":4000,\"elapsed_s\":0.500000,\"cpu_s\":0.040000,\"peak_kib\":7168}\n";
        let report = Report::read(text).unwrap();
        assert_eq!(report.cpu_us(), 10.0);
        assert_eq!(report.per_second(), 8000.0);
        assert_eq!(report.elapsed(), Duration::from_millis(500));
        assert_eq!(report.cpu(), Duration::from_millis(40));
        assert_eq!(report.peak_mib(), Some(7.0));
        let text = r#"{"n":1,"ok":1,"elapsed_s":0.5,"cpu_s":0.25}"#;
        assert_eq!(Report::read(text).unwrap().peak_mib(), None);
    }

    #[test]
    fn what_is_not_a_result_is_refused() {
        for (output, expected) in [
            ("", "EOF"),
            ("panicked", "\"panicked\""),
            (r#"{"n":5,"ok":4,"elapsed_s":0.5,"cpu_s":0.25}"#, "4 of 5 sends"),
            (r#"{"n":0,"ok":0,"elapsed_s":0.5,"cpu_s":0.25}"#, "0 of 0 sends"),
        ] {
            let error = Report::read(output).unwrap_err();
            assert!(error.contains(expected), "{output}: {error}");
        }
    }
}
