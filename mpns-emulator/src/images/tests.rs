use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::*;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n with a picture";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0 with a picture";

/// A server that gives everyone the same answer, and the number of its requests.
fn server(head: &str, body: &[u8], is_endless: bool) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let answer = [head.as_bytes(), b"\r\n\r\n", body].concat();
    let requests = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&requests);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answer) = (stream.expect("a connection"), answer.clone());
            let reader = BufReader::new(stream.try_clone().expect("a stream"));
            let head: Vec<_> =
                reader.lines().map_while(Result::ok).take_while(|l| !l.is_empty()).collect();
            assert!(head[0].starts_with("GET /a."), "{head:?}");
            count.fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                let _ = stream.write_all(&answer);
                while is_endless && stream.write_all(&answer).is_ok() {}
            });
        }
    });
    (port, requests)
}

fn images(bounds: &Bounds) -> Images {
    Images::new(true, AllowedHosts::default(), bounds)
}

async fn fetch(images: &Images, uri: &str) -> Result<Image, String> {
    let checked = images.check(uri, &[Kind::FlipTile], &Settings::default());
    let fetched = match checked {
        Ok(uri) => images.fetch(uri).await,
        Err(error) => Err(error),
    };
    fetched.map_err(|error| error.to_string())
}

#[tokio::test]
async fn are_checked_as_a_phone_does() {
    let largest = [PNG, &[b'x'; 1_000]].concat();
    let bounds = Bounds { image_bytes: largest.len(), ..Bounds::default() };
    let too_large = format!("the image has more than {} bytes", largest.len());
    let too_long = [&largest[..], b"x"].concat();
    let too_long_head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}", too_long.len());
    let ok = "HTTP/1.1 200 OK\r\nConnection: close";
    let large_head = format!("{ok}\r\nX: {}", "x".repeat(100_000));
    let moved = "HTTP/1.1 302 Found\r\nLocation: /a.png\r\nContent-Length: 0";
    for (head, body, is_endless, expected) in [
        (ok, PNG, false, Ok("image/png")),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 19\r\nContent-Type: text/plain",
            JPEG,
            false,
            Ok("image/jpeg"),
        ),
        (ok, &largest, false, Ok("image/png")),
        (ok, &too_long, false, Err(&*too_large)),
        (ok, PNG, true, Err(&*too_large)),
        (&*too_long_head, &too_long, false, Err(&*too_large)),
        (ok, b"GIF89a", false, Err("the image is neither JPEG nor PNG")),
        (
            ok,
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            false,
            Err("the image is neither JPEG nor PNG"),
        ),
        (ok, b"", false, Err("the image is neither JPEG nor PNG")),
        (moved, b"", false, Err("the server of the image answered with 302")),
        (
            "HTTP/1.1 404 Not Found\r\nContent-Length: 0",
            b"",
            false,
            Err("the server of the image answered with 404"),
        ),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 500",
            PNG,
            false,
            Err("the server of the image broke off"),
        ),
        (&*large_head, PNG, false, Err("the server of the image broke off")),
        ("garbage", b"", false, Err("the server of the image broke off")),
    ] {
        let (port, _) = server(head, body, is_endless);
        let fetched = fetch(&images(&bounds), &format!("http://127.0.0.1:{port}/a.png")).await;
        match (&fetched, expected) {
            (Ok(image), Ok(content_type)) => {
                assert_eq!((&image.bytes[..], image.content_type), (body, content_type));
            }
            (Err(error), Err(expected)) => assert!(error.starts_with(expected), "{error}"),
            _ => panic!("{head:.80}: {fetched:?}"),
        }
    }
}

#[tokio::test]
async fn have_to_come_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let bounds = Bounds { image_time: Duration::from_millis(50), ..Bounds::default() };
    let fetched = fetch(&images(&bounds), &format!("http://127.0.0.1:{port}/a.png")).await;
    assert_eq!(fetched, Err("the image took longer than 0.05 seconds".to_owned()));
}

#[tokio::test]
async fn are_asked_for_only_where_a_phone_would() {
    let images = images(&Bounds::default());
    let not_allowed = "the image is neither on this machine nor on a host that is allowed";
    for (uri, reason) in [
        ("/Assets/a.png", "a phone fetches images only over http"),
        ("//127.0.0.1/a.png", "a phone fetches images only over http"),
        ("https://127.0.0.1/a.png", "a phone fetches images only over http"),
        ("ftp://127.0.0.1/a.png", "a phone fetches images only over http"),
        ("http:// /a.png", "the URI of the image cannot be read"),
        ("http://127.0.0.1/a", "the path of the image does not end in .jpg or .png"),
        ("http://127.0.0.1/a?.png", "the path of the image does not end in .jpg or .png"),
        ("http://192.0.2.1/a.png", not_allowed),
        ("http://169.254.169.254/a.PNG", not_allowed),
        ("http://[::ffff:192.0.2.1]/a.jpg", not_allowed),
        ("http://0.0.0.0/a.jpg?b", not_allowed),
    ] {
        let error = fetch(&images, uri).await.expect_err(uri);
        assert!(error.starts_with(reason), "{uri}: {error}");
    }
    let uri = "http://Img.example/a.png";
    let domains = |domain: &str| Settings {
        image_domains: Some([domain.to_owned()].into()),
        ..Settings::default()
    };
    let check = |images: &Images, templates: &[Kind], settings: &Settings| {
        images.check(uri, templates, settings).map(drop).map_err(|error| error.to_string())
    };
    let flip = &[Kind::CycleTile, Kind::FlipTile];
    assert_eq!(check(&images, flip, &domains("img.example")), Ok(()));
    let error = check(&images, flip, &domains("other.example")).expect_err("another domain");
    assert!(error.contains("imageDomains"), "{error}");
    let error = check(&images, &[Kind::CycleTile, Kind::IconicTile], &Settings::default());
    assert!(error.is_err_and(|error| error.contains("iconic and cycle")));
    let off = Images::new(false, AllowedHosts::default(), &Bounds::default());
    let error = check(&off, flip, &Settings::default()).expect_err("off");
    assert!(error.contains("--images"), "{error}");
}

#[tokio::test]
async fn are_fetched_once_for_all_who_ask() {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}", PNG.len());
    let (port, requests) = server(&head, PNG, false);
    let images = images(&Bounds::default());
    let uri = format!("http://localhost:{port}/a.jpg");
    let (first, second) = tokio::join!(fetch(&images, &uri), fetch(&images, &uri));
    assert_eq!(first.expect("an image"), second.expect("an image"));
    assert!(fetch(&images, &uri).await.is_ok());
    assert_eq!(requests.load(Ordering::SeqCst), 1);
}
