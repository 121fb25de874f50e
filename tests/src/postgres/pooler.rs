use std::fs;
use std::os::unix::net::UnixStream;
use std::process::{Child, Stdio};

use super::{Server, USER, as_user, until_ready};

/// PgBouncer before a server. It is killed when this is dropped.
pub struct Pooler {
    child: Child,
    url: String,
}

impl Server {
    /// Starts a pooler that lets at most this many sessions through, each to one client at a time.
    pub fn pooler(&self, sessions: usize) -> Pooler {
        let folder = self.folder.path();
        let (settings, log) = (folder.join("pgbouncer.ini"), folder.join("pgbouncer.log"));
        let text = format!(
            "[databases]
            * = host={folder} user={USER}
            [pgbouncer]
            unix_socket_dir = {folder}
            listen_port = {PORT}
            auth_type = any
            pool_mode = session
            default_pool_size = {sessions}
            ",
            folder = folder.display(),
        );
        fs::write(&settings, text.replace("\n            ", "\n")).expect("own folder");
        let mut command = as_user();
        command.arg("pgbouncer").arg(settings).current_dir(folder);
        // Where Debian has it is not in everyone's PATH.
        command.env("PATH", format!("{}:/usr/sbin", std::env::var("PATH").unwrap_or_default()));
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.stderr(fs::File::create(&log).expect("a log"));
        let child = command.spawn().expect("the Debian package pgbouncer");
        let socket = folder.join(format!(".s.PGSQL.{PORT}"));
        until_ready(&log, || UnixStream::connect(&socket).is_ok());
        Pooler { child, url: format!("{} port={PORT}", self.url()) }
    }
}

impl Pooler {
    /// Where it is, for [`Database::new`](mpns_queue::Database::new).
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const PORT: u16 = 6432;
