//! Every toast is on the screen after its `send`. The time that it takes is printed; to measure it:
//!
//! ```sh
//! cargo build --release --bin mpns
//! MPNS_COMMAND=target/release/mpns cargo test --release -p mpns-tests --features browser,real-peers \
//!     --test browser -- --nocapture time_to_toast
//! ```

use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use mpns_hyper::Client;
use mpns_proto::Toast;
use serde_json::json;
use tokio::task::spawn_blocking;

use crate::browser::{Browser, Look};
use crate::service::{Channel, Service};

#[tokio::test(flavor = "multi_thread")]
async fn every_toast_is_on_the_screen_after_its_send() {
    let command = std::env::var("MPNS_COMMAND").expect("MPNS_COMMAND is the path of mpns");
    let service = Service::start().await;
    let channel = service.open(json!({ "dailyLimit": 1_000_000 })).await;
    let browser = Browser::open(&service.page(), Look::STILL).await;
    browser.run(WATCH, vec![]).await;
    let client = Client::new();
    println!("milliseconds to the toast       in the document        painted");
    println!("                              median    95 %    median    95 %");
    for sender in ["mpns-hyper, kept connection", "mpns send, a process each"] {
        let mut times = [vec![], vec![]];
        for number in 0..WARM + MEASURED {
            let text = format!("{sender} {number}");
            let begin = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
            if sender.starts_with("mpns-hyper") {
                send(&client, &channel, &text).await;
            } else {
                run(&command, &channel, &text).await;
            }
            browser.wait_for("shown.text === arguments[0]", vec![text.into()]).await;
            let shown = browser.value("[shown.inDocument, shown.painted]").await;
            if number >= WARM {
                for (times, at) in times.iter_mut().zip(shown.as_array().unwrap()) {
                    times.push(at.as_f64().unwrap() - begin * 1000.0);
                }
            }
        }
        let [document, painted] = times.map(|mut times| {
            times.sort_unstable_by(f64::total_cmp);
            format!("{:8.1}{:8.1}", times[MEASURED / 2], times[MEASURED * 95 / 100])
        });
        println!("{sender:28}{document}  {painted}");
    }
}

async fn send(client: &Client, channel: &Channel, text: &str) {
    let toast = Toast { text1: Some(text.to_owned()), ..Toast::default() }.build().unwrap();
    assert!(client.send(&toast, &channel.uri).await.unwrap().outcome().is_accepted());
}

async fn run(command: &str, channel: &Channel, text: &str) {
    let mut send = Command::new(command);
    send.args(["send", "toast", "--text1", text, "--channel", &channel.uri.expose()]);
    let status = spawn_blocking(move || send.stdout(Stdio::null()).status()).await;
    assert!(status.unwrap().unwrap().success());
}

const WARM: usize = 10;
const MEASURED: usize = 50;

/// Keeps when the newest toast was in the document, and when the frame with it was done. Its click makes room for the
/// next.
const WATCH: &str = "
    const now = () => performance.timeOrigin + performance.now();
    window.shown = {};
    new MutationObserver((changes) => changes.flatMap(({ addedNodes }) => [...addedNodes])
        .filter((node) => node.matches?.('.toast'))
        .forEach((toast) => {
            const inDocument = now();
            requestAnimationFrame(() => {
                const { port1, port2 } = new MessageChannel();
                port1.onmessage = () => {
                    window.shown = { text: toast.querySelector('.text1').textContent, inDocument, painted: now() };
                    toast.click();
                };
                port2.postMessage(null);
            });
        })).observe(document.body, { childList: true, subtree: true });
";
