use std::sync::{Arc, Mutex};

use mpns_hyper::{Client, Connection};
use mpns_proto::Outcome;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::support::{RECEIVED, Received, Server, receive, toast};

async fn recorder() -> (Server, Arc<Mutex<Vec<Received>>>) {
    let log = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&log);
    let server = Server::start(move |_, mut stream| {
        let log = Arc::clone(&log);
        async move {
            while let Some(received) = receive(&mut stream).await {
                log.lock().unwrap().push(received);
                stream.write_all(RECEIVED).await.unwrap();
            }
        }
    })
    .await;
    (server, kept)
}

#[tokio::test]
async fn a_notification_goes_out_as_it_was_made_behind_host() {
    let (server, log) = recorder().await;
    let reply = Client::new().send(&toast(), &server.channel()).await.unwrap();
    assert_eq!(reply.outcome(), Outcome::Received);

    let log = log.lock().unwrap();
    let [received] = &log[..] else { panic!("{} requests", log.len()) };
    assert_eq!(received.line, "POST /throttledthirdparty/01.00/SECRET?q=1 HTTP/1.1");
    let host = server.address.to_string();
    let length = toast().body().len().to_string();
    let expected = [
        ("host", host.as_str()),
        ("content-type", "text/xml"),
        ("content-length", length.as_str()),
        ("x-notificationclass", "2"),
        ("x-windowsphone-target", "toast"),
    ];
    let headers: Vec<_> = received.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(headers, expected);
    assert_eq!(received.body, toast().body());
}

#[tokio::test]
async fn any_request_is_framed_by_the_length_of_its_body() {
    let (server, log) = recorder().await;
    let client = Client::new();
    let uri = format!("http://{}/x", server.address);
    for (name, value, body) in [
        ("content-length", "99", "body"),
        ("content-length", "0", "body"),
        ("transfer-encoding", "chunked", "body"),
        ("x-other", "1", "body"),
        ("x-other", "1", ""),
    ] {
        let request = http::Request::post(&uri).header(name, value).body(body.into()).unwrap();
        client.request(request).await.unwrap();
        let received = log.lock().unwrap().pop().unwrap();
        assert_eq!(received.header("content-length"), Some(body.len().to_string().as_str()));
        assert_eq!(received.header("transfer-encoding"), None);
        assert_eq!(received.body, body.as_bytes());
    }
}

#[tokio::test]
async fn a_long_uri_and_long_headers_leave_as_they_are() {
    let (server, log) = recorder().await;
    let client = Client::new();
    for (path, header) in
        [(1, 16_300), (1, 16_400), (1, 100_000), (16_300, 1), (16_400, 1), (60_000, 60_000), (1, 1)]
    {
        let target = format!("/{}", "p".repeat(path));
        let request = http::Request::post(format!("http://{}{target}", server.address))
            .header("x-long", "v".repeat(header))
            .header("x-longer", "w".repeat(header));
        client.request(request.body(b"body".to_vec()).unwrap()).await.unwrap();
        let received = log.lock().unwrap().pop().unwrap();
        assert!(received.line == format!("POST {target} HTTP/1.1"), "{path} {header}");
        assert_eq!(received.header("x-long").map(str::len), Some(header), "{path}");
        assert_eq!(received.header("x-longer").map(str::len), Some(header), "{path}");
        assert_eq!(received.body, b"body");
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_is_kept_and_told() {
    let (server, _) = recorder().await;
    let client = Client::new();
    for reused in [false, true, true] {
        let request = toast().request(&server.channel());
        let response = client.clone().request(request).await.unwrap();
        let connection = response.extensions().get::<Connection>().unwrap();
        assert_eq!(connection.peer(), server.address);
        assert_eq!(connection.is_reused(), reused);
        assert!(!connection.is_proxied());
        assert_eq!(connection.tls(), None);
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_connection_is_new_however_the_request_leaves_on_it() {
    const BODY: &[u8] = b"body";
    // Reads the body only after it has told the client to go on.
    let server = Server::start(|_, mut stream| async move {
        let mut head = Vec::new();
        while let Ok(byte) = stream.read_u8().await {
            head.push(byte);
            if head.ends_with(b"\r\n\r\n") {
                stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.unwrap();
                stream.read_exact(&mut [0; BODY.len()]).await.unwrap();
                stream.write_all(RECEIVED).await.unwrap();
                head.clear();
            }
        }
    })
    .await;
    let client = Client::new();
    for reused in [false, true, true] {
        let request = http::Request::post(format!("http://{}/x", server.address));
        let request = request.header("expect", "100-continue").body(BODY.to_vec()).unwrap();
        let response = client.request(request).await.unwrap();
        let connection = response.extensions().get::<Connection>().unwrap();
        assert_eq!(connection.is_reused(), reused);
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_uri_that_leads_nowhere_is_refused() {
    for uri in ["/path", "ftp://host/path", "host:80", "http://user:SECRET@host/", "https://@host/"]
    {
        let request = http::Request::post(uri).body(Vec::new()).unwrap();
        let error = Client::new().request(request).await.unwrap_err();
        assert!(!error.may_have_been_delivered(), "{uri}: {error}");
        assert!(error.to_string().contains("not an absolute http or https URI"), "{uri}: {error}");
        assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
    }
}
