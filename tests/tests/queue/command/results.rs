//! The lines of results.

use mpns_emulator::Answer;
use mpns_queue::cancel_channel;
use serde_json::json;

use super::json_of;
use crate::program::Mpns;
use crate::story::Story;

#[tokio::test(flavor = "multi_thread")]
async fn a_result_has_the_words_of_a_batch() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let [accepted, refused, gone, cancelled] = story.open(4).try_into().unwrap();
    refused.set_answers([Answer::Unauthorized]);
    gone.expire();
    story.enqueue(cancelled.uri(), &["cancelled"]).await;
    assert_eq!(cancel_channel(&story.client, cancelled.uri()).await.unwrap(), 1);
    for (channel, key) in [(&accepted, "accepted"), (&refused, "refused"), (&gone, "gone")] {
        story.enqueue(channel.uri(), &[key]).await;
    }
    let worker = story.work();
    story.results(4).await;
    // Of a channel that is known to be gone, nothing is sent.
    story.enqueue(gone.uri(), &["late"]).await;
    story.results(5).await;
    worker.drain().await;
    let (_, out, _) = mpns.run(&["results"], "");
    for (key, result, reason, delete_channel, status) in [
        ("accepted", "accepted", json!(null), json!(false), json!(200)),
        ("refused", "refused", json!("unauthorized"), json!(false), json!(401)),
        ("gone", "refused", json!("channel-expired"), json!(true), json!(404)),
        ("late", "refused", json!("channel-expired"), json!(true), json!(null)),
        ("cancelled", "gave-up", json!("cancelled"), json!(null), json!(null)),
    ] {
        let line = out.lines().map(json_of).find(|line| line["key"] == key).expect(key);
        let found = ["result", "reason", "deleteChannel", "status"].map(|name| line[name].clone());
        assert_eq!(found, [json!(result), reason, delete_channel, status], "{line}");
        assert_eq!(line["sentAt"].is_null(), line["status"].is_null(), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn results_are_followed_through_a_restart_of_the_server() {
    let mut story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(2);
    let follow = mpns.follow();
    let worker = story.work();
    story.enqueue(channels[0].uri(), &["a"]).await;
    assert_eq!(follow.next()["key"], "a");
    story.server.kill();
    story.server.start_again();
    story.client = story.server.client().await;
    story.enqueue(channels[1].uri(), &["b"]).await;
    assert_eq!(follow.next()["key"], "b");
    assert_eq!(follow.end(), Some(0));
    worker.drain().await;
}
