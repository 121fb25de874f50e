//! The test vectors, each against `mpns-proto`.

#![cfg(test)]

mod files;
mod request;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use mpns_proto::service::read_notification;
use mpns_proto::{Kind, Limits, NavigationUri, Reply, Report, http1};
use mpns_tests::vectors;
use mpns_tests::wire;
use serde_json::Value;

use crate::files::check_names;
use crate::request::{
    assert_same_bytes, build, bytes, check_request, headers, origin_form, register,
};

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
                let warnings = incoming.warnings.iter().map(|warning| warning.what.to_string());
                let warnings: Vec<_> = warnings.collect();
                assert_eq!(warnings, case.what.warnings, "{}", case.name);
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
        let reply = if case.what.callback { reply.with_callback() } else { reply };
        let mut found = serde_json::to_value(Report::new(&reply, case.what.now())).expect("JSON");
        // A text of this project, not of the protocol.
        let advice = found.as_object_mut().and_then(|report| report.remove("advice"));
        assert_eq!(advice, Some(reply.outcome().advice().into()), "{}", case.name);
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

/// An error and its causes in one text.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
