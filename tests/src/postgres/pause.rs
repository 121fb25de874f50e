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
        let process = self.process();
        for process in std::iter::once(process).chain(process.children()) {
            // One that has ended meanwhile is no matter.
            let _ = Command::new("kill").args(["-s", name, &process.0.to_string()]).status();
        }
    }
}
