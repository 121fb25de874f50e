use std::future::{Ready, ready};
use std::net::SocketAddr;
use std::vec;

use hyper_util::client::legacy::connect::dns::Name;
use mpns_test_support::BlackHole;
use tokio::net::TcpListener;
use tokio::time::timeout;

use super::*;

/// The addresses of any name.
#[derive(Clone)]
struct Names(Vec<SocketAddr>);

impl Service<Name> for Names {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Ready<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Name) -> Self::Future {
        ready(Ok(self.0.clone().into_iter()))
    }
}

#[tokio::test]
async fn a_silent_address_leaves_time_for_the_next() {
    const LIMIT: Duration = Duration::from_secs(4);
    let silent = BlackHole::new();
    let service = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = service.local_addr().unwrap();
    let mut http = http(Names(vec![silent.address, address]), LIMIT);
    let stream = http.call("http://service.example/".parse().unwrap());
    let stream = timeout(LIMIT, stream).await.unwrap().unwrap().into_inner();
    assert_eq!(stream.peer_addr().unwrap(), address);
}
