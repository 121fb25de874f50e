//! The rules of axe-core, in every look of the page.

use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::Service;

#[tokio::test]
async fn no_rule_is_violated_in_any_look() {
    let service = Service::start().await;
    let channel = service.open(json!({ "appName": "Scores" })).await;
    let lime = service.open(json!({ "device": { "accent": "lime" }, "app": "inFront" })).await;
    for content in [
        json!({ "type": "flipTile", "title": "Scores", "count": 7, "backContent": "Home 2" }),
        json!({ "type": "cycleTile", "id": "/2", "cycleImages": ["/a.jpg", "/b.jpg"] }),
        json!({ "type": "iconicTile", "id": "/3", "iconImage": "/a.png", "count": 3 }),
        json!({ "type": "toast", "text1": "Goal!", "text2": "2:1" }),
        json!({ "type": "raw", "payload": "late" }),
    ] {
        service.send(&channel, content.clone()).await;
        service.send(&lime, content).await;
    }
    for (name, look) in [
        ("wide", Look::WIDE),
        ("dark", Look::DARK),
        ("narrow", Look::NARROW),
        ("narrow-dark", Look { is_dark: true, ..Look::NARROW }),
        ("medium", Look { width: 900, ..Look::WIDE }),
    ] {
        let browser = Browser::open(&service.page(), look).await;
        browser.wait("document.querySelectorAll('.tile').length >= 3").await;
        browser.wait("document.querySelectorAll('.entry').length >= 10").await;
        service.send(&channel, json!({ "type": "toast", "text1": name, "text2": "2:1" })).await;
        browser.wait("document.querySelector('.toast')").await;
        browser.check(name).await;
        browser.screenshot(name).await;
    }
}
