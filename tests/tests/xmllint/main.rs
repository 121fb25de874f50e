//! Documents and libxml2: what we write is well-formed and valid, the reader refuses everything that libxml2
//! refuses, and the strict reader what the schema refuses.
//!
//! Needs `xmllint` (Debian: libxml2-utils).

#![cfg(test)]

mod verdict;

use std::collections::BTreeMap;

use http::Request;
use mpns_proto::service::{Incoming, read_notification};
use mpns_proto::{Kind, Limits, Target};
use mpns_tests::{generate, mutate, vectors};
use verdict::{Verdict, xmllint};

#[test]
fn documents_that_we_write_are_well_formed_and_valid() {
    let mut by_kind = BTreeMap::<Kind, Vec<Vec<u8>>>::new();
    for content in generate::seeded(generate::document(), 1).take(WRITTEN) {
        if let Ok(notification) = content.build() {
            by_kind.entry(notification.kind()).or_default().push(notification.body().to_vec());
        }
    }
    // A schema knows only the default length of a `Param`.
    let default = Limits::default().param_chars;
    for case in vectors::requests() {
        let limits = Limits { param_chars: default, ..Limits::from(&case.what.limits) };
        let job = serde_json::from_value::<mpns_proto::Job<serde_json::Value>>(case.what.job);
        let built = job.ok().and_then(|job| job.build_with(&limits).ok());
        if let Some(notification) = built.filter(|built| built.kind() != Kind::Raw) {
            by_kind.entry(notification.kind()).or_default().push(notification.body().to_vec());
        }
    }
    assert_eq!(by_kind.len(), 5, "every kind of document");
    for (kind, documents) in by_kind {
        println!("{kind}: {} documents", documents.len());
        assert!(documents.len() > WRITTEN / 8, "{kind}: {}", documents.len());
        for schema in [None, Some("notification"), Some(schema_of(kind))] {
            for (document, verdict) in documents.iter().zip(xmllint(&documents, schema)) {
                let text = String::from_utf8_lossy(document);
                assert_eq!(verdict, Verdict::Good, "{schema:?}: {text}");
            }
        }
    }
}

#[test]
fn what_the_schema_refuses_the_strict_reader_refuses() {
    let mutated = generate::seeded(mutate::structure(), 2).take(STRUCTURES);
    let (changes, documents): (Vec<_>, Vec<_>) =
        mutated.map(|(change, document)| (change, document.into_bytes())).unzip();
    let verdicts = xmllint(&documents, Some("notification"));
    let mut refused = BTreeMap::<_, [usize; 2]>::new();
    for ((change, document), verdict) in changes.iter().zip(&documents).zip(verdicts) {
        let read = read(document);
        let text = String::from_utf8_lossy(document);
        assert!(verdict == Verdict::Good || read.is_none(), "{change}: {verdict:?}, read: {text}");
        let [by_schema, by_reader] = refused.entry(*change).or_default();
        *by_schema += usize::from(verdict != Verdict::Good);
        *by_reader += usize::from(read.is_none());
    }
    for (change, [by_schema, by_reader]) in &refused {
        println!("{change}: the schema refuses {by_schema}, the reader {by_reader}");
    }
    let by_schema: usize = refused.values().map(|[by_schema, _]| by_schema).sum();
    assert!(by_schema > STRUCTURES / 4, "{by_schema} of {STRUCTURES} are refused by the schema");
    assert!(by_schema < STRUCTURES * 3 / 4, "{by_schema} of {STRUCTURES} are refused");
    assert_valid_by_kind(&documents);
}

#[test]
fn what_is_not_well_formed_the_reader_refuses() {
    let documents: Vec<_> = generate::seeded(mutate::bytes(), 3).take(BYTES).collect();
    let (mut ill_formed, mut taken) = (0, 0);
    for (document, verdict) in documents.iter().zip(xmllint(&documents, None)) {
        let read = incoming(document).is_some();
        let text = String::from_utf8_lossy(document);
        assert!(verdict == Verdict::Good || !read, "not well-formed, but read: {text}");
        ill_formed += usize::from(verdict != Verdict::Good);
        taken += usize::from(read);
    }
    println!("{ill_formed} of {} are not well-formed, {taken} are read", documents.len());
    assert!(ill_formed > BYTES / 2 && taken > BYTES / 50, "{ill_formed} ill-formed, {taken} read");
    assert_valid_by_kind(&documents);
}

#[test]
fn incoming_vectors_that_are_read_strictly_are_valid() {
    let bodies = vectors::incoming().into_iter().filter_map(|case| case.what.body);
    let bodies: Vec<_> = bodies.map(|body| body.bytes()).collect();
    for (body, verdict) in bodies.iter().zip(xmllint(&bodies, Some("notification"))) {
        let text = String::from_utf8_lossy(body);
        assert!(verdict == Verdict::Good || read(body).is_none(), "{verdict:?}: {text}");
    }
    assert!(assert_valid_by_kind(&bodies) > 30);
}

#[test]
fn the_schema_refuses_what_it_should() {
    let toast = |inside: &str| document("", &format!("<wp:Toast>{inside}</wp:Toast>"));
    let tile = |inside: &str| document("", &format!("<wp:Tile>{inside}</wp:Tile>"));
    let flip = |inside: &str| {
        document(" Version='2.0'", &format!("<wp:Tile Template='FlipTile'>{inside}</wp:Tile>"))
    };
    let iconic =
        |inside: &str| document("", &format!("<wp:Tile Template='IconicTile'>{inside}</wp:Tile>"));
    let param = |chars: usize| toast(&format!("<wp:Param>/{}</wp:Param>", "é".repeat(chars - 1)));
    for (schema, good, bad) in [
        ("notification", toast("<wp:Text1/>"), toast("<wp:Text3/>")),
        ("notification", toast("<wp:Text1/>"), toast("<wp:Text1/><wp:Text1/>")),
        ("notification", toast("<wp:Text1/>"), toast("<wp:Text1 Action='Clear'/>")),
        ("notification", toast("<wp:Text1/>"), toast("<wp:Title/>")),
        ("notification", toast(" "), toast("x")),
        ("notification", toast(""), document("", "<wp:Toast/><wp:Toast/>")),
        ("notification", toast(""), document("", "")),
        ("notification", toast(""), document(" Version='3.0'", "<wp:Toast/>")),
        ("notification", toast(""), document("", "<wp:Toast Id=''/>")),
        ("notification", toast("<wp:Sound Silent='true'/>"), toast("<wp:Sound Silent='True'/>")),
        ("notification", param(256), param(257)),
        ("notification", toast("<wp:Param>?a\n</wp:Param>"), toast("<wp:Param>a</wp:Param>")),
        ("notification", tile("<wp:Count>99</wp:Count>"), tile("<wp:Count>100</wp:Count>")),
        ("notification", tile("<wp:Count>0</wp:Count>"), tile("<wp:Count>-1</wp:Count>")),
        ("notification", tile("<wp:Count> 007 </wp:Count>"), tile("<wp:Count>+7</wp:Count>")),
        ("notification", tile("<wp:Title Action='Clear'/>"), tile("<wp:Title Action='clear'/>")),
        (
            "notification",
            iconic("<wp:BackgroundColor>#ff00FF00</wp:BackgroundColor>"),
            iconic("<wp:BackgroundColor>#00FF00</wp:BackgroundColor>"),
        ),
        ("notification", flip(""), document("", "<wp:Tile Template='flipTile'/>")),
        ("tile", tile("<wp:BackgroundImage/>"), tile("<wp:BackgroundImage Action='Clear'/>")),
        ("tile", tile("<wp:BackTitle/>"), tile("<wp:WideBackContent/>")),
        ("tile", tile("<wp:Title/>"), flip("<wp:Title/>")),
        ("flip-tile", flip("<wp:BackgroundImage Action='Clear'/>"), flip("<wp:IconImage/>")),
        ("flip-tile", flip("<wp:Title/>"), tile("<wp:Title/>")),
        ("iconic-tile", iconic("<wp:WideContent3/>"), iconic("<wp:BackgroundImage/>")),
        ("toast", toast("<wp:Text1/>"), tile("<wp:Title/>")),
    ] {
        let verdicts = xmllint(&[good.clone(), bad.clone()], Some(schema));
        let texts = [good, bad].map(|text| String::from_utf8(text).expect("UTF-8"));
        assert_eq!(verdicts, [Verdict::Good, Verdict::Invalid], "{schema}: {texts:#?}");
    }
}

fn document(attributes: &str, inside: &str) -> Vec<u8> {
    format!("<wp:Notification xmlns:wp='WPNotification'{attributes}>{inside}</wp:Notification>")
        .into_bytes()
}

/// Asserts that each document that is read is valid by the schema of its kind. Returns their number.
fn assert_valid_by_kind(documents: &[Vec<u8>]) -> usize {
    let mut by_kind = BTreeMap::<Kind, Vec<Vec<u8>>>::new();
    for document in documents {
        if let Some(kind) = read(document) {
            by_kind.entry(kind).or_default().push(document.clone());
        }
    }
    for (kind, documents) in &by_kind {
        for (document, verdict) in documents.iter().zip(xmllint(documents, Some(schema_of(*kind))))
        {
            let text = String::from_utf8_lossy(document);
            assert_eq!(verdict, Verdict::Good, "read as a {kind}: {text}");
        }
    }
    by_kind.values().map(Vec::len).sum()
}

/// The kind that the strict reader reads, for any size.
fn read(document: &[u8]) -> Option<Kind> {
    Some(incoming(document)?.strict().ok()?.content.kind())
}

/// What the reader reads, for any size.
fn incoming(document: &[u8]) -> Option<Incoming> {
    let limits = Limits { document_bytes: usize::MAX, ..Limits::default() };
    [Target::Toast, Target::Tile].into_iter().find_map(|target| {
        let request = Request::post("/").header("X-WindowsPhone-Target", target.as_str());
        let request = request.body(document).expect("a request");
        read_notification(&request, &limits).ok()
    })
}

const fn schema_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Toast => "toast",
        Kind::Tile => "tile",
        Kind::FlipTile => "flip-tile",
        Kind::IconicTile => "iconic-tile",
        Kind::CycleTile => "cycle-tile",
        Kind::Raw => "notification",
    }
}

/// How many documents are written, changed in their structure, and changed in their bytes.
const WRITTEN: usize = 5000;
const STRUCTURES: usize = 8000;
const BYTES: usize = 10_000;
