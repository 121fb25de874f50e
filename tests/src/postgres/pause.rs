use std::fs;
use std::process::Command;

use super::Server;

impl Server {
    /// Stops all its processes where they are. It still accepts connections, as the system does that, and says nothing.
    pub fn pause(&self) {
        self.signal_all("STOP");
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.signal_all("CONT");
    }

    /// The first process comes first, so that it starts no others meanwhile.
    fn signal_all(&self, name: &str) {
        let Some(child) = &self.child else { return };
        let mut ids = vec![child.id()];
        ids.extend(children(child.id()));
        let ids = ids.iter().map(u32::to_string);
        // One that has ended meanwhile is no matter.
        let _ = Command::new("kill").args(["-s", name]).args(ids).status();
    }
}

/// The processes that another has started.
fn children(parent: u32) -> Vec<u32> {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    ids.filter(|id| {
        let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        // The name, in parentheses, may have spaces in it. After it are the state and the parent.
        let rest = stat.rsplit_once(") ").map(|(_, rest)| rest).unwrap_or_default();
        rest.split(' ').nth(1).and_then(|id| id.parse().ok()) == Some(parent)
    })
    .collect()
}
