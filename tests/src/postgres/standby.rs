use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tempfile::TempDir;

use super::Server;

impl Server {
    /// Another server, which follows this one until it is promoted.
    pub fn standby(&self) -> Self {
        let folder = TempDir::with_prefix("mpns-queue-").expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("own folder");
        let (programs, options) = (self.programs.clone(), self.options.clone());
        let mut standby = Self { folder, programs, child: None, options, variables: Vec::new() };
        let mut copy = standby.command("pg_basebackup");
        copy.args(["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "-d"]);
        let output = copy.arg(self.url()).arg("-D").arg(standby.data()).output().expect("it runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        standby.start_again();
        standby
    }

    /// Makes a standby the server that takes changes.
    pub fn promote(&self) {
        let output = self.command("pg_ctl").args(["promote", "-w", "-D"]).arg(self.data()).output();
        assert!(output.is_ok_and(|output| output.status.success()), "it is a standby");
    }
}
