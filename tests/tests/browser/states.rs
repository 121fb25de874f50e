//! Every state of a channel and a phone, and what the log says of a request in it.

use reqwest::Method;
use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::Service;

#[tokio::test]
async fn the_log_says_what_happened() {
    let service = Service::start().await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    let toast = json!({ "type": "toast", "text1": "Goal!" });
    let tile = json!({ "type": "tile", "title": "Scores" });
    for (name, settings, phone, content, shown) in [
        ("plain", json!({}), json!({}), &toast, "200 received toast shown"),
        (
            "away",
            json!({}),
            json!({ "connection": "tempDisconnected" }),
            &toast,
            "200 received toast queued",
        ),
        (
            "gone",
            json!({}),
            json!({ "connection": "disconnected" }),
            &toast,
            "412 out of reach toast",
        ),
        (
            "inactive",
            json!({}),
            json!({ "connection": "inactive" }),
            &toast,
            "412 out of reach toast",
        ),
        ("saver", json!({}), json!({ "batterySaver": true }), &toast, "200 dropped toast"),
        ("expired", json!({ "subscription": "expired" }), json!({}), &toast, "404 expired toast"),
        ("limit", json!({ "dailyLimit": 0 }), json!({}), &toast, "406 throttled toast"),
        (
            "front",
            json!({ "app": "inFront" }),
            json!({}),
            &toast,
            "200 received toast handed to the app",
        ),
        ("covered", json!({ "app": "obscured" }), json!({}), &toast, "200 received toast shown"),
        (
            "unpinned",
            json!({ "tilePinned": false }),
            json!({}),
            &tile,
            "200 received tile tile not pinned",
        ),
        (
            "forced",
            json!({ "answers": ["unavailable"] }),
            json!({}),
            &toast,
            "503 unavailable toast",
        ),
        (
            "exact",
            json!({ "answers": [{ "exactly": { "status": 500 } }] }),
            json!({}),
            &toast,
            "500 forced answer toast",
        ),
    ] {
        let channel = service.open(json!({ "token": name, "appName": name })).await;
        service.set_phone(&channel, phone).await;
        service.set(&channel, settings).await;
        service.send(&channel, content.clone()).await;
        browser.wait(&format!("{LINES}.some((line) => line === '{shown} {name}')")).await;
    }
    browser.screenshot("states").await;
    // A phone that comes back gets what waited.
    let away = json!({ "connection": "connected" });
    let view = service.read("channels/away").await;
    let phone = format!("devices/{}", view["device"].as_str().unwrap());
    service.change(Method::PATCH, &phone, away).await;
    browser
        .wait(&format!("{LINES}.some((line) => line === '200 received toast shown away')"))
        .await;
    browser.check("many states").await;
}

#[tokio::test]
async fn a_request_opens_in_full() {
    let service = Service::start().await;
    let channel = service.open(json!({ "token": "alice-phone" })).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    let odd = "<wp:Notification xmlns:wp=\"WPNotification\"><wp:Toast/></wp:Notification>";
    service.send_bare(&channel, odd).await;
    browser.wait("document.querySelector('.entry .warned')").await;
    browser.value("(document.querySelector('.entry details').open = true)").await;
    browser.wait("document.querySelectorAll('.full pre').length === 3").await;
    let full = browser.value("document.querySelector('.full').textContent").await.to_string();
    for part in ["POST /", "alice-phone", "<wp:Toast/>", "X-WindowsPhone-Target", "200"] {
        assert!(full.to_lowercase().contains(&part.to_lowercase()), "{part}: {full}");
    }
    browser.check("an open request").await;
    for (search, found) in
        [("alice-phone", 1), ("WPNotification toast/", 1), ("nowhere", 0), ("unknown", 0)]
    {
        let set = "const field = document.querySelector('#log input'); field.value = arguments[0];
                   field.dispatchEvent(new Event('input'))";
        browser.run(set, vec![search.into()]).await;
        assert_eq!(
            browser.value("document.querySelectorAll('.entry').length").await,
            found,
            "{search}"
        );
    }
}

#[tokio::test]
async fn the_page_follows_resets_and_closed_channels() {
    let service = Service::start().await;
    let channel = service.open(json!({})).await;
    service.send(&channel, json!({ "type": "toast", "text1": "Goal!" })).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.wait("document.querySelectorAll('.entry').length === 1").await;
    browser.click("Reset").await;
    browser.wait("document.querySelectorAll('.entry').length === 0").await;
    assert_eq!(browser.value("document.querySelectorAll('.phone').length").await, 1);
    service.change(Method::DELETE, &format!("channels/{}", channel.token), json!({})).await;
    browser.wait("!document.querySelector('.app-card')").await;
    service.change(Method::POST, "reset", json!({ "channels": true })).await;
    browser.wait("document.querySelector('#empty').checkVisibility()").await;
    browser.screenshot("empty").await;
    browser.check("no phone").await;
    service.open(json!({})).await;
    browser.wait("document.querySelector('.phone')").await;
}

/// The lines of the log without the time.
const LINES: &str = "[...document.querySelectorAll('.entry summary')].map((line) =>
    ['.status', '.what', '.effect', '.app'].map((part) => line.querySelector(part).textContent)
        .filter((text) => text).join(' '))";
