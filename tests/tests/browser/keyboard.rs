//! The page without a pointer.

use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::Service;

#[tokio::test]
async fn everything_can_be_done_with_keys() {
    let service = Service::start().await;
    let browser = Browser::open(&service.page(), Look::STILL).await;
    // Who comes for the first time has a channel.
    browser.wait("document.querySelectorAll('.phone').length === 1").await;
    browser.wait("document.querySelector('.app-card')").await;

    go_to(&browser, "Open a channel").await;
    browser.press(ENTER).await;
    browser.wait("document.querySelectorAll('.phone').length === 2").await;
    let opened = service.read("channels").await[1].clone();
    let (phone, app) = (opened["device"].as_str().unwrap(), opened["appName"].as_str().unwrap());
    browser
        .wait(&format!("document.querySelector('.chosen .choose').textContent === '{phone}'"))
        .await;

    go_to(&browser, "Flip tile").await;
    browser.press(ENTER).await;
    browser.wait("document.querySelector('.tile[data-kind=flipTile]')").await;
    go_to(&browser, &format!("Resize the tile of {app}, now medium")).await;
    browser.press(ENTER).await;
    browser
        .wait("document.querySelector('.tile[data-kind=flipTile]').dataset.size === 'wide'")
        .await;
    let is_visible = "getComputedStyle(document.activeElement).outlineStyle !== 'none'";
    assert_eq!(browser.value(is_visible).await, true, "the focus can be seen");

    go_to(&browser, "Toast").await;
    browser.press(ENTER).await;
    browser.wait("document.querySelector('.toast')").await;
    go_to(&browser, &format!("Toast from {app}: Goal! 2:1 in the last minute. Press to dismiss"))
        .await;
    browser.press(ENTER).await;
    browser.wait("!document.querySelector('.toast')").await;

    go_to(&browser, "Answers and faults").await;
    browser.press(ENTER).await;
    browser.wait("document.querySelector('dialog').open").await;
    browser.check("the dialog").await;
    browser.screenshot("dialog").await;
    browser.press(ESCAPE).await;
    browser.wait("!document.querySelector('dialog').open").await;

    browser.value("(document.querySelector('#log input').focus(), true)").await;
    browser.press("goal").await;
    browser.wait("document.querySelectorAll('.entry').length === 2").await;
    browser.press(TAB).await;
    browser.press(ENTER).await;
    browser.wait("document.querySelector('.entry details').open").await;
}

#[tokio::test]
async fn the_skip_links_lead_to_the_regions() {
    let service = Service::start().await;
    service.open(json!({})).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    for (tabs, region) in [(1, "panel"), (2, "log")] {
        browser
            .value("(document.activeElement.blur(), scrollTo(0, 0), location.hash = '', true)")
            .await;
        browser.run("document.body.tabIndex = -1; document.body.focus()", vec![]).await;
        for _ in 0..tabs {
            browser.press(TAB).await;
        }
        browser.press(ENTER).await;
        browser.wait(&format!("document.activeElement.id === '{region}'")).await;
    }
}

/// Presses Tab until the control with this name has the focus.
async fn go_to(browser: &Browser, name: &str) {
    let focused = "document.activeElement.ariaLabel ?? document.activeElement.textContent.trim()";
    for _ in 0..200 {
        if browser.value(focused).await == name {
            return;
        }
        browser.press(TAB).await;
    }
    panic!("Tab does not lead to {name}");
}

// Keys as WebDriver names them.
const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";
const TAB: &str = "\u{e004}";
