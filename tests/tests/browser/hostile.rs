//! Content that would break a page which trusts it.

use serde_json::json;

use crate::browser::{Browser, Look};
use crate::service::Service;

#[tokio::test]
async fn content_is_nothing_but_text() {
    let service = Service::start().await;
    let channel = service.open(json!({ "appName": "<b>App</b>" })).await;
    let browser = Browser::open(&service.page(), Look::WIDE).await;
    let long = "W".repeat(2_600);
    for (number, text) in [
        "<script>document.title = 'owned'</script>",
        "<img src=x onerror=\"document.title = 'owned'\">",
        "</bdi></button><h1 class=owned>",
        "\u{202e}reversed",
        "\u{2067}\u{202e}open isolate",
        "\u{2069}\u{2069}\u{202e}closed too often",
        "javascript:document.title='owned'",
        &long,
    ]
    .into_iter()
    .enumerate()
    {
        let (half, _) =
            text.split_at(text.char_indices().nth(900).map_or(text.len(), |(at, _)| at));
        for content in [
            json!({ "type": "toast", "text1": text, "text2": "end" }),
            json!({
                "type": "flipTile", "id": format!("/{number}"), "title": half, "backContent": half,
                "backTitle": "end",
            }),
        ] {
            assert_eq!(service.send(&channel, content).await, 200, "{text}");
        }
        assert_eq!(service.send_bare(&channel, half).await, 200, "{text}");
        browser.wait_for(IS_SHOWN, vec![half.into()]).await;
        browser.value("(document.querySelector('.toast')?.click(), true)").await;
    }
    browser.wait("document.querySelectorAll('.entry').length === 24").await;
    browser.run("document.querySelectorAll('.entry details').forEach((entry) => { entry.open = true; })", vec![])
        .await;
    browser.wait("document.querySelectorAll('.full pre').length >= 72").await;
    browser.check("hostile content").await;
    browser.screenshot("hostile").await;
    assert_eq!(browser.value("document.title").await, "MPNS emulator");
    let made = "document.querySelectorAll('.owned, b, img[src=x], body script').length";
    assert_eq!(browser.value(made).await, 0);
    // What follows a text stays on its right, however the text turns.
    let turned = "[...document.querySelectorAll('.delivery-text')].filter((line) => {
        const [text1, text2] = [...line.querySelectorAll('bdi')].map((part) => part.getBoundingClientRect());
        return text2 && text2.left < text1.right - 1;
    }).length";
    assert_eq!(browser.value(turned).await, 0);
    // Each strip and tile has its size.
    let sizes = "new Set([...document.querySelectorAll('.tile')].map((tile) => \
                 `${tile.clientWidth} ${tile.clientHeight}`)).size";
    assert_eq!(browser.value(sizes).await, 1);
    browser.look(Look::NARROW).await;
    browser.check("hostile content on a narrow screen").await;
}

/// Whether a tile has this title, but for the marks that close what others open.
const IS_SHOWN: &str = "[...document.querySelectorAll('.tile .title')].some(({ textContent }) =>
    textContent.replaceAll('\\u2069', '') === arguments[0].replaceAll('\\u2069', ''))";
