use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::net::TcpSocket;

use crate::process::Process;

/// A service that accepts every notification.
#[derive(Debug)]
pub struct Service {
    address: SocketAddr,
    nginx: Option<Nginx>,
}

/// An nginx of one process. It ends when this is dropped.
#[derive(Debug)]
struct Nginx {
    child: Child,
    folder: TempDir,
    /// Keeps the port: it is bound and never listens.
    port: TcpSocket,
}

impl Service {
    /// One that runs already, whose processor time is not known.
    pub fn at(address: SocketAddr) -> Self {
        Self { address, nginx: None }
    }

    /// Starts the nginx of the Debian package.
    pub fn start() -> Self {
        let nginx = Nginx::start();
        Self { address: nginx.address(), nginx: Some(nginx) }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process, if it was started here.
    pub fn process(&self) -> Option<Process> {
        self.nginx.as_ref().map(|nginx| Process(nginx.child.id()))
    }

    /// The URI of a channel.
    pub(super) fn channel(&self, number: u64) -> String {
        format!("http://{}/throttledthirdparty/01.00/{number}", self.address)
    }
}

impl Nginx {
    fn start() -> Self {
        let folder = TempDir::with_prefix("mpns-nginx-").expect("a folder");
        // No one else gets the port, since no one else may share it.
        let port = TcpSocket::new_v4().expect("a socket");
        port.set_reuseport(true).expect("a socket");
        port.bind((Ipv4Addr::LOCALHOST, 0).into()).expect("a port");
        let address = port.local_addr().expect("a port");
        let config = CONFIG
            .replace("@DIR@", &folder.path().display().to_string())
            .replace("@ADDRESS@", &address.to_string());
        let path = folder.path().join("nginx.conf");
        fs::write(&path, config).expect("own folder");
        // Debian has it where only root looks.
        let search = std::env::var("PATH").unwrap_or_default() + ":/usr/sbin";
        let child = Command::new("nginx")
            .arg("-c")
            .arg(path)
            .args(["-e", "/dev/stderr"])
            .env("PATH", search)
            .stdin(Stdio::null())
            .spawn()
            .expect("nginx, of the Debian package nginx-light");
        let mut nginx = Self { child, folder, port };
        nginx.wait_until_ready();
        nginx
    }

    fn address(&self) -> SocketAddr {
        self.port.local_addr().expect("a port")
    }

    fn wait_until_ready(&mut self) {
        let start = Instant::now();
        while !accepts(self.address()) {
            let ended = self.child.try_wait().expect("a child");
            assert!(ended.is_none(), "nginx has ended");
            assert!(
                start.elapsed() < LONG,
                "nginx in {} does not answer",
                self.folder.path().display()
            );
            sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn accepts(address: SocketAddr) -> bool {
    let Ok(mut stream) = TcpStream::connect(address) else { return false };
    let mut status = String::new();
    let _ = stream.write_all(b"POST / HTTP/1.1\r\nHost: service\r\nContent-Length: 0\r\n\r\n");
    let _ = BufReader::new(stream).read_line(&mut status);
    status.starts_with("HTTP/1.1 200 ")
}

const LONG: Duration = Duration::from_secs(60);
const CONFIG: &str = include_str!("nginx.conf");
