use mpns_queue::{ErrorKind, check_schema, migrate};

use mpns_tests::postgres::Server;

#[tokio::test]
async fn programs_that_migrate_at_once_agree() {
    let server = Server::start();
    let error = check_schema(&server.client().await).await.expect_err("no schema");
    assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
    let mut running = Vec::new();
    for _ in 0..8 {
        let mut client = server.client().await;
        running.push(tokio::spawn(async move { migrate(&mut client).await }));
    }
    let mut before = Vec::new();
    for result in running {
        before.push(result.await.unwrap().expect("a schema"));
    }
    before.sort_unstable();
    assert_eq!(before, [0, 4, 4, 4, 4, 4, 4, 4]);
    check_schema(&server.client().await).await.expect("the schema");
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let server = Server::start();
    let mut client = server.client().await;
    migrate(&mut client).await.expect("a schema");
    client.batch_execute("INSERT INTO mpns.migration (number) VALUES (99)").await.unwrap();
    for error in [
        migrate(&mut client).await.expect_err("newer"),
        check_schema(&client).await.expect_err("newer"),
    ] {
        assert_eq!(error.kind(), ErrorKind::Schema);
        let text = "the schema mpns has version 99, which is newer than this program";
        assert_eq!(error.to_string(), text);
    }
}

#[tokio::test]
async fn an_older_schema_is_named() {
    let server = Server::start();
    let mut client = server.client().await;
    migrate(&mut client).await.expect("a schema");
    client.batch_execute("DELETE FROM mpns.migration").await.unwrap();
    let error = check_schema(&client).await.expect_err("older");
    assert_eq!(error.to_string(), "the schema mpns has version 0, and needs 4: migrate it");
}
