//! What the buttons and fields of the page change.

use reqwest::Method;
use serde_json::{Value, json};

use crate::browser::{Browser, Look};
use crate::service::Service;

#[tokio::test]
async fn the_panel_changes_phone_and_app() {
    let service = Service::start().await;
    let channel = service.open(json!({ "token": "alice" })).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.wait("document.querySelector('.app-card')").await;
    browser.choose("OS", "8.0").await;
    browser.choose("Connection", "Temporarily disconnected").await;
    browser.check_box("Battery saver").await;
    browser.value("(document.querySelector('.accents input[value=lime]').click(), true)").await;
    browser.choose("App", "In front, obscured").await;
    browser.choose("Subscription", "Expired").await;
    browser.check_box("Strict").await;
    browser.choose("Next answer", "503 unavailable").await;
    browser.click("Add").await;
    let phone = format!("devices/{}", channel.device);
    for (path, pointer, value) in [
        (phone.as_str(), "/os", json!("8.0")),
        (&phone, "/connection", json!("tempDisconnected")),
        (&phone, "/batterySaver", json!(true)),
        (&phone, "/accent", json!("lime")),
        ("channels/alice", "/settings/app", json!("obscured")),
        ("channels/alice", "/settings/subscription", json!("expired")),
        ("channels/alice", "/settings/strict", json!(true)),
        ("channels/alice", "/settings/answers", json!(["unavailable"])),
    ] {
        expect(&service, path, pointer, value).await;
    }
    browser
        .wait("document.querySelector('.waiting').textContent === 'next: 503 unavailable'")
        .await;
    let said = "document.querySelector('#status').textContent === arguments[0]";
    browser
        .wait_for(said, vec![format!("Next answers for {}: 503 unavailable", channel.app).into()])
        .await;
    browser.wait("document.querySelector('.screen').dataset.accent === 'lime'").await;
    browser.wait("document.querySelector('.cover').checkVisibility()").await;
    browser.screenshot("obscured").await;
    browser.look(Look::NARROW).await;
    assert_eq!(browser.run(CUT, vec![]).await, json!([]), "narrow");
    browser.screenshot("obscured-narrow").await;
    browser.run("document.querySelector('.device-form').scrollIntoView()", vec![]).await;
    browser.screenshot("panel-narrow").await;
    browser.run("document.querySelector('.answer-form').scrollIntoView()", vec![]).await;
    browser.screenshot("answers-narrow").await;
    browser.look(Look::WIDE).await;
    assert_eq!(browser.run(CUT, vec![]).await, json!([]), "wide");
    browser.run("document.querySelector('.answer-form').scrollIntoView()", vec![]).await;
    browser.screenshot("answers").await;
    browser.click("Forget").await;
    expect(&service, "channels/alice", "/settings/answers", json!([])).await;
    let forgotten = format!("Forgot the answers for {}", channel.app);
    browser.wait_for(said, vec![forgotten.into()]).await;
    browser.click("Add an app").await;
    browser.wait("document.querySelectorAll('.app-card').length === 2").await;
    browser.click("Close").await;
    browser.wait("document.querySelectorAll('.app-card').length === 1").await;
    browser.click("Remove").await;
    browser.wait("document.querySelector('#empty').checkVisibility()").await;
}

#[tokio::test]
async fn the_line_to_paste_names_the_channel() {
    let service = Service::start().await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.wait("document.querySelectorAll('.copyable input').length === 2").await;
    let uri = service.read("channels").await[0]["uri"].clone();
    let shown = browser
        .value("[...document.querySelectorAll('.copyable input')].map(({ value }) => value)")
        .await;
    let uri = uri.as_str().unwrap();
    let line = format!("mpns send toast --text1 'Goal!' --text2 '2:1' --channel '{uri}'");
    assert_eq!(shown, json!([uri, line]));
}

#[tokio::test]
async fn a_sample_of_every_kind_is_accepted_without_a_warning() {
    let service = Service::start().await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.wait("document.querySelector('.samples')").await;
    let samples =
        "[...document.querySelectorAll('.samples button')].map((button) => button.textContent)";
    let samples: Vec<String> = serde_json::from_value(browser.value(samples).await).unwrap();
    for (number, sample) in samples.iter().enumerate() {
        browser.click(sample).await;
        browser
            .wait(&format!("document.querySelectorAll('.entry').length === {}", number + 1))
            .await;
    }
    let requests = service.read("requests").await;
    for (request, sample) in requests.as_array().unwrap().iter().zip(&samples) {
        assert_eq!(request["verdict"], "received", "{sample}: {request:#}");
        assert_eq!(request["warnings"], json!([]), "{sample}");
        let effect = if sample == "Raw" { "dropped" } else { "shown" };
        assert_eq!(request["effect"], effect, "{sample}");
    }
    browser.screenshot("samples").await;
}

#[tokio::test]
async fn the_clock_and_the_faults_are_in_the_header() {
    let service = Service::start().await;
    service.open(json!({})).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.click("Advance").await;
    expect(&service, "clock", "/advanced", json!("7m 30s")).await;
    browser.wait("document.querySelector('#clock').textContent.includes('ahead')").await;
    browser.click("Answers and faults").await;
    browser.screenshot("dialog").await;
    browser.check_box("garbage").await;
    browser.click("Start").await;
    expect(&service, "faults", "/faults", json!([{ "kind": "garbage" }])).await;
    browser.click("Stop").await;
    expect(&service, "faults", "/faults", json!([])).await;
}

/// It has to fit in one line, also in a locale of twelve hours, which Chromium's own is.
#[tokio::test]
async fn the_lock_screen_shows_the_time_as_a_phone_does() {
    let service = Service::start().await;
    service.open(json!({ "app": "obscured" })).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    browser.wait("document.querySelector('.cover')?.checkVisibility()").await;
    for clock in [".lock-time", ".status-bar .time"] {
        let text = browser.value(&format!("document.querySelector('{clock}').textContent")).await;
        let time = text.as_str().unwrap().replace(|letter: char| letter.is_ascii_digit(), "");
        assert_eq!(time, ":", "{clock}: {text}");
    }
    browser.screenshot("locked").await;
    service.change(Method::POST, "clock", json!({ "advance": "90m" })).await;
    browser.wait("document.querySelector('#clock').textContent.includes('ahead')").await;
    let same = "document.querySelector('.lock-time').textContent === \
        document.querySelector('.status-bar .time').textContent";
    browser.wait(same).await;
}

/// Waits until the control API shows a value.
async fn expect(service: &Service, path: &str, pointer: &str, value: Value) {
    let mut shown = Value::Null;
    for _ in 0..200 {
        shown = service.read(path).await.pointer(pointer).cloned().unwrap_or_default();
        if shown == value {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{path}{pointer} is {shown}, not {value}");
}

/// The labels of the selects that are narrower than their longest option.
const CUT: &str = "
    return [...document.querySelectorAll('select')].filter((select) => select.checkVisibility())
        .filter((select) => {
            const given = select.getBoundingClientRect().width;
            select.style.width = 'max-content';
            const wanted = select.getBoundingClientRect().width;
            select.style.width = '';
            return given + 1 < wanted;
        }).map((select) => select.labels[0].firstElementChild.textContent);
";
