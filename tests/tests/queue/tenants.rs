//! Applications that share a database, each with a policy of the operator's.

use std::time::Duration;

use mpns_emulator::Channel;
use mpns_queue::mpns_hyper::mpns_connect::Tls;
use mpns_queue::tokio_postgres::Client;
use mpns_queue::{
    ContentId, Cursor, Database, ErrorKind, FanOut, NewChannel, Results, Terms, add_channels,
    cancel_channel, cancel_content, enqueue, expire_channel, list_channels, results_after, status,
};

use crate::roles::{begin, connect_as, divide, url};
use crate::story::{Story, job, received, tally, toast};

/// Two applications, each with a channel.
async fn begin_divided() -> (Story, [Client; 2], Vec<Channel>) {
    let story = begin().await;
    let channels = story.open(4);
    let mut apps = Vec::new();
    for (prefix, channel) in ["eu", "us"].into_iter().zip(&channels) {
        divide(&story, prefix).await;
        let app = connect_as(&story, &format!("{prefix}_app")).await;
        let mut known = NewChannel::new(channel.uri().clone());
        known.owner = Some(format!("{prefix}-1"));
        add_channels(&app, &[known]).await.unwrap();
        apps.push(app);
    }
    (story, apps.try_into().ok().unwrap(), channels)
}

#[tokio::test]
async fn an_application_uses_its_own_channels() {
    let (story, [eu, us], channels) = begin_divided().await;
    let uri = |number: usize| channels[number].uri();
    enqueue(&us, &[job(uri(1), "theirs")]).await.unwrap();
    // Two of its channels are new, and get its name as their owner.
    let jobs = [job(uri(0), "a"), job(uri(2), "b"), job(uri(3), "c"), job(uri(0), "d")];
    enqueue(&eu, &jobs).await.unwrap();
    assert_eq!(cancel_channel(&eu, uri(2)).await.unwrap(), 1);
    assert!(expire_channel(&eu, uri(2)).await.unwrap());
    let owners = list_channels(&eu, 0, 10, true).await.unwrap();
    let owners: Vec<_> = owners.iter().map(|it| it.owner.as_deref().unwrap_or_default()).collect();
    assert_eq!(owners, ["eu-1", "eu-", "eu-"]);
    let mut fan_out = FanOut::new(&eu, &toast("all"), "true", Terms::default()).await.unwrap();
    assert_eq!(fan_out.enqueue_page(&eu, 10).await.unwrap(), Some(2));
    assert_eq!(cancel_content(&eu, fan_out.content, 1).await.unwrap(), 1);

    let database = Database::new(&url(&story, "eu_app"), &Tls::default(), 1).unwrap();
    let mut results = Results::after(&database, Cursor::START).await.unwrap();
    let worker = story.work();
    let mut own = Vec::new();
    while own.len() < 6 {
        own.extend(results.next_page(10).await.unwrap());
    }
    assert_eq!(tally(&own), [("accepted".to_owned(), 4), ("cancelled".to_owned(), 2)].into());
    assert_eq!(story.results(7).await.len(), 7);
    let theirs = results_after(&us, Cursor::START, 10).await.unwrap();
    assert_eq!(theirs.iter().map(|it| it.key.as_str()).collect::<Vec<_>>(), ["theirs"]);
    assert_eq!(received(&channels[1]), ["theirs"]);
    worker.drain().await;
}

/// With the policies of the application, but that on contents.
#[tokio::test]
async fn a_reader_sees_the_channels_of_an_application() {
    let (story, [eu, us], channels) = begin_divided().await;
    let policies = "
        CREATE ROLE eu_reader LOGIN IN ROLE mpns_read;
        ALTER POLICY eu ON mpns.channel TO eu_app, eu_reader;
        ALTER POLICY eu ON mpns.job TO eu_app, eu_reader;
        ALTER POLICY eu ON mpns.result TO eu_app, eu_reader";
    story.client.batch_execute(policies).await.unwrap();
    enqueue(&eu, &[job(channels[0].uri(), "a")]).await.unwrap();
    enqueue(&us, &[job(channels[1].uri(), "b"), job(channels[2].uri(), "c")]).await.unwrap();
    assert_eq!(cancel_channel(&us, channels[2].uri()).await.unwrap(), 1);
    let reader = connect_as(&story, "eu_reader").await;
    let status = status(&reader, Duration::from_secs(60)).await.unwrap();
    assert_eq!((status.channels, status.jobs, status.ended.len()), (1, 1, 0));
    let lag = status.lag.expect("a job waits");
    assert!(lag < Duration::from_secs(3600), "{lag:?}");
    let jobs: i64 = reader.query_one("SELECT count(*) FROM mpns.job", &[]).await.unwrap().get(0);
    assert_eq!(jobs, 1);
}

#[tokio::test]
async fn an_application_does_nothing_to_those_of_others() {
    let (story, [eu, us], channels) = begin_divided().await;
    let (own, other, new) = (channels[0].uri(), channels[1].uri(), channels[2].uri());
    enqueue(&us, &[job(other, "theirs"), job(other, "more")]).await.unwrap();
    assert_eq!(cancel_channel(&us, other).await.unwrap(), 2);
    enqueue(&us, &[job(other, "theirs")]).await.unwrap();
    let content: i64 = story.ask("SELECT content FROM mpns.job").await;
    let channel: i64 = story.ask("SELECT channel FROM mpns.job").await;

    // What is theirs is as what is not there.
    assert_eq!(cancel_channel(&eu, other).await.unwrap(), 0);
    assert_eq!(cancel_content(&eu, ContentId(content), 10).await.unwrap(), 0);
    assert!(!expire_channel(&eu, other).await.unwrap());
    assert_eq!(results_after(&eu, Cursor::START, 10).await.unwrap().len(), 0);
    assert_eq!(list_channels(&eu, 0, 10, true).await.unwrap().len(), 1);
    for query in [
        "SELECT count(*) FROM mpns.job",
        "SELECT count(*) FROM mpns.result",
        "SELECT count(id) FROM mpns.content",
    ] {
        assert_eq!(eu.query_one(query, &[]).await.unwrap().get::<_, i64>(0), 0, "{query}");
    }

    // Whoever knows the URI of a channel finds out that it is someone else's.
    let privilege = |error: mpns_queue::Error| assert_eq!(error.kind(), ErrorKind::Privilege);
    privilege(enqueue(&eu, &[job(own, "a"), job(other, "b")]).await.expect_err("theirs"));
    let mut known = NewChannel::new(other.clone());
    known.owner = Some("eu-2".to_owned());
    privilege(add_channels(&eu, &[known]).await.expect_err("theirs"));
    // Their content can be sent to no other phone.
    let mut fan_out = FanOut::resume(ContentId(content), 0, "true", Terms::default());
    privilege(fan_out.enqueue_page(&eu, 10).await.expect_err("theirs"));

    let job_for = |channel: i64, content: i64| {
        format!(
            "INSERT INTO mpns.job (channel, content, key, may_show_twice) VALUES ({channel}, {content}, '', false)"
        )
    };
    story.client.batch_execute("CREATE SCHEMA playground AUTHORIZATION eu_app").await.unwrap();
    let own_number: i64 = story.ask("SELECT min(id) FROM mpns.channel").await;
    let own_content = FanOut::new(&eu, &toast("own"), "true", Terms::default()).await.unwrap();
    let own_content = own_content.content.0;
    eu.batch_execute(&job_for(own_number, own_content)).await.expect("its own");
    for statement in [
        job_for(channel, own_content),
        job_for(own_number, content),
        // The same for a number that no channel or content has.
        job_for(1 << 40, own_content),
        job_for(own_number, 1 << 40),
        "UPDATE mpns.channel SET owner = 'us-1'".to_owned(),
        "UPDATE mpns.channel SET owner = NULL".to_owned(),
        format!(
            "INSERT INTO mpns.result (job, channel, content, key, result, attempts) VALUES (1, {channel}, 1, '', 'cancelled', 1)"
        ),
        // An operator of its own would find each number equal.
        format!(
            "CREATE FUNCTION playground.yes(bigint, bigint) RETURNS boolean LANGUAGE sql AS 'SELECT true';
             CREATE OPERATOR playground.= (FUNCTION = playground.yes, LEFTARG = bigint, RIGHTARG = bigint);
             SET search_path = playground, pg_catalog;
             {}",
            job_for(channel, own_content)
        ),
    ] {
        let error = eu.batch_execute(&statement).await.expect_err(&statement);
        let error = mpns_queue::Error::from(error);
        assert_eq!(error.kind(), ErrorKind::Privilege, "{statement}: {error}");
    }
    // The owner of new channels is not its choice.
    eu.batch_execute("SET mpns.owner = 'us-'").await.unwrap();
    privilege(enqueue(&eu, &[job(new, "a")]).await.expect_err("not its owner"));

    let worker = story.work();
    story.until("SELECT count(*) = 3 FROM mpns.result").await;
    assert_eq!(received(&channels[1]), ["theirs"]);
    worker.drain().await;
}
