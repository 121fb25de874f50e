use std::fs;

/// A process whose memory is measured.
#[derive(Clone, Copy, Debug)]
pub struct Process(pub u32);

impl Process {
    /// The memory that it takes now in MiB, if the system shows it.
    pub fn memory(self) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kibibytes: f64 = resident.trim().strip_suffix(" kB")?.trim().parse().ok()?;
        Some(kibibytes / 1024.0)
    }
}
