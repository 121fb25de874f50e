use std::time::Duration;

use mpns_queue::{count_channels, status};
use mpns_tests::queue_plans::{Figures, NAMES, Tables};

use crate::statements::STATEMENTS;
use crate::story::Story;

/// Fills the tables with this many channels, of which one in a hundred has a job, and as many results, without sending.
async fn fill(story: &Story, channels: i64) {
    let statement = format!(
        "
        SET session_replication_role = replica; -- No foreign keys are checked.
        INSERT INTO mpns.host (origin) SELECT 'http://h' || n FROM generate_series(1, 200) AS n;
        INSERT INTO mpns.content (body) SELECT '{{}}' FROM generate_series(1, {channels}) AS n;
        INSERT INTO mpns.channel (uri, host, owner, waiting)
            SELECT 'http://h/' || n, n % 200 + 1, 'owner-' || n, CASE WHEN n % 100 = 0 THEN 1 ELSE 0 END
            FROM generate_series(1, {channels}) AS n;
        INSERT INTO mpns.job (channel, content, key, may_show_twice)
            SELECT id, 1, '', false FROM mpns.channel WHERE waiting > 0;
        INSERT INTO mpns.result (job, channel, content, key, result, attempts)
            SELECT n, n, 1, '', 'accepted', 1 FROM generate_series(1, {channels}) AS n;
        SET session_replication_role = origin;
        ANALYZE"
    );
    story.client.batch_execute(&statement).await.unwrap();
}

#[tokio::test]
async fn many_channels_are_estimated_and_few_are_counted() {
    let story = Story::begin().await;
    for (channels, is_estimate) in [(1_000, false), (ROWS, true)] {
        story
            .client
            .batch_execute(
                "TRUNCATE mpns.channel, mpns.host, mpns.content, mpns.job RESTART IDENTITY",
            )
            .await
            .unwrap();
        fill(&story, channels).await;
        // What is expired, without jobs, and was not there when the statistics were made.
        let more = "INSERT INTO mpns.channel (uri, host, expired) SELECT 'http://i/' || n, 1, now() FROM generate_series(1, 500) AS n";
        story.client.batch_execute(more).await.unwrap();
        let found = status(&story.client, Duration::from_secs(60)).await.unwrap();
        let all = u64::try_from(channels).unwrap() + 500;
        assert_eq!((found.is_estimate, found.expired), (is_estimate, 500));
        assert_eq!((found.with_jobs, found.jobs), (all / 100 - 5, all / 100 - 5));
        assert_eq!(count_channels(&story.client).await.unwrap(), all);
        if is_estimate {
            assert!(found.channels.abs_diff(all) < all / 20, "{found:?}");
        } else {
            assert_eq!(found.channels, all);
        }
    }
}

/// No statement of a worker, a reader or a program that enqueues reads a large table from end to end.
#[tokio::test]
async fn statements_stay_on_indexes() {
    let story = Story::begin().await;
    fill(&story, ROWS).await;
    for statement in STATEMENTS {
        let (name, plan) = (statement.name, statement.plan(&story.client).await.join("\n"));
        if name == "settle" {
            // The batch is not compared with itself, row by row.
            assert_eq!(plan.matches("(hashed SubPlan").count(), 3, "{plan}");
        }
        for table in ["channel", "job", "result", "content"] {
            assert!(!plan.contains(&format!("Seq Scan on mpns.{table}")), "{name}:\n{plan}");
        }
    }
}

/// Every statement runs, by the functions of the crate and by a worker, over tables of two sizes.
#[tokio::test(flavor = "multi_thread")]
async fn larger_tables_cost_no_statement_more() {
    let hosts = 100;
    let small = Tables { rows: 10_000, hosts }.measure(|| {}).await;
    let large = Tables { rows: 100_000, hosts }.measure(|| {}).await;
    for (name, _) in NAMES {
        assert!(small.statements.contains_key(*name), "{name} has not run");
    }
    for Figures { statements, .. } in [&small, &large] {
        for name in statements.keys() {
            assert!(NAMES.iter().any(|(known, _)| known == name), "without a name: {name}");
        }
    }
    for table in ["job", "result"] {
        assert_eq!(large.rows_in_sequence[table], 0, "{table}");
    }
    for (name, figure) in &large.statements {
        let pages = small.statements.get(name).map_or(0.0, |figure| figure.pages);
        if !PROPORTIONAL.contains(&name.as_str()) {
            assert!(figure.pages < 2.0 * pages + 500.0, "{name}: {pages} and {}", figure.pages);
        }
    }
}

/// What looks at all contents that are still in use, at all channels that are gone, at what is leased for so long that it
/// may have been forgotten, at the results of a day, or at up to a thousand channels that are due.
const PROPORTIONAL: [&str; 5] =
    ["delete contents", "delete channels", "delete results", "give back", "lag"];
const ROWS: i64 = 200_000;
