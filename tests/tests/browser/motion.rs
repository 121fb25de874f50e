//! Live tiles move, unless the user wants none of it.

use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::Service;

#[tokio::test]
async fn tiles_turn_one_at_a_time() {
    let service = Service::start().await;
    let channel = service.open(json!({})).await;
    service
        .send(&channel, json!({ "type": "flipTile", "title": "Scores", "backContent": "Home 2" }))
        .await;
    let cycle = json!({ "type": "cycleTile", "id": "/2", "cycleImages": ["/a.jpg", "/b.jpg"] });
    service.send(&channel, cycle).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.wait("document.querySelector('.tile.turned')").await;
    browser.wait("document.querySelector('.picture.current').title === '/b.jpg'").await;
    // No movement any more: the tile faces front, and shows both sides while it has the focus.
    browser.look(Look::STILL).await;
    browser.wait("!document.querySelector('.tile.turned')").await;
    let back = "getComputedStyle(document.querySelector('.face.back')).visibility";
    browser.wait(&format!("{back} === 'hidden'")).await;
    browser.value("(document.querySelector('.tile.has-back .tap').focus(), true)").await;
    browser.wait(&format!("{back} === 'visible'")).await;
    browser.screenshot("both-sides").await;
}
