use std::fs;
use std::time::Instant;

use cpu_time::ProcessTime;

/// The time since the warm sends.
#[derive(Debug)]
pub struct Watch {
    elapsed: Instant,
    cpu: ProcessTime,
}

impl Watch {
    /// Starts measuring.
    pub fn start() -> Self {
        Self { elapsed: Instant::now(), cpu: ProcessTime::now() }
    }

    /// Prints the result.
    pub fn report(&self, n: usize, ok: usize) {
        let (elapsed, cpu) =
            (self.elapsed.elapsed().as_secs_f64(), self.cpu.elapsed().as_secs_f64());
        let peak = peak_kib().map(|peak| format!(r#","peak_kib":{peak}"#)).unwrap_or_default();
        println!(r#"{{"n":{n},"ok":{ok},"elapsed_s":{elapsed:.6},"cpu_s":{cpu:.6}{peak}}}"#);
    }
}

/// The most memory that this process had so far, where `/proc` shows it.
fn peak_kib() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    peak.trim().strip_suffix("kB")?.trim_end().parse().ok()
}
