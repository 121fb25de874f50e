//! The test vectors, each against `mpns-proto`.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use http::Uri;
use mpns_proto::service::read_notification;
use mpns_proto::{
    CallbackRegistration, ChannelUri, Content, Job, Kind, Limits, NavigationUri, Notification,
    Reply, Report, http1,
};
use mpns_tests::tree::Tree;
use mpns_tests::vectors::{self, Body, Case};
use mpns_tests::wire;
use serde_json::{Map, Value, json};

#[test]
fn requests() {
    let cases = vectors::requests();
    let mut kinds = BTreeSet::new();
    for case in &cases {
        assert!(
            case.what.refused.is_some() || !case.what.headers.is_empty(),
            "{}: no headers",
            case.name
        );
        match (build(case), &case.what.refused) {
            (Ok((job, notification)), None) => {
                check_request(case, &job, &notification);
                kinds.extend(case.what.file.as_ref().map(|_| notification.kind()));
            }
            (Err(error), Some(refused)) => assert_eq!(error, *refused, "{}", case.name),
            (Ok(_), Some(refused)) => panic!("{}: taken, and not: {refused}", case.name),
            (Err(error), None) => panic!("{}: refused: {error}", case.name),
        }
    }
    let refused = cases.iter().filter(|case| case.what.refused.is_some()).count();
    println!("{} requests taken, {refused} refused", cases.len() - refused);
    check_names(&cases);
    assert_eq!(kinds.len(), Kind::ALL.len(), "exact bytes of one of each kind at least: {kinds:?}");
}

#[test]
fn incoming() {
    let cases = vectors::incoming();
    for case in &cases {
        let request = wire::read_request(&case.what.head, bytes(case.what.body.as_ref()));
        match (read_notification(&request, &Limits::from(&case.what.limits)), &case.what.refused) {
            (Ok(incoming), None) => {
                let content = serde_json::to_value(&incoming.content).expect("JSON");
                assert_eq!(Some(&content), case.what.content.as_ref(), "{}", case.name);
                let id = incoming.message_id.map(|id| id.to_string());
                assert_eq!(id, case.what.message_id, "{}", case.name);
            }
            (Err(refusal), Some(refused)) => {
                let found = with_causes(&refusal);
                assert!(found.starts_with(refused), "{}: {found}, not: {refused}", case.name);
                let status = refusal.reply().status().as_u16();
                assert_eq!(Some(status), case.what.status, "{}", case.name);
            }
            (Ok(incoming), Some(_)) => panic!("{}: read as {incoming:?}", case.name),
            (Err(refusal), None) => panic!("{}: refused: {}", case.name, with_causes(&refusal)),
        }
    }
    let refused = cases.iter().filter(|case| case.what.refused.is_some()).count();
    println!("{} incoming requests read, {refused} refused", cases.len() - refused);
    check_names(&cases);
}

#[test]
fn replies() {
    let cases = vectors::replies();
    for case in &cases {
        let response = wire::read_response(&case.what.head);
        let reply = Reply::from_response(&response);
        let found = serde_json::to_value(Report::new(&reply, case.what.now())).expect("JSON");
        let mut expected = found.as_object().expect("an object").clone();
        let judged = ["status", "outcome", "accepted", "retry", "deleteChannel"];
        assert!(judged.iter().all(|name| case.what.reply.contains_key(*name)), "{}", case.name);
        expected.values_mut().for_each(|value| *value = Value::Null);
        for (name, value) in &case.what.reply {
            let known = expected.insert(name.clone(), value.clone());
            assert!(known.is_some(), "{}: {name} is no part of a report", case.name);
        }
        assert_eq!(found, Value::Object(expected), "{}", case.name);
    }
    println!("{} replies", cases.len());
    check_names(&cases);
}

#[test]
fn callbacks() {
    let cases = vectors::callbacks();
    for case in &cases {
        match (register(case), &case.what.refused) {
            (Ok(registration), None) => {
                let request = registration.request();
                let headers: BTreeMap<_, _> = headers(&request).collect();
                assert_eq!(headers, case.what.headers, "{}", case.name);
                assert_eq!(origin_form(request.uri()), case.what.target, "{}", case.name);
                assert_eq!(*request.body(), bytes(case.what.body.as_ref()), "{}", case.name);
                if let Some(file) = &case.what.file {
                    let expected = vectors::file("callbacks", file);
                    assert_same_bytes(&http1::to_bytes(&request), &expected, &case.name);
                }
            }
            (Err(error), Some(refused)) => assert_eq!(error, *refused, "{}", case.name),
            (registration, refused) => panic!("{}: {registration:?}, {refused:?}", case.name),
        }
    }
    println!("{} callback registrations", cases.len());
    check_names(&cases);
}

#[test]
fn navigation() {
    let cases = vectors::navigation();
    for case in &cases {
        let uri = NavigationUri::new(&case.what.page);
        let uri = case.what.query.iter().fold(uri, |uri, (key, value)| uri.query(key, value));
        assert_eq!(uri.as_str(), case.what.uri, "{}", case.name);
    }
    println!("{} navigation URIs", cases.len());
    check_names(&cases);
}

#[test]
fn defects_of_older_libraries() {
    let mut defects = Vec::new();
    defects.extend(vectors::requests().into_iter().map(defect));
    defects.extend(vectors::incoming().into_iter().map(defect));
    defects.extend(vectors::replies().into_iter().map(defect));
    defects.extend(vectors::navigation().into_iter().map(defect));
    defects.retain(|(defect, _)| defect.is_some());
    for (defect, source) in &defects {
        assert!(source.contains('/'), "{defect:?}: {source} is no library and place in it");
    }
    println!("{} cases of older libraries' defects", defects.len());
    assert_eq!(defects.len(), DEFECTS);
}

/// Otherwise a missing file would not be noticed.
#[test]
fn every_file_has_all_its_cases() {
    let found: Vec<_> = vectors::files().into_iter().collect();
    let known = FILES.map(|(folder, file, cases)| (format!("{folder}/{file}"), cases));
    assert_eq!(found, known);
}

fn defect<T>(case: Case<T>) -> (Option<String>, String) {
    (case.defect, case.source)
}

/// The job and its notification, or the error text of either step.
fn build(case: &Case<vectors::Request>) -> Result<(Job<Value>, Notification), String> {
    let job: Job<Value> =
        serde_json::from_value(case.what.job.clone()).map_err(|e| e.to_string())?;
    let notification =
        job.build_with(&Limits::from(&case.what.limits)).map_err(|e| e.to_string())?;
    Ok((job, notification))
}

fn check_request(case: &Case<vectors::Request>, job: &Job<Value>, notification: &Notification) {
    let name = &case.name;
    let request = notification.request(&job.channel);
    assert_eq!(request.method(), "POST", "{name}");
    let mut expected = case.what.headers.clone();
    let length = request.body().len().to_string();
    expected.entry("content-length".into()).or_insert(length);
    assert_eq!(headers(&request).collect::<BTreeMap<_, _>>(), expected, "{name}");
    if let Some(target) = &case.what.target {
        assert_eq!(origin_form(request.uri()).as_ref(), Some(target), "{name}");
    }
    if let Some(tree) = &case.what.tree {
        let document = str::from_utf8(request.body()).expect("a document is UTF-8");
        let found = Tree::parse(document).unwrap_or_else(|e| panic!("{name}: {e}: {document}"));
        assert_eq!(found, *tree, "{name}");
    }
    if let Some(body) = &case.what.body {
        assert_same_bytes(request.body(), &body.bytes(), name);
    }
    if let Some(file) = &case.what.file {
        let expected = vectors::file("requests", file);
        assert_same_bytes(&http1::to_bytes(&request), &expected, name);
    }
    let length_said = case.what.headers.contains_key("content-length");
    let body_said = case.what.tree.is_some() || case.what.body.is_some() || length_said;
    assert!(body_said, "{name}: nothing is said of the body");

    let read = read_notification(&request, &Limits::from(&case.what.limits))
        .unwrap_or_else(|e| panic!("{name}: not read back: {}", with_causes(&e)));
    assert_eq!(comparable(&read.content), comparable(&job.content), "{name}");
    let id = read.message_id.and_then(|id| id.as_uuid());
    assert_eq!(id, job.message_id, "{name}");
}

/// The content as JSON, without the default content type and class of raw: the request is the same with
/// and without them.
fn comparable(content: &Content) -> Value {
    let mut json = serde_json::to_value(content).expect("JSON");
    let interval = content.interval().seconds();
    let class = match interval {
        0 => 3,
        450 => 13,
        _ => 23,
    };
    let fields = json.as_object_mut().expect("an object");
    let default = |fields: &Map<String, Value>, name: &str, value: Value| {
        fields.get(name).is_some_and(|found| *found == value)
    };
    if default(fields, "contentType", json!("text/xml")) {
        fields.remove("contentType");
    }
    if default(fields, "class", json!(class)) {
        fields.remove("class");
    }
    fields.insert("interval".into(), json!(interval));
    json
}

fn register(case: &Case<vectors::Callback>) -> Result<CallbackRegistration, String> {
    let channel: ChannelUri =
        case.what.channel.parse().map_err(|e: mpns_proto::ChannelUriError| e.to_string())?;
    let callback: Uri = case.what.callback.parse().expect("a URI");
    let blob = bytes(case.what.body.as_ref());
    CallbackRegistration::new(&channel, &callback, &blob).map_err(|e| e.to_string())
}

fn headers(request: &http::Request<Vec<u8>>) -> impl Iterator<Item = (String, String)> {
    request
        .headers()
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().expect("visible ASCII").to_owned()))
}

fn origin_form(uri: &Uri) -> Option<String> {
    uri.path_and_query().map(ToString::to_string)
}

fn bytes(body: Option<&Body>) -> Vec<u8> {
    body.map(Body::bytes).unwrap_or_default()
}

/// An error and its causes in one text.
fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// Compares as text first, so that a failure is readable.
fn assert_same_bytes(found: &[u8], expected: &[u8], name: &str) {
    assert_eq!(String::from_utf8_lossy(found), String::from_utf8_lossy(expected), "{name}");
    assert_eq!(found, expected, "{name}");
}

/// Every case has a unique name and a source.
fn check_names<T>(cases: &[Case<T>]) {
    let mut names = BTreeSet::new();
    for Case { name, source, .. } in cases {
        assert!(names.insert(name), "{name} stands twice");
        assert!(!source.trim().is_empty(), "{name} has no source");
    }
}

/// How many cases each file has.
#[rustfmt::skip]
const FILES: [(&str, &str, usize); 21] = [
    ("callbacks", "callbacks.json", 16),
    ("incoming", "classes.json", 102),
    ("incoming", "forms.json", 79),
    ("incoming", "libraries.json", 33),
    ("navigation", "navigation.json", 17),
    ("replies", "older-libraries.json", 36),
    ("replies", "real.json", 6),
    ("replies", "retry-after.json", 29),
    ("replies", "rulings.json", 133),
    ("replies", "spellings.json", 62),
    ("replies", "table.json", 21),
    ("requests", "classes.json", 66),
    ("requests", "escaping.json", 73),
    ("requests", "jobs.json", 48),
    ("requests", "limits.json", 53),
    ("requests", "older-libraries.json", 45),
    ("requests", "os-versions.json", 45),
    ("requests", "raw.json", 14),
    ("requests", "tiles.json", 30),
    ("requests", "toast.json", 18),
    ("templates", "templates.json", 5),
];
/// How many cases show a defect of an older library.
const DEFECTS: usize = 110;
