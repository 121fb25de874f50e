//! smol and hyper: one kept connection to each service.
//!
//! `cargo run -p mpns-examples --example smol_hyper -- <channel URI>`
//!
//! For `https` channels the stream goes through a TLS client, such as that of `futures-rustls`.

#![allow(dead_code, reason = "the tests use only the transport")]

use std::collections::HashMap;
use std::error::Error;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::{Request, Response};
use http_body_util::Full;
use hyper::body::{Body, Bytes};
use hyper::client::conn::http1::{self, SendRequest};
use mpns_proto::{Origin, Reply, Toast};
use smol::Timer;
use smol::future::FutureExt;
use smol::net::TcpStream;
use smol_hyper::rt::FuturesIo;

fn main() -> Result<(), Box<dyn Error>> {
    let toast = Toast { text1: Some("Goal!".into()), ..Toast::default() }.build()?;
    mpns_examples::run(|channel| {
        let sender = Sender::new(Duration::from_secs(15));
        let response = smol::block_on(sender.send(toast.request(channel)))?;
        Ok(vec![Reply::from_response(&response)])
    })
}

type Connection = SendRequest<Full<Bytes>>;

/// Sends over connections that it keeps.
#[derive(Clone)]
pub(crate) struct Sender {
    time_limit: Duration,
    idle: Arc<Mutex<HashMap<String, Connection>>>,
}

impl Sender {
    /// A sender with a time limit for each send.
    pub(crate) fn new(time_limit: Duration) -> Self {
        Self { time_limit, idle: Arc::default() }
    }

    pub(crate) async fn send(&self, request: Request<Vec<u8>>) -> io::Result<Response<()>> {
        let too_late = async {
            Timer::after(self.time_limit).await;
            Err(io::ErrorKind::TimedOut.into())
        };
        self.send_unlimited(request).or(too_late).await
    }

    async fn send_unlimited(&self, mut request: Request<Vec<u8>>) -> io::Result<Response<()>> {
        let origin = Origin::of(request.uri()).map_err(io::Error::other)?;
        let service = origin.host_and_port().to_string();
        let host = origin.host_header().to_string().try_into().map_err(io::Error::other)?;
        request.headers_mut().insert(http::header::HOST, host);
        // Between the two ends of a connection only path and query are sent.
        let target = request.uri().path_and_query().map_or("/", |target| target.as_str());
        *request.uri_mut() = target.parse().map_err(io::Error::other)?;
        let mut request = request.map(Full::from);

        let kept = self.idle().remove(&service).filter(|kept| !kept.is_closed());
        if let Some(mut connection) = kept {
            match connection.try_send_request(request).await {
                Ok(response) => return Ok(self.keep(service, connection, response).await),
                // What comes back was not sent: the connection was closed.
                Err(mut error) => match error.take_message() {
                    Some(unsent) => request = unsent,
                    None => return Err(io::Error::other(error.into_error())),
                },
            }
        }
        let mut connection = connect(&service).await?;
        let response = connection.send_request(request).await.map_err(io::Error::other)?;
        Ok(self.keep(service, connection, response).await)
    }

    /// Keeps the connection for the next send if the response has no body, which means nothing, and the whole request
    /// was sent.
    async fn keep(
        &self,
        service: String,
        mut connection: Connection,
        response: Response<impl Body>,
    ) -> Response<()> {
        let is_ready = async { connection.ready().await.is_ok() };
        let too_late = async {
            Timer::after(READY_LIMIT).await;
            false
        };
        if response.body().is_end_stream() && is_ready.or(too_late).await {
            self.idle().insert(service, connection);
        }
        response.map(drop)
    }

    fn idle(&self) -> MutexGuard<'_, HashMap<String, Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn connect(service: &str) -> io::Result<Connection> {
    let stream = TcpStream::connect(service).await?;
    stream.set_nodelay(true)?;
    let mut builder = http1::Builder::new();
    // 100 headers are hyper's limit otherwise.
    let handshake = builder.max_headers(256).handshake(FuturesIo::new(stream));
    let (sender, connection) = handshake.await.map_err(io::Error::other)?;
    // It ends with the sender, or when the service closes.
    smol::spawn(connection).detach();
    Ok(sender)
}

/// How long a connection may take to be ready for the next request, once its response is there.
const READY_LIMIT: Duration = Duration::from_millis(500);
