//! Every kind of notification, as a phone shows it.

use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::Service;

#[tokio::test]
async fn every_kind_of_tile_is_drawn() {
    let service = Service::start().await;
    let channel = service.open(json!({ "appName": "Scores" })).await;
    let browser = Browser::open(&service.page(), Look::STILL).await;
    browser.wait("document.querySelector('.tile .title').textContent === 'Scores'").await;
    for content in [
        json!({
            "type": "flipTile", "title": "Scores", "count": 7, "backgroundImage": "/Assets/stadium.jpg",
            "backTitle": "Today", "backContent": "Home 2\nAway 1", "wideBackContent": "Goal in the last minute",
        }),
        json!({ "type": "tile", "id": "/News.xaml", "title": "News", "count": 99, "backContent": "Final" }),
        json!({
            "type": "iconicTile", "id": "/Mail.xaml", "title": "Mail", "count": 5, "iconImage": "/Assets/mail.png",
            "smallIconImage": "/Assets/small.png", "wideContent1": "Anna", "wideContent2": "Tickets",
            "backgroundColor": "#FF6A00FF",
        }),
        json!({
            "type": "cycleTile", "id": "/Photos.xaml", "title": "Photos",
            "cycleImages": ["/a/beach.jpg", "/a/forest.jpg", "/a/summit.jpg"],
        }),
    ] {
        assert_eq!(service.send(&channel, content).await, 200);
    }
    for (kind, shown) in [
        ("flipTile", "tile.querySelector('.count').textContent === '7'"),
        ("flipTile", "tile.querySelector('.back .back-content').textContent === 'Home 2\\nAway 1'"),
        ("flipTile", "tile.querySelector('.back .title').textContent === 'Today'"),
        ("flipTile", "tile.querySelector('.path').textContent === 'stadium.jpg'"),
        ("flipTile", "tile.querySelector('.picture').title === '/Assets/stadium.jpg'"),
        ("tile", "tile.querySelector('.count').textContent === '99'"),
        ("tile", "tile.querySelector('.back .back-content').textContent === 'Final'"),
        ("iconicTile", "tile.querySelector('.icon-count').textContent === '5'"),
        ("iconicTile", "tile.querySelector('.icon').title === '/Assets/mail.png'"),
        (
            "iconicTile",
            "getComputedStyle(tile.querySelector('.face')).backgroundColor === 'rgb(106, 0, 255)'",
        ),
        ("iconicTile", "!tile.querySelector('.back')"),
        ("cycleTile", "tile.querySelectorAll('.picture').length === 3"),
        ("cycleTile", "tile.querySelector('.picture.current').title === '/a/beach.jpg'"),
    ] {
        browser.wait(&of_tile(kind, shown)).await;
    }
    browser.screenshot("tiles-medium").await;
    for kind in ["flipTile", "iconicTile", "cycleTile"] {
        browser.value(&of_tile(kind, "(tile.querySelector('.resize').click(), true)")).await;
    }
    for (kind, shown) in [
        ("flipTile", "tile.dataset.size === 'wide'"),
        (
            "flipTile",
            "tile.querySelector('.back .back-content').textContent === 'Goal in the last minute'",
        ),
        ("iconicTile", "tile.querySelector('.row-1').textContent === 'Anna'"),
        ("iconicTile", "tile.querySelector('.row-2').textContent === 'Tickets'"),
        ("iconicTile", "tile.querySelector('.icon').title === '/Assets/small.png'"),
        ("cycleTile", "tile.querySelectorAll('.picture').length === 3"),
    ] {
        browser.wait(&of_tile(kind, shown)).await;
    }
    browser.screenshot("tiles-wide").await;
    for kind in ["flipTile", "tile", "iconicTile", "cycleTile"] {
        browser.value(&of_tile(kind, "(tile.querySelector('.resize').click(), true)")).await;
    }
    for (kind, shown) in [
        ("flipTile", "!tile.querySelector('.back') && !tile.querySelector('.title')"),
        ("tile", "tile.dataset.size === 'small'"),
        ("iconicTile", "tile.querySelector('.icon-count').textContent === '5'"),
        ("cycleTile", "tile.querySelectorAll('.picture').length === 0"),
    ] {
        browser.wait(&of_tile(kind, shown)).await;
    }
    browser.screenshot("tiles-small").await;
    service.send(&channel, json!({ "type": "flipTile", "count": 0, "backContent": null })).await;
    browser.wait(&of_tile("flipTile", "!tile.querySelector('.count')")).await;
}

#[tokio::test]
async fn a_phone_of_7_1_has_tiles_of_one_size() {
    let service = Service::start().await;
    let channel = service.open(json!({ "device": { "os": "7.1", "accent": "crimson" } })).await;
    service.send(&channel, json!({ "type": "tile", "title": "Scores", "count": 3 })).await;
    let browser = Browser::open(&service.page(), Look::STILL).await;
    browser.wait("document.querySelector('.tile .count')?.textContent === '3'").await;
    browser.wait("document.querySelector('.tile .resize').checkVisibility() === false").await;
    let size = "(([tile, screen]) => Math.round(480 * tile.clientWidth / screen.clientWidth))\
                (['.tile', '.screen'].map((of) => document.querySelector(of)))";
    assert_eq!(browser.value(size).await, 173);
    browser.screenshot("seven").await;
}

#[tokio::test]
async fn toasts_are_shown_one_at_a_time() {
    let service = Service::start().await;
    let channel = service.open(json!({})).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    let toast = |text1: &str| json!({ "type": "toast", "text1": text1, "text2": "2:1" });
    let mut silent = toast("Half time");
    silent["sound"] = json!({ "silent": true });
    let mut loud = toast("Kick-off");
    loud["sound"] = json!("Audio/ring.mp3");
    for content in [toast("Goal!"), silent, loud] {
        assert_eq!(service.send(&channel, content).await, 200);
    }
    browser.wait("document.querySelector('.toast .text1')?.textContent === 'Goal!'").await;
    browser
        .wait("Number(getComputedStyle(document.querySelector('.text1')).fontWeight) >= 600")
        .await;
    browser.screenshot("toast").await;
    browser.wait("document.querySelectorAll('.deliveries')[0].children.length === 3").await;
    for (text, mark) in [("Half time", "silent"), ("Kick-off", "sound")] {
        browser.value("(document.querySelector('.toast').click(), true)").await;
        browser
            .wait(&format!("document.querySelector('.toast .text1')?.textContent === '{text}'"))
            .await;
        browser.wait(&format!("document.querySelector('.toast use[href=\"#{mark}\"]')")).await;
        assert_eq!(browser.value("document.querySelectorAll('.toast').length").await, 1);
    }
    // It goes by itself.
    browser.wait("!document.querySelector('.toast')").await;
    let said =
        browser.value("document.querySelector('#announcements').textContent").await.to_string();
    assert!(said.contains("Toast on phone-1 from App 1: Half time 2:1, silent"), "{said}");
}

#[tokio::test]
async fn a_raw_message_goes_to_the_app_in_front() {
    let service = Service::start().await;
    let channel = service.open(json!({ "appName": "Scores" })).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    // A tap on the tile opens the app; the Start key leaves it.
    browser.wait("document.querySelector('.tap')").await;
    browser.value("(document.querySelector('.tap').click(), true)").await;
    browser.wait("document.querySelector('.app-page').checkVisibility()").await;
    assert_eq!(
        service.send(&channel, json!({ "type": "raw", "payload": "{\"goals\": 3}" })).await,
        200
    );
    service.send(&channel, json!({ "type": "toast", "text1": "Goal!" })).await;
    browser.wait("document.querySelector('.messages').textContent === 'Goal!{\"goals\": 3}'").await;
    browser.wait("!document.querySelector('.toast')").await;
    browser.screenshot("app").await;
    browser.click("Start key of phone-1: leave the app").await;
    browser.wait("document.querySelector('.start').checkVisibility()").await;
    service.send(&channel, json!({ "type": "raw", "payload": "late" })).await;
    browser.wait("document.querySelector('.deliveries .dropped')").await;
}

/// An expression about the tile of this kind.
fn of_tile(kind: &str, expression: &str) -> String {
    format!(
        "((tile) => tile && {expression})(document.querySelector('.tile[data-kind=\"{kind}\"]'))"
    )
}
