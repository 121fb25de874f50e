//! From a case to its request, and what is compared.

use std::collections::BTreeMap;

use http::Uri;
use http::header::HOST;
use mpns_proto::service::{Refusal, read_notification};
use mpns_proto::{
    CallbackRegistration, ChannelUri, Content, Job, Limits, Notification, Warning, http1,
};
use mpns_tests::tree::Tree;
use mpns_tests::vectors::{self, Body, Case};
use serde_json::{Map, Value, json};

use crate::with_causes;

/// The job and its notification, or the error text of either step.
pub(crate) fn build(case: &Case<vectors::Request>) -> Result<(Job<Value>, Notification), String> {
    let job: Job<Value> =
        serde_json::from_value(case.what.job.clone()).map_err(|e| e.to_string())?;
    let notification =
        job.build_with(&Limits::from(&case.what.limits)).map_err(|e| e.to_string())?;
    Ok((job, notification))
}

pub(crate) fn check_request(
    case: &Case<vectors::Request>,
    job: &Job<Value>,
    notification: &Notification,
) {
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

    let limits = Limits::from(&case.what.limits);
    let of_content = job.content.warnings();
    let of_request = notification.warnings(&job.channel, &limits);
    let texts = |warnings: &[Warning]| Vec::from_iter(warnings.iter().map(ToString::to_string));
    let found = [texts(&of_content), texts(&of_request)].concat();
    assert_eq!(found, case.what.warnings, "{name}");

    let read = match read_notification(&request, &limits) {
        Err(Refusal::HeadersTooLarge { .. }) if !of_request.is_empty() => return,
        read => read.unwrap_or_else(|e| panic!("{name}: not read back: {}", with_causes(&e))),
    };
    let warned: Vec<_> = read.warnings.iter().map(|warning| warning.what.clone()).collect();
    assert_eq!(warned, of_content, "{name}");
    let is_advice = warned.iter().all(Warning::is_advice);
    assert_eq!(read.clone().strict().is_ok(), is_advice, "{name}");
    assert_eq!(comparable(&read.content), comparable(&job.content), "{name}");
    let id = read.message_id.and_then(|id| id.as_uuid());
    assert_eq!(id, job.message_id, "{name}");
}

/// The content as JSON, without the default content type and class of raw: the request is the same with
/// and without them.
pub(crate) fn comparable(content: &Content) -> Value {
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

pub(crate) fn register(case: &Case<vectors::Callback>) -> Result<CallbackRegistration, String> {
    let channel: ChannelUri =
        case.what.channel.parse().map_err(|e: mpns_proto::ChannelUriError| e.to_string())?;
    let callback: Uri = case.what.callback.parse().expect("a URI");
    let blob = bytes(case.what.body.as_ref());
    CallbackRegistration::new(&channel, &callback, &blob).map_err(|e| e.to_string())
}

/// All headers except `Host`.
pub(crate) fn headers(request: &http::Request<Vec<u8>>) -> impl Iterator<Item = (String, String)> {
    let headers = request.headers().iter().filter(|(name, _)| *name != HOST);
    headers
        .map(|(name, value)| (name.to_string(), value.to_str().expect("visible ASCII").to_owned()))
}

pub(crate) fn origin_form(uri: &Uri) -> Option<String> {
    uri.path_and_query().map(ToString::to_string)
}

pub(crate) fn bytes(body: Option<&Body>) -> Vec<u8> {
    body.map(Body::bytes).unwrap_or_default()
}

/// Compares as text first, so that a failure is readable.
pub(crate) fn assert_same_bytes(found: &[u8], expected: &[u8], name: &str) {
    assert_eq!(String::from_utf8_lossy(found), String::from_utf8_lossy(expected), "{name}");
    assert_eq!(found, expected, "{name}");
}
