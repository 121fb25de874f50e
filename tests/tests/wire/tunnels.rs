use std::io::{self, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;

use mpns_connect::{Connection, Tls};

use crate::proxies::{CREDENTIALS, proxy, through};
use crate::support::{Server, each, receive, toast};

#[test]
fn https_asks_for_a_tunnel() {
    each(|transport| {
        let (server, log) = proxy(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
        let client = transport.builder().proxy(through(&server)).build();
        for (channel, line) in [
            ("https://origin.example/SECRET", "CONNECT origin.example:443 HTTP/1.1"),
            ("https://origin.example:8443/SECRET", "CONNECT origin.example:8443 HTTP/1.1"),
            ("https://[2001:db8::1]/SECRET", "CONNECT [2001:db8::1]:443 HTTP/1.1"),
        ] {
            client.send(&channel.parse().unwrap()).unwrap_err();
            let received = log.lock().unwrap().pop().unwrap();
            assert_eq!(received.line, line);
            assert_eq!(received.header("proxy-authorization"), Some(CREDENTIALS));
            assert_eq!(received.headers.len(), 2);
        }
    });
}

#[test]
fn requests_in_a_tunnel_are_for_the_service_only() {
    each(|transport| {
        let authority = crate::tls::authority();
        let (origin, log) = crate::tls::recorder(&authority);
        let address = origin.address;
        let asked = Arc::new(Mutex::new(Vec::new()));
        let lines = Arc::clone(&asked);
        let server = Server::start(move |_, mut stream| {
            let received = receive(&mut stream).unwrap();
            assert_eq!(received.header("proxy-authorization"), Some(CREDENTIALS));
            asked.lock().unwrap().push(received.line);
            let to = TcpStream::connect(address).unwrap();
            stream.write_all(b"HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n").unwrap();
            let (mut up, mut down) = (stream.try_clone().unwrap(), to.try_clone().unwrap());
            thread::spawn(move || {
                let _ = io::copy(&mut down, &mut stream);
            });
            let _ = io::copy(&mut up, &mut &to);
        });
        let tls = Tls::builder().only_ca(crate::tls::ca(&authority)).build().unwrap();
        let client = transport.builder().proxy(through(&server)).tls(tls).build();
        for reused in [false, true] {
            let request = toast().request(&origin.https_channel());
            let response = client.request(request).unwrap();
            let connection = response.extensions().get::<Connection>().unwrap();
            assert!(connection.is_proxied() && connection.tls().is_some());
            assert_eq!((connection.peer(), connection.is_reused()), (server.address, reused));
            let received = log.lock().unwrap().pop().unwrap();
            assert_eq!(received.line, "POST /u/1/SECRET HTTP/1.1");
            assert_eq!(received.header("proxy-authorization"), None);
        }
        let line = format!("CONNECT localhost:{} HTTP/1.1", address.port());
        assert_eq!(*lines.lock().unwrap(), [line]);
    });
}
