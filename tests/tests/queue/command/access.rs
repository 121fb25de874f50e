//! Who may do what, and what is said if it cannot be done.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{job, token};
use crate::program::{Mpns, Work};
use crate::story::{LONG, Story};
use mpns_tests::postgres::Server;

/// The user `sender` has the password `one two`.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_comes_from_a_file_or_the_environment() {
    let story = Story::begin().await;
    let sql = "CREATE ROLE sender LOGIN PASSWORD 'one two' IN ROLE mpns_read";
    story.client.batch_execute(sql).await.unwrap();
    let rules = "local all administrator trust\nlocal all all scram-sha-256\n";
    story.server.configure("pg_hba.conf", rules);
    story.client.batch_execute("SELECT pg_reload_conf()").await.unwrap();
    let url = story.server.url().replace("administrator", "sender");
    let mpns = || Mpns::new(&url);
    let start = Instant::now();
    while mpns().run(&["status"], "").0 == 0 {
        assert!(start.elapsed() < LONG, "the server asks for no password");
    }
    let (right, wrong) = ("one two", "secret");
    for (password, code) in [(right, 0), (wrong, 1)] {
        let files = mpns();
        let file = files.file("password", &format!("{password}\n"));
        let passfile = files.file("passfile", &format!("other:*:*:*:x\n*:*:*:sender:{password}\n"));
        std::fs::set_permissions(&passfile, Permissions::from_mode(0o600)).unwrap();
        for (mpns, args) in [
            (mpns(), &["status", "--database-password-file", &file][..]),
            (mpns().with("PGPASSWORD", wrong), &["status", "--database-password-file", &file]),
            (mpns().with("PGPASSWORD", password), &["status"]),
            (mpns().with("PGPASSFILE", &passfile), &["status"]),
            (Mpns::new(&format!("{url} password='{password}'")), &["status"]),
        ] {
            let (found, _, err) = mpns.run(args, "");
            assert!(found == code && !err.contains(password), "{args:?}: {err}");
            assert_eq!(err.contains("28P01"), code == 1, "{err}");
        }
        // One that others can read is not used.
        std::fs::set_permissions(&passfile, Permissions::from_mode(0o644)).unwrap();
        assert_eq!(mpns().with("PGPASSFILE", &passfile).run(&["status"], "").0, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_with_tls_has_to_be_trusted() {
    // One of its own, so that its port is free.
    let [high, low] = u16::try_from(std::process::id() % 65_536).unwrap().to_be_bytes();
    let address = format!("127.54.{high}.{low}");
    let story = Story::begin_with(&[&format!("listen_addresses={address}")]).await;
    let certified = rcgen::generate_simple_self_signed([address.clone()]).unwrap();
    story.server.configure("server.crt", &certified.cert.pem());
    story.server.configure("server.key", &certified.signing_key.serialize_pem());
    // By TLS only.
    story.server.configure("pg_hba.conf", "local all all trust\nhostssl all all samehost trust\n");
    for sql in ["ALTER SYSTEM SET ssl = on", "SELECT pg_reload_conf()"] {
        story.client.batch_execute(sql).await.unwrap();
    }
    let mpns = Mpns::new(&format!("postgresql://administrator@{address}/postgres"));
    let ca = mpns.file("ca.pem", &certified.cert.pem());
    let trusting = ["status", "--database-ca", &ca];
    let start = Instant::now();
    loop {
        let (code, _, err) = mpns.run(&trusting, "");
        if code == 0 {
            break;
        }
        assert!(start.elapsed() < LONG, "{err}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (code, _, err) = mpns.run(&["status"], "");
    assert!(code == 1 && err.contains("invalid peer certificate"), "{err}");
    let plain = format!("postgresql://administrator@{address}/postgres?sslmode=disable");
    let (code, _, err) = Mpns::new(&plain).run(&trusting, "");
    assert!(code == 1 && err.contains("no encryption"), "{err}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_role_may_not_do_fails() {
    let story = Story::begin().await;
    let sql =
        "CREATE ROLE reader LOGIN IN ROLE mpns_read; CREATE ROLE worker LOGIN IN ROLE mpns_work;
               CREATE ROLE pusher LOGIN IN ROLE mpns_enqueue";
    story.client.batch_execute(sql).await.unwrap();
    let [channel] = story.open(1).try_into().unwrap();
    let of = |role: &str| Mpns::new(&story.server.url().replace("administrator", role));
    let job = job(channel.uri(), json!("a"));
    for (role, args, code) in [
        ("reader", &["push", "-"][..], 1),
        ("worker", &["push", "-"], 1),
        ("pusher", &["push", "-"], 0),
        ("reader", &["status"], 0),
        ("worker", &["status"], 0),
        ("reader", &["results"], 0),
        ("reader", &["channels", "list"], 0),
        ("reader", &["channels", "list", "--show-uris"], 1),
        ("pusher", &["channels", "list", "--show-uris"], 0),
        ("reader", &["migrate"], 1),
        ("pusher", &["work"], 1),
    ] {
        let (found, out, err) = of(role).run(args, &job);
        assert_eq!(found, code, "{role} {args:?}: {out}{err}");
        assert_eq!(err.contains("permission denied"), code == 1, "{role} {args:?}: {err}");
        assert!(!err.contains(&token(&channel)), "{err}");
    }
    let work = Work::start(&of("worker"), &["--metrics", "127.0.0.1:0"]);
    work.until("/metrics", |text| text.contains("\nmpns_ended_total{result=\"accepted\"} 1\n"));
    work.until("/metrics", |text| text.contains("\nmpns_lag_seconds "));
    let (code, log) = work.end();
    assert!(code == Some(0) && !log.contains("cannot-delete-old"), "{log}");
}

#[test]
fn what_is_wrong_is_said_with_a_status() {
    let server = Server::start();
    let mpns = Mpns::new(&server.url());
    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    let fan_out = ["fan-out", "--content", &content, "--where"];
    let (code, _, err) = mpns.run(&["status"], "");
    assert!(code == 1 && err.contains("is missing: migrate it with `mpns queue migrate`"), "{err}");
    for (args, text) in
        [(["migrate"], "was created"), (["init"], "is up to date; it had version 4")]
    {
        let (code, out, err) = mpns.run(&args, "");
        assert!(code == 0 && out.contains(text), "{out}{err}");
    }
    let absent = "host=/nonexistent user=u password=secret";
    for (args, code, text) in [
        (&[&fan_out[..], &["nonsense = 1"]].concat()[..], 1, "column \"nonsense\" does not exist"),
        (&[&fan_out[..], &["true) --"]].concat(), 1, "syntax error"),
        (&["work", "--transport", "blocking"], 2, "built on hyper"),
        (&["push", "/nonexistent.jsonl"], 2, "cannot read /nonexistent.jsonl"),
        (&["results", "--after", "x"], 2, "a cursor is two numbers"),
        (&["status", "--database", absent], 1, "the connection to the database failed"),
        (&["status", "--database", "postgresql://u:secret@h:p"], 2, "is malformed"),
        (&["status", "--database", "postgresql://u:secret@h/d?sslmod=x"], 2, "unknown parameter"),
        (&["status", "--database", "host=h sslrootcert=secret"], 2, "use --database-ca"),
        (&["status", "--database", "postgresql://u:secret@/d"], 2, "names no host"),
        (&["cancel", "--where", "nonsense = 1"], 1, "column \"nonsense\" does not exist\n"),
        (&["status", "postgresql://u:secret@h"], 2, "unexpected argument"),
        (&["status", "host=h password=secret"], 2, "unexpected argument"),
    ] {
        let (found, out, err) = mpns.run(args, "");
        assert!(found == code && err.contains(text), "{args:?}: {found} {out}{err}");
        assert!(!err.contains("secret"), "{args:?}: {err}");
    }
}

/// Nothing is done to a schema that is not known, and none is to be migrated that is newer.
#[tokio::test]
async fn a_schema_of_another_version_is_named() {
    let server = Server::start();
    let mpns = Mpns::new(&server.url());
    assert_eq!(mpns.run(&["migrate"], "").0, 0);
    let client = server.client().await;
    let content = mpns.file("content.json", r#"{"type": "toast", "text1": "all"}"#);
    for (change, text) in [
        (
            "INSERT INTO mpns.migration (number) VALUES (99)",
            "version 99, which is newer than this program\n",
        ),
        (
            "DELETE FROM mpns.migration WHERE number > 1",
            "has version 1, and needs 4: migrate it with `mpns queue migrate`\n",
        ),
    ] {
        client.batch_execute(change).await.unwrap();
        for args in [
            &["push", "-"][..],
            &["fan-out", "--content", &content, "--where", "true"],
            &["cancel", "--where", "true"],
            &["status"],
            &["results"],
            &["results", "--follow"],
            &["channels", "add", "-"],
            &["channels", "list"],
            &["channels", "expire", "-"],
            &["work"],
        ] {
            let (code, out, err) = mpns.run(args, "");
            assert!(code == 1 && out.is_empty() && err.ends_with(text), "{args:?}: {out}{err}");
        }
    }
}
