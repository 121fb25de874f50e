use std::error::Error as _;
use std::time::{Duration, Instant};

use mpns_queue::mpns_hyper::Client as Sender;
use mpns_queue::mpns_hyper::mpns_connect::{Ca, Identity, Tls};
use mpns_queue::{Database, Error, ErrorKind, Worker};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

use super::proxy::Proxy;
use crate::story::{LONG, Story, quick, received};

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate and its key, for a host or of a role.
fn certificate(authority: &Authority, hosts: &[&str], role: &str) -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let hosts: Vec<_> = hosts.iter().map(ToString::to_string).collect();
    let mut params = CertificateParams::new(hosts).unwrap();
    params.distinguished_name.push(DnType::CommonName, role);
    (params.signed_by(&key, authority).unwrap().pem(), key.serialize_pem())
}

/// A server `db.example` at an address of its own, so that its port is free, to which TLS is the only way. No two tests have
/// the same network.
async fn server(authority: &Authority, network: u8) -> (Story, String) {
    let [high, low] = u16::try_from(std::process::id() % 65_536).unwrap().to_be_bytes();
    let address = format!("127.{network}.{high}.{low}");
    let mut story = Story::begin_with(&[&format!("listen_addresses={address}")]).await;
    let (certificate, key) = certificate(authority, &["db.example"], "server");
    for (file, text) in [
        ("server.crt", certificate.as_str()),
        ("server.key", &key),
        ("clients.pem", &authority.pem()),
        (
            "pg_hba.conf",
            "local all all trust
             hostssl all certified samehost cert
             hostssl all scram samehost scram-sha-256
             hostssl all worker samehost trust",
        ),
    ] {
        story.server.configure(file, text);
    }
    for statement in [
        "ALTER SYSTEM SET ssl = on",
        "ALTER SYSTEM SET ssl_ca_file = 'clients.pem'",
        "CREATE ROLE certified LOGIN",
        "CREATE ROLE scram LOGIN PASSWORD 'secret'",
        "CREATE ROLE worker LOGIN IN ROLE mpns_work",
    ] {
        story.client.batch_execute(statement).await.unwrap();
    }
    story.server.stop();
    story.server.start_again();
    story.client = story.server.client().await;
    (story, address)
}

/// The text of an error with its causes.
fn chain(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

#[tokio::test]
async fn a_database_is_reached_by_tls_and_has_to_be_the_right_one() {
    let (authority, other) = (authority("ours"), authority("other"));
    let (story, address) = server(&authority, 55).await;
    let ca = |authority: &Authority| {
        Tls::builder().only_ca(Ca::from_pem(authority.pem().as_bytes()).unwrap())
    };
    let trusting = ca(&authority).build().unwrap();
    let (certificate, key) = certificate(&authority, &[], "certified");
    let identity = Identity::from_pem(certificate.as_bytes(), key.as_bytes()).unwrap();
    let identified = ca(&authority).identity(identity).build().unwrap();
    let at = |host: &str, rest: &str| {
        format!("host={host} hostaddr={address} dbname=postgres sslmode=require {rest}")
    };
    let worker = at("db.example", "user=worker");
    for (url, tls) in [
        (worker.clone(), &trusting),
        (at("db.example", "user=certified"), &identified),
        (at("db.example", "user=scram password=secret channel_binding=require"), &trusting),
    ] {
        let connection = Database::new(&url, tls, 1).unwrap().connect().await;
        let connection = connection.unwrap_or_else(|error| panic!("{url}: {}", chain(&error)));
        let row = connection
            .query_one("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", &[])
            .await;
        assert!(row.unwrap().get::<_, bool>(0), "{url}");
    }

    let proxy = Proxy::start(&story.server).await;
    let without = format!("{} sslmode=require password=secret", proxy.url());
    let wrong = "user=scram password=not-secret channel_binding=require";
    for (url, tls, kind, what) in [
        (worker.clone(), ca(&other).build().unwrap(), ErrorKind::Tls, "UnknownIssuer"),
        (
            at("other.example", "user=worker password=secret"),
            trusting.clone(),
            ErrorKind::Tls,
            "not valid for name \"other.example\"",
        ),
        (without, trusting.clone(), ErrorKind::Tls, "server does not support TLS"),
        (at("db.example", "user=certified"), trusting.clone(), ErrorKind::Login, "28000"),
        (at("db.example", wrong), trusting.clone(), ErrorKind::Login, "28P01"),
    ] {
        let error = Database::new(&url, &tls, 1).unwrap().connect().await.map(|_| ());
        let error = error.expect_err(&url);
        let text = chain(&error);
        assert!(text.contains(what) && !text.contains("secret"), "{url}: {text}");
        assert_eq!(error.kind(), kind, "{text}");
        assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    }
}

#[tokio::test]
async fn a_worker_outlasts_a_certificate_that_is_not_trusted() {
    let (authority, other) = (authority("ours"), authority("other"));
    let (story, address) = server(&authority, 56).await;
    let [channel] = story.open(1).try_into().unwrap();
    let database = |authority: &Authority| {
        let ca = Ca::from_pem(authority.pem().as_bytes()).unwrap();
        let url = format!(
            "host=db.example hostaddr={address} user=worker dbname=postgres sslmode=require"
        );
        Database::new(&url, &Tls::builder().only_ca(ca).build().unwrap(), 1).unwrap()
    };
    // From the beginning, it is a mistake.
    let error = Worker::new(database(&other), Sender::new(), quick()).run().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls);

    let worker = Story::work_over(database(&authority), quick());
    story.enqueue(channel.uri(), &["a"]).await;
    story.results(1).await;
    let replace = async |authority: &Authority| {
        let (certificate, key) = certificate(authority, &["db.example"], "server");
        story.server.configure("server.crt", &certificate);
        story.server.configure("server.key", &key);
        story.ask::<bool>("SELECT pg_reload_conf()").await;
    };
    replace(&other).await;
    let end =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'worker'";
    let start = Instant::now();
    while worker.handle.counts().database != Some(ErrorKind::Tls) {
        assert!(start.elapsed() < LONG, "{:?}", worker.handle.counts());
        story.ask::<i64>(end).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let text = worker.handle.counts().database_error.unwrap();
    assert!(text.contains("UnknownIssuer"), "{text}");
    story.enqueue(channel.uri(), &["b"]).await;
    replace(&authority).await;
    story.results(2).await;
    assert_eq!(worker.handle.counts().database_error, None);
    worker.drain().await;
    assert_eq!(received(&channel), ["a", "b"]);
}
