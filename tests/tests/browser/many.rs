//! A page of a hundred phones.

use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::Service;

#[tokio::test]
async fn a_hundred_phones_are_shown() {
    let service = Service::start().await;
    for number in 0..100_u8 {
        let accent = ["cobalt", "crimson", "emerald", "violet", "steel"][usize::from(number % 5)];
        let channel = service.open(json!({ "device": { "accent": accent } })).await;
        let tile = json!({ "type": "flipTile", "title": "Scores", "count": number % 100, "backContent": "Home 2" });
        service.send(&channel, tile).await;
    }
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.wait("document.querySelectorAll('.phone').length === 100").await;
    browser.wait("document.querySelector('.tile[data-kind=flipTile]')").await;
    // The tiles of a phone that is not in sight are not even read.
    let drawn = "document.querySelectorAll('.tile[data-kind=flipTile]').length";
    assert!(browser.value(drawn).await.as_u64().unwrap() < 50);
    browser.screenshot("hundred").await;
    browser.run("document.querySelector('.phone:last-child').scrollIntoView()", vec![]).await;
    browser.wait("document.querySelector('.phone:last-child .tile[data-kind=flipTile]')").await;
    browser.check("a hundred phones").await;
}
