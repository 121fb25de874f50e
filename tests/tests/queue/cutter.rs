//! What loses the reply to a commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};

/// A socket before that of a server. Of every other commit, the reply is lost with the connection.
pub(crate) struct Cutter {
    pub(crate) url: String,
    commits: Arc<AtomicUsize>,
    _folder: TempDir,
}

impl Cutter {
    pub(crate) fn before(url: &str) -> Self {
        let folder = TempDir::with_prefix("mpns-cutter-").unwrap();
        let server = url.split_whitespace().find_map(|it| it.strip_prefix("host=")).unwrap();
        let path = folder.path().to_str().unwrap();
        let cutter_url = url.replace(server, path);
        let listener = UnixListener::bind(format!("{path}/{SOCKET}")).unwrap();
        let commits = Arc::new(AtomicUsize::new(0));
        let (server, count) = (format!("{server}/{SOCKET}"), Arc::clone(&commits));
        tokio::spawn(async move {
            while let Ok((program, _)) = listener.accept().await {
                let server = UnixStream::connect(&server).await.unwrap();
                tokio::spawn(pass(program, server, Arc::clone(&count)));
            }
        });
        Self { url: cutter_url, commits, _folder: folder }
    }

    /// How many replies have been lost.
    pub(crate) fn cuts(&self) -> usize {
        self.commits.load(Ordering::Relaxed) / 2
    }
}

async fn pass(program: UnixStream, server: UnixStream, commits: Arc<AtomicUsize>) {
    let (mut from_program, mut to_program) = program.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let there =
        tokio::spawn(async move { tokio::io::copy(&mut from_program, &mut to_server).await });
    let mut buffer = vec![0; 1 << 16];
    while let Ok(read @ 1..) = from_server.read(&mut buffer).await {
        let is_commit = buffer[..read].windows(TAG.len()).any(|window| window == TAG);
        if is_commit && commits.fetch_add(1, Ordering::Relaxed) % 2 == 1 {
            break;
        }
        if to_program.write_all(&buffer[..read]).await.is_err() {
            break;
        }
    }
    there.abort();
}

/// How PostgreSQL names the socket of its default port.
const SOCKET: &str = ".s.PGSQL.5432";
/// The reply to a commit.
const TAG: &[u8] = b"C\0\0\0\x0bCOMMIT\0";
