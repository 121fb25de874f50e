//! Users with the roles of the queue.

use mpns_queue::tokio_postgres::{Client, NoTls};

use crate::story::Story;

/// A story with a user for each role, and one who has none.
pub(crate) async fn begin() -> Story {
    begin_with(&[]).await
}

pub(crate) async fn begin_with(options: &[&str]) -> Story {
    let story = Story::begin_with(options).await;
    let users = "
        CREATE ROLE app LOGIN IN ROLE mpns_enqueue;
        CREATE ROLE worker LOGIN IN ROLE mpns_work;
        CREATE ROLE reader LOGIN IN ROLE mpns_read;
        CREATE ROLE stranger LOGIN";
    story.client.batch_execute(users).await.unwrap();
    story
}

/// A connection as a role.
pub(crate) async fn connect_as(story: &Story, role: &str) -> Client {
    let url = url(story, role);
    let (client, connection) = mpns_queue::tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

pub(crate) fn url(story: &Story, role: &str) -> String {
    story.server.url().replace("user=administrator", &format!("user={role}"))
}

/// The example of `docs/queue.md`, by which the role `eu_app` has the channels of owners that begin with `eu-`.
pub(crate) async fn divide(story: &Story, prefix: &str) {
    let document = include_str!("../../../docs/queue.md");
    let (_, example) = document.split_once("### Several applications").expect("a section");
    let (_, example) = example.split_once("```sql\n").expect("an example");
    let (example, _) = example.split_once("```").expect("its end");
    let mut statements = example.to_owned();
    for name in ["eu_app", "eu-", " eu "] {
        statements = statements.replace(name, &name.replace("eu", prefix));
    }
    story.client.batch_execute(&statements).await.expect("an example that works");
}
