//! What the page shows of what was sent.

use std::time::{Duration, Instant};

use mpns_proto::Kind;
use serde_json::{Map, Value as Json, json};

use super::expected::camel_case;
use super::faces::{face, sizes};
use crate::browser::{Browser, Look};

/// The page.
pub(super) struct Screen(Browser);

impl Screen {
    /// Opens the page. Toasts do not go by themselves.
    pub(super) async fn open(page: &str) -> Self {
        let browser = Browser::open(page, Look { height: 1400, ..Look::STILL }).await;
        browser.run(KEEP_TOASTS, vec![]).await;
        Self(browser)
    }

    /// Waits for the toast at the top of a phone.
    pub(super) async fn expect_toast(&self, phone: &str, toast: &Map<String, Json>) {
        let text = |name| toast.get(name).and_then(Json::as_str);
        let wanted = json!({
            "text1": text("text1"),
            "text2": text("text2"),
            "opens": text("param").map(|param| format!("opens {param}")),
            "hasSound": text("sound").is_some(),
        });
        self.expect(TOAST, vec![phone.into()], wanted).await;
    }

    /// Waits for a message in the app that is in front of a phone.
    pub(super) async fn expect_message(&self, phone: &str, text: &str) {
        self.expect(MESSAGES, vec![phone.into()], text.into()).await;
    }

    /// Waits for the tile of an app, in all its sizes.
    pub(super) async fn expect_tile(&self, app: &str, kind: Kind, elements: &Map<String, Json>) {
        for (size, width) in sizes(kind) {
            let wanted = json!({
                "kind": camel_case(kind.name()),
                "size": size,
                "width": width,
                "colour": elements.get("backgroundColor").map(|_| "rgb(106, 0, 255)"),
                "face": face(kind, size, elements),
            });
            self.expect(TILE, vec![app.into()], wanted).await;
            self.0.run(RESIZE, vec![app.into()]).await;
        }
    }

    /// Waits for a line of the log: status, verdict with target, effect, app, and how many warnings.
    pub(super) async fn expect_entry(&self, line: &str) {
        self.0.wait_for(&format!("{LINES}.includes(arguments[0])"), vec![line.into()]).await;
    }

    pub(super) async fn screenshot(&self, name: &str) {
        self.0.screenshot(name).await;
    }

    /// Waits until an expression has a value.
    async fn expect(&self, expression: &str, arguments: Vec<Json>, wanted: Json) {
        let begin = Instant::now();
        let script = format!("return {expression}");
        loop {
            let shown = self.0.run(&script, arguments.clone()).await;
            if shown == wanted {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "{arguments:?}: {shown:#} is not {wanted:#}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

const PATIENCE: Duration = Duration::from_secs(30);

/// A toast stays while the pointer is on it.
const KEEP_TOASTS: &str = "
    new MutationObserver((changes) => changes.flatMap(({ addedNodes }) => [...addedNodes])
        .filter((node) => node.matches?.('.toast'))
        .forEach((toast) => toast.dispatchEvent(new Event('pointerenter'))))
        .observe(document.body, { childList: true, subtree: true });
";

const TOAST: &str = "((toast) => toast && ({
    text1: toast.querySelector('.text1').textContent,
    text2: toast.querySelector('.text2').textContent,
    opens: toast.title || null,
    hasSound: Boolean(toast.querySelector('use[href=\"#sound\"]')),
}))(document.querySelector(`.phone[data-device=\"${arguments[0]}\"] .toast`))";

const MESSAGES: &str =
    "document.querySelector(`.phone[data-device=\"${arguments[0]}\"] .messages`).textContent";

const TILE: &str = "((tile) => {
    const texts = Object.entries({
        picture: '.face:not(.back) .picture', count: '.count', title: '.face:not(.back) .title',
        backPicture: '.back .picture', backContent: '.back .back-content', backTitle: '.back .title',
        icon: '.icon', iconCount: '.icon-count', row1: '.row-1', row2: '.row-2', row3: '.row-3',
    }).map(([name, selector]) => [name, tile?.querySelector(selector)]).filter(([, part]) => part)
        .map(([name, part]) => [name, part.title || part.textContent]);
    return tile && {
        kind: tile.dataset.kind,
        size: tile.dataset.size,
        width: Math.round(480 * tile.getBoundingClientRect().width
            / tile.closest('.screen').getBoundingClientRect().width),
        colour: tile.style.getPropertyValue('--tile')
            ? getComputedStyle(tile.querySelector('.face')).backgroundColor : null,
        face: Object.fromEntries(texts),
    };
})(document.querySelector(`.resize[aria-label^=\"Resize the tile of ${arguments[0]},\"]`)?.closest('.tile'))";

const RESIZE: &str = "document.querySelector(`.resize[aria-label^=\"Resize the tile of ${arguments[0]},\"]`).click()";

const LINES: &str = "[...document.querySelectorAll('.entry summary')].map((line) =>
    ['.status', '.what', '.effect', '.app', '.warned'].map((part) => line.querySelector(part)?.textContent)
        .filter((text) => text).join(' '))";
