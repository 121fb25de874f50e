use std::fs;

use super::Server;

impl Server {
    /// Starts a server whose clock can be set, with settings.
    pub fn start_with_clock(options: &[&str]) -> Self {
        let mut server = Self::create(options);
        let clock = server.folder.path().join("clock");
        server.variables = [
            ("LD_PRELOAD", LIBRARY),
            ("FAKETIME_TIMESTAMP_FILE", clock.to_str().expect("UTF-8")),
            ("FAKETIME_NO_CACHE", "1"),
            // The time limits of statements go on.
            ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ]
        .map(|(name, value)| format!("{name}={value}"))
        .into();
        server.set_clock(0);
        server.start_again();
        server
    }

    /// Puts its clock forward or back to this many days from the right time.
    pub fn set_clock(&self, days: i32) {
        // One who reads it sees the old text or the new one.
        let (path, new) = (self.folder.path().join("clock"), self.folder.path().join("new"));
        fs::write(&new, format!("{days:+}d\n")).expect("own folder");
        fs::rename(new, path).expect("own folder");
    }
}

/// Of the Debian package `faketime`.
#[cfg(target_arch = "x86_64")]
const LIBRARY: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
#[cfg(not(target_arch = "x86_64"))]
const LIBRARY: &str = "/usr/lib/aarch64-linux-gnu/faketime/libfaketime.so.1";
