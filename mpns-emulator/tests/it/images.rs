//! Images of tiles that are on other servers.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

use mpns_emulator::{Emulator, Options};
use serde_json::{Value, json};

use crate::client::{emulator, request};
use crate::control::ask;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n with a picture";

/// A server of images: every path but `/text.png` is one.
fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut head = [0; 4096];
            let length = stream.read(&mut head).expect("a head");
            let is_text = head[..length].starts_with(b"GET /text.png ");
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(if is_text { b"<script>" } else { PNG });
        }
    });
    address
}

fn with_images() -> Emulator {
    let options = Options { images: true, ..Options::default() };
    Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("a free port")
}

fn send_tile(emulator: &Emulator, kind: &str, element: &str, image: &str) {
    let tile =
        format!("<wp:Tile Template=\"{kind}\"><wp:{element}>{image}</wp:{element}></wp:Tile>");
    let tile = format!("<wp:Notification xmlns:wp=\"WPNotification\">{tile}</wp:Notification>");
    let headers = "X-WindowsPhone-Target: token\r\nX-NotificationClass: 1\r\n";
    let path = "/throttledthirdparty/01.00/scores";
    assert_eq!(request(emulator.addr(), "POST", path, headers, &tile).status, 200);
}

fn image_path(uri: &str) -> String {
    format!("/channels/scores/image?uri={}", uri.replace(':', "%3A").replace('/', "%2F"))
}

/// An answer whose body is not a text: the head in lower case, and the body.
fn bytes_of(emulator: &Emulator, path: &str) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(emulator.addr()).expect("a connection");
    let head = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("written");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    let end = answer.windows(4).position(|part| part == b"\r\n\r\n").expect("a head");
    let (head, body) = answer.split_at(end);
    let head = String::from_utf8(head.to_vec()).expect("a text");
    (head.to_lowercase(), body.strip_prefix(b"\r\n\r\n").expect("an end").to_vec())
}

#[test]
fn an_image_on_a_tile_comes_from_the_emulator() {
    let emulator = with_images();
    ask(&emulator, "POST", "/channels", r#"{"token": "scores"}"#);
    let uri = format!("http://{}/stadium.png", server());
    let path = image_path(&uri);
    let before = ask(&emulator, "GET", &path, "");
    assert_eq!(
        (before.status, before.body.as_str()),
        (404, "no tile of the channel has this image\n")
    );
    send_tile(&emulator, "FlipTile", "BackgroundImage", &uri);
    let (head, body) = bytes_of(&emulator, &path);
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    for header in ["content-type: image/png", "x-content-type-options: nosniff", "img-src 'self'"] {
        assert!(head.contains(header), "{head}");
    }
    assert_eq!(body, PNG);
    ask(&emulator, "PATCH", "/channels/scores", r#"{"imageDomains": ["images.example"]}"#);
    let answer = ask(&emulator, "GET", &path, "");
    assert!(answer.status == 403 && answer.body.contains("imageDomains"), "{answer:?}");
    ask(&emulator, "POST", "/reset", "");
    assert_eq!(ask(&emulator, "GET", &path, "").status, 404, "it is on no tile any more");
}

#[test]
fn what_a_phone_would_not_show_has_a_reason() {
    let emulator = with_images();
    ask(&emulator, "POST", "/channels", r#"{"token": "scores"}"#);
    let server = server();
    let text = format!("http://{server}/text.png");
    for (uri, status, reason) in [
        (text.as_str(), 502, "neither JPEG nor PNG"),
        ("https://images.example/a.png", 403, "only over http"),
        ("http://images.example./a.gif", 403, ".jpg or .png"),
        ("http://192.0.2.1/a.png", 403, "--image-hosts"),
        ("/Assets/a.png", 403, "only over http"),
    ] {
        send_tile(&emulator, "FlipTile", "BackgroundImage", uri);
        let answer = ask(&emulator, "GET", &image_path(uri), "");
        assert!(answer.status == status && answer.body.contains(reason), "{uri}: {answer:?}");
    }
    ask(&emulator, "POST", "/reset", "");
    let uri = format!("http://{server}/a.png");
    send_tile(&emulator, "CycleTile", "CycleImage1", &uri);
    let answer = ask(&emulator, "GET", &image_path(&uri), "");
    assert!(answer.status == 403 && answer.body.contains("cycle"), "{answer:?}");
}

#[test]
fn images_are_off_unless_they_are_wanted() {
    for (emulator, enabled) in [(emulator(), false), (with_images(), true)] {
        let answer = ask(&emulator, "GET", "/images", "");
        assert_eq!(answer.json(), json!({ "enabled": enabled }));
        ask(&emulator, "POST", "/channels", r#"{"token": "scores"}"#);
        let uri = format!("http://{}/a.png", server());
        send_tile(&emulator, "FlipTile", "BackgroundImage", &uri);
        let (head, _) = bytes_of(&emulator, &image_path(&uri));
        assert_eq!(head.starts_with("http/1.1 200 "), enabled, "{head}");
        let answer = ask(&emulator, "GET", "/channels/scores/image", "");
        assert_eq!((answer.status, answer.body.as_str()), (400, "uri: is missing\n"));
        let tiles: Value = ask(&emulator, "GET", "/channels/scores/tiles", "").json();
        assert_eq!(tiles[0]["elements"]["backgroundImage"], json!(uri), "the tile changes anyway");
    }
}
