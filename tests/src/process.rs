//! What Linux shows of a process in `/proc`.

use std::fs;
use std::time::Duration;

/// A process whose memory and processor time are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process(pub u32);

impl Process {
    /// This process.
    pub fn own() -> Self {
        Self(std::process::id())
    }

    /// The memory that it takes now in MiB, if the system shows it.
    pub fn memory(self) -> Option<f64> {
        self.mebibytes("VmRSS:")
    }

    /// The most memory that it has taken so far in MiB, if the system shows it.
    pub fn peak(self) -> Option<f64> {
        self.mebibytes("VmHWM:")
    }

    /// The processor time that it has taken so far; none if it has ended.
    pub fn time(self) -> Duration {
        let fields = self.fields();
        ticks(&fields, UTIME) + ticks(&fields, STIME)
    }

    /// The processor time of its children that have ended.
    pub fn time_of_ended(self) -> Duration {
        let fields = self.fields();
        ticks(&fields, CUTIME) + ticks(&fields, CSTIME)
    }

    /// The processor time of it and of all its children, those that have ended among them.
    pub fn time_with_children(self) -> Duration {
        let running: Duration =
            self.children().map(|child| child.time() + child.time_of_ended()).sum();
        running + self.time() + self.time_of_ended()
    }

    /// Its children that run.
    pub fn children(self) -> impl Iterator<Item = Self> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let processes =
            entries.filter_map(|entry| Some(Self(entry.file_name().to_str()?.parse().ok()?)));
        let parent = self.0.to_string();
        processes.filter(move |process| process.fields().get(PPID) == Some(&parent))
    }

    /// The fields of its state after its name, in which there may be spaces.
    fn fields(self) -> Vec<String> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.0)).unwrap_or_default();
        let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
        fields.split_whitespace().map(str::to_owned).collect()
    }

    fn mebibytes(self, name: &str) -> Option<f64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).ok()?;
        let value = status.lines().find_map(|line| line.strip_prefix(name))?;
        let kibibytes: f64 = value.trim().strip_suffix(" kB")?.trim().parse().ok()?;
        Some(kibibytes / 1024.0)
    }
}

fn ticks(fields: &[String], place: usize) -> Duration {
    let ticks: u32 = fields.get(place).and_then(|field| field.parse().ok()).unwrap_or_default();
    TICK * ticks
}

/// Places in [`Process::fields`], whose first is the third of proc(5).
const PPID: usize = 1;
const UTIME: usize = 11;
const STIME: usize = 12;
const CUTIME: usize = 13;
const CSTIME: usize = 14;
/// On all processors that matter.
const TICK: Duration = Duration::from_millis(10);

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn memory_and_time_of_a_process_and_its_children_are_seen() {
        let own = Process::own();
        assert!(own.memory() > Some(0.1) && own.peak() >= own.memory());
        // The child of a child, until it has taken some time.
        let mut child = Command::new("sh")
            .args(["-c", "yes & cat >/dev/null; kill $!; wait"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let shell = Process(child.id());
        assert!(own.children().any(|process| process == shell));
        while shell.time_with_children() < TICK * 3 {}
        assert!(shell.time() < shell.time_with_children(), "yes is its child");
        assert_eq!(shell.time_of_ended(), Duration::ZERO, "yes runs");
        let before = own.time_of_ended();
        drop(child.stdin.take());
        child.wait().unwrap();
        assert!(own.time_of_ended() >= before + TICK * 3);
        assert_eq!(shell.time(), Duration::ZERO);
    }
}
