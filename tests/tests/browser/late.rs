//! Answers that come after what happened meanwhile, and all that is read anew.

use reqwest::Method;
use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::{Channel, Service};

#[tokio::test]
async fn a_late_answer_takes_no_tile_away() {
    let (service, browser, channel) = second_phone().await;
    service.send(&channel, json!({ "type": "tile", "title": "Scores" })).await;
    let is_shown =
        "document.querySelector('[data-device=second] .title')?.textContent === 'Scores'";
    browser.wait(is_shown).await;
    browser.run_async(RELEASE).await;
    assert_eq!(browser.value(is_shown).await, true);
    assert_eq!(browser.value("failures").await, json!([]));
}

#[tokio::test]
async fn a_late_answer_brings_nothing_back() {
    let (service, browser, channel) = second_phone().await;
    service.change(Method::DELETE, "channels/alice/deliveries", json!({})).await;
    service.send_bare(&channel, "after").await;
    browser.wait(&format!("{RAW} === 'after'")).await;
    browser.run_async(RELEASE).await;
    assert_eq!(browser.value(RAW).await, "after");
    assert_eq!(browser.value("failures").await, json!([]));
}

#[tokio::test]
async fn a_late_answer_for_a_closed_channel_is_no_failure() {
    let (service, browser, _) = second_phone().await;
    service.change(Method::DELETE, "channels/alice", json!({})).await;
    browser.wait("!document.querySelector('.app-card')").await;
    browser.run_async(RELEASE).await;
    assert_eq!(browser.value("failures").await, json!([]));
}

#[tokio::test]
async fn what_is_read_anew_is_shown_again() {
    let service = Service::start().await;
    let channel = service.open(json!({})).await;
    service.send_bare(&channel, "one").await;
    service.send(&channel, json!({ "type": "tile", "title": "Scores" })).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.wait(&format!("{RAW} === 'one'")).await;
    browser.run(HOLD, vec![]).await;
    let state = service.read("state").await;
    service.change(Method::PUT, "state", state).await;
    let path = format!("/channels/{}/deliveries", channel.token);
    browser.wait_for("held.has(arguments[0])", vec![path.into()]).await;
    browser.run_async(RELEASE).await;
    browser.wait(&format!("{RAW} === 'one'")).await;
    browser.wait("document.querySelector('.tile .title').textContent === 'Scores'").await;
    service.send_bare(&channel, "two").await;
    browser.wait(&format!("{RAW} === 'two one'")).await;
    assert_eq!(browser.value("failures").await, json!([]));
}

/// Shows a second phone with one raw message, whose answers about tiles and deliveries are kept from the page.
async fn second_phone() -> (Service, Browser, Channel) {
    let service = Service::start().await;
    service.open(json!({ "device": "first" })).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.run(HOLD, vec![]).await;
    let channel = service.open(json!({ "token": "alice", "device": "second" })).await;
    service.send_bare(&channel, "before").await;
    browser.wait("document.querySelector('[data-device=second]')").await;
    browser.click("second").await;
    browser
        .wait("held.has('/channels/alice/tiles') && held.has('/channels/alice/deliveries')")
        .await;
    (service, browser, channel)
}

/// Keeps the answers about tiles and deliveries from the page, until it is told to give them.
const HOLD: &str = "
    const real = window.fetch;
    window.held = new Map();
    window.failures = [];
    addEventListener('unhandledrejection', ({ reason }) => failures.push(String(reason)));
    window.fetch = async (path, request) => {
        const response = await real(path, request);
        if (!/\\/(tiles|deliveries)$/.test(path)) return response;
        const [text, { ok, status, statusText }] = [await response.text(), response];
        await new Promise((give) => held.set(path, give));
        return { ok, status, statusText, text: async () => text };
    };
";

/// Gives the answers, and waits until the page has done what it does with them.
const RELEASE: &str = "
    const done = arguments[arguments.length - 1];
    held.forEach((give) => give());
    setTimeout(done);
";

/// The raw messages of the chosen phone, the newest first.
const RAW: &str = "[...document.querySelectorAll('[aria-label=\"Raw messages\"] .delivery-text')]
    .map(({ textContent }) => textContent.replaceAll('\\u2069', '').replaceAll('\\u2068', '')).join(' ')";
