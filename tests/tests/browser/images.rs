//! Images of tiles that are on other servers, which the emulator fetches.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::thread;

use mpns_emulator::Options;
use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::Service;

/// A server of one image, and of a text that is called an image.
fn server() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut head = [0; 4096];
            let length = stream.read(&mut head).unwrap();
            let is_text = head[..length].starts_with(b"GET /text.png ");
            let body: &[u8] = if is_text { b"<b class=owned>" } else { PICTURE };
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(body);
        }
    });
    address
}

async fn send_tiles(service: &Service) {
    let channel = service.open(json!({ "appName": "Scores" })).await;
    let at = server();
    for content in [
        json!({
            "type": "flipTile", "title": "Scores", "count": 7, "backTitle": "Today",
            "backgroundImage": format!("http://{at}/stadium.png"), "backBackgroundImage": "/Assets/local.png",
        }),
        json!({
            "type": "flipTile", "id": "/News.xaml", "title": "News",
            "backgroundImage": format!("http://{at}/text.png"),
        }),
        json!({
            "type": "flipTile", "id": "/Far.xaml", "title": "Far", "backgroundImage": "http://192.0.2.1/far.jpg",
        }),
        json!({
            "type": "cycleTile", "id": "/Photos.xaml", "title": "Photos",
            "cycleImages": [format!("http://{at}/beach.png")],
        }),
    ] {
        assert_eq!(service.send(&channel, content).await, 200);
    }
}

#[tokio::test]
async fn images_are_shown_or_a_reason() {
    let service = Service::start_with(Options { images: true, ..Options::default() }).await;
    send_tiles(&service).await;
    let browser = Browser::open(&service.page(), Look::STILL).await;
    browser.wait("document.querySelectorAll('.loaded img').length === 1").await;
    browser.wait("document.querySelector('.loaded img').naturalWidth === 2").await;
    browser
        .wait("getComputedStyle(document.querySelector('.loaded .path')).visibility === 'hidden'")
        .await;
    for reason in ["neither JPEG nor PNG", "--image-hosts", "iconic and cycle"] {
        let shown = "[...document.querySelectorAll('.picture .why-not')].some(({ textContent }) => \
                     textContent.includes(arguments[0]))";
        browser.wait_for(shown, vec![reason.into()]).await;
        let spoken = "[...document.querySelectorAll('.tile .spoken')].some(({ textContent }) => \
                      textContent.includes(arguments[0]))";
        browser.wait_for(spoken, vec![reason.into()]).await;
    }
    assert_eq!(browser.value("document.querySelectorAll('.owned').length").await, 0);
    // A path in the app's package stays a placeholder.
    let local = "document.querySelector('.back .picture .path').textContent === 'local.png'";
    browser.wait(local).await;
    browser.check("images").await;
    browser.screenshot("images").await;
    browser.run("document.querySelector('#image-switch input').click()", vec![]).await;
    browser.wait("document.querySelectorAll('.tile img, .tile .why-not').length === 0").await;
    browser.screenshot("images-switched-off").await;
    browser.run("document.querySelector('#image-switch input').click()", vec![]).await;
    browser.wait("document.querySelectorAll('.loaded img').length === 1").await;
    browser.look(Look::NARROW).await;
    browser.check("images on a narrow screen").await;
    browser.screenshot("images-narrow").await;
    browser.run("document.querySelector('#image-switch input').click()", vec![]).await;
    browser.wait("document.querySelectorAll('.tile img, .tile .why-not').length === 0").await;
    browser.check("switched-off images on a narrow screen").await;
    browser.screenshot("images-switched-off-narrow").await;
}

#[tokio::test]
async fn images_are_placeholders_unless_the_emulator_fetches_them() {
    let service = Service::start().await;
    send_tiles(&service).await;
    let browser = Browser::open(&service.page(), Look::STILL).await;
    browser.wait("document.querySelector('.tile .path').textContent === 'stadium.png'").await;
    assert_eq!(browser.value("document.querySelectorAll('.tile img').length").await, 0);
    assert_eq!(
        browser.value("document.querySelector('#image-switch').checkVisibility()").await,
        false
    );
}

/// Two pixels by two, in four colours.
const PICTURE: &[u8] = b"\x89PNG\x0d\x0a\x1a\x0a\x00\x00\x00\x0dIHDR\x00\x00\x00\x02\x00\x00\x00\x02\x08\x02\x00\x00\x00\
    \xfd\xd4\x9as\x00\x00\x00\x16IDATx\xdac\xb8f`\xf8a1\x17\x03C\x17\x03C\xc0{\x00\x22\xf3\x04\x9el@\
    \x04-\x00\x00\x00\x00IEND\xaeB`\x82";
