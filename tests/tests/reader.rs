//! The reader compared with a parser that shares no code with it.

#![cfg(test)]

use http::Request;
use mpns_proto::service::read_notification;
use mpns_proto::{Limits, Target};
use mpns_tests::tree::Tree;
use mpns_tests::{generate, mutate};

#[test]
fn what_another_parser_refuses_is_not_read() {
    let (mut refused, mut taken) = (0, 0);
    for document in generate::seeded(mutate::bytes(), 4).take(DOCUMENTS) {
        let parsed = str::from_utf8(&document).map_err(|e| e.to_string()).and_then(Tree::parse);
        let read = is_read(&document);
        let text = String::from_utf8_lossy(&document);
        assert!(parsed.is_ok() || !read, "{parsed:?}, but read: {text}");
        refused += usize::from(parsed.is_err());
        taken += usize::from(read);
    }
    println!("the other parser refuses {refused} of {DOCUMENTS}, {taken} are read");
    assert!(refused > DOCUMENTS / 2 && taken > DOCUMENTS / 50, "{refused} refused, {taken} read");
}

fn is_read(document: &[u8]) -> bool {
    let limits = Limits { document_bytes: usize::MAX, ..Limits::default() };
    [Target::Toast, Target::Tile].into_iter().any(|target| {
        let request = Request::post("/").header("X-WindowsPhone-Target", target.as_str());
        read_notification(&request.body(document).expect("a request"), &limits).is_ok()
    })
}

const DOCUMENTS: usize = 4000;
