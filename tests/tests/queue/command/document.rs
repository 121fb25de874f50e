//! The commands in `docs/queue.md`, as they are there: in its examples, in the unit of systemd and in the Compose file.

use mpns_queue::tokio_postgres::Config;
use serde_json::Value;

use super::{job, line};
use crate::program::{Follow, Mpns, Work};
use crate::story::Story;

const DOCUMENT: &str = include_str!("../../../../docs/queue.md");

#[tokio::test(flavor = "multi_thread")]
async fn the_examples_run() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let channels = story.open(2);
    let lines = channels.iter().map(|channel| line(channel, "eu-7")).collect::<String>();
    let uris = channels.iter().map(|it| format!("{}\n", it.uri().expose())).collect::<String>();
    let files = [
        ("jobs.jsonl", job(channels[0].uri(), 1.into())),
        ("channels.jsonl", lines),
        ("toast.json", r#"{"type": "toast", "text1": "Goal!"}"#.to_owned()),
        ("uris.txt", uris.clone()),
        ("gone.txt", uris),
    ];
    let files = files.map(|(name, text)| (name, mpns.file(name, &text)));
    let mut commands = 0;
    for text in blocks("sh").flat_map(str::lines).filter(|text| text.starts_with("mpns ")) {
        let mut words = words(text);
        for word in &mut words {
            if let Some((_, path)) = files.iter().find(|(name, _)| name == word) {
                word.clone_from(path);
            }
        }
        run(&mpns, &words);
        commands += 1;
    }
    assert!(commands > 10, "{commands}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_is_mentioned() {
    let story = Story::begin().await;
    let (_, help, _) = Mpns::new(&story.server.url()).run(&["--help"], "");
    let commands = help.split("Commands:\n").nth(1).unwrap().lines();
    let names = commands.take_while(|line| !line.is_empty()).filter_map(|line| {
        let name = line.strip_prefix("  ")?.split(' ').next()?;
        (!name.is_empty() && name != "help").then_some(name)
    });
    let names: Vec<_> = names.collect();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        assert!(DOCUMENT.contains(&format!("mpns queue {name}")), "{name}");
        assert!(DOCUMENT.contains(&format!("`{name}")), "no role for {name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_compose_file_runs() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let password = mpns.file("password", "secret\n");
    let compose: Value = serde_saphyr::from_str(only("yaml")).expect("YAML");
    let services = compose["services"].as_object().unwrap();
    let ours = services.iter().filter(|(_, service)| service["image"] == "mpns");
    assert_eq!(ours.clone().count(), 2);
    for (name, service) in ours {
        check_url(service["environment"]["MPNS_DATABASE"].as_str().unwrap());
        let secrets: Vec<_> = texts(&service["secrets"]).collect();
        assert!(secrets.iter().all(|secret| compose["secrets"][secret].is_object()), "{name}");
        for other in service["depends_on"].as_object().unwrap().keys() {
            assert!(services.contains_key(other), "{name}: {other}");
        }
        let words = texts(&service["command"]).map(|word| {
            let [secret] = secrets[..] else { panic!("{name}: {secrets:?}") };
            word.replace(&format!("/run/secrets/{secret}"), &password)
        });
        let words: Vec<_> = words.collect();
        if let Some(stop) = service["stop_grace_period"].as_str() {
            let grace = words.iter().find_map(|word| word.strip_prefix("--grace=")).unwrap();
            assert!(seconds(grace) < seconds(stop), "{name}: {grace} {stop}");
        }
        run(&mpns, &words);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_unit_of_systemd_runs() {
    let story = Story::begin().await;
    let mpns = Mpns::new(&story.server.url());
    let password = mpns.file("password", "secret\n");
    let unit = only("ini").replace("\\\n", " ");
    let value = |key: &str| {
        let values = unit.lines().filter_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        let [value] = values.collect::<Vec<_>>()[..] else { panic!("{key}") };
        value.to_owned()
    };
    check_url(value("Environment").strip_prefix("MPNS_DATABASE=").unwrap());
    let credential = value("LoadCredential");
    let (credential, _) = credential.split_once(':').unwrap();
    let path = format!("${{CREDENTIALS_DIRECTORY}}/{credential}");
    let start = value("ExecStart").replace(&path, &password).replace("%i", "1");
    assert!(!start.contains(['$', '%']), "{start}");
    let words = words(&start);
    assert!(words[0].ends_with("/bin/mpns"), "{words:?}");
    let grace = words.iter().position(|word| word == "--grace").unwrap() + 1;
    assert!(seconds(&words[grace]) < seconds(&value("TimeoutStopSec")));
    run(&mpns, &words);
}

/// Runs `mpns queue` with these words. What does not end by itself is ended when it has begun.
fn run(mpns: &Mpns, words: &[String]) {
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    let [_, "queue", args @ ..] = &words[..] else { panic!("{words:?}") };
    match args {
        ["work", args @ ..] => {
            // The port may be in use.
            let args = args.iter().enumerate().map(|(place, arg)| match arg.split_once(':') {
                Some(("127.0.0.1", _)) if args[place - 1] == "--metrics" => "127.0.0.1:0",
                Some(("--metrics=0.0.0.0", _)) => "--metrics=127.0.0.1:0",
                _ => arg,
            });
            Work::start(mpns, &args.collect::<Vec<_>>()).end_after("ready");
        }
        ["results", "--follow"] => {
            let follow: Follow = mpns.follow();
            assert!(follow.next()["result"].is_string());
            assert_eq!(follow.end(), Some(0));
        }
        _ => {
            let (code, out, err) = mpns.run(args, "");
            assert_eq!(code, 0, "{args:?}: {out}{err}");
        }
    }
}

/// The blocks of the document in a language.
fn blocks(language: &str) -> impl Iterator<Item = &'static str> {
    let begin = format!("```{language}\n");
    let after: Vec<_> = DOCUMENT.split(&begin).skip(1).collect();
    after.into_iter().map(|text| text.split("```").next().unwrap())
}

fn only(language: &str) -> &'static str {
    let [block] = blocks(language).collect::<Vec<_>>()[..] else { panic!("{language}") };
    block
}

/// Splits a command line as a shell does, up to a comment; of its signs it knows quotation marks.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut quote) = (vec![String::new()], None);
    for c in line.chars() {
        match (quote, c) {
            (Some(mark), _) if mark == c => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '#') => break,
            (None, ' ') => words.push(String::new()),
            _ => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn texts(list: &Value) -> impl Iterator<Item = &str> {
    list.as_array().into_iter().flatten().map(|text| text.as_str().unwrap())
}

fn seconds(time: &str) -> u64 {
    time.strip_suffix('s').and_then(|seconds| seconds.parse().ok()).expect(time)
}

fn check_url(url: &str) {
    let config: Config = url.parse().expect(url);
    assert!(config.get_user().is_some() && config.get_dbname() == Some("push"), "{url}");
    assert!(config.get_password().is_none(), "{url}");
}
