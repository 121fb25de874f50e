//! Any notification is the same after it was built, written and read back.

use mpns_proto::service::{Incoming, read_notification};
use mpns_proto::{ChannelUri, Content, Job, Kind, Limits, Value};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

use crate::strategies::{content, toast};

fn channel() -> ChannelUri {
    "http://h.example/A".parse().expect("a channel")
}

proptest! {
    #[test]
    fn built_written_and_read_it_is_the_same(content in content(), id in any::<Option<u128>>()) {
        let Ok(mut notification) = content.build() else { return Ok(()) };
        if let Some(id) = id {
            notification = notification.with_message_id(Uuid::from_u128(id));
        }
        let request = notification.request(&channel());
        let read = read_notification(&request, &Limits::default())
            .and_then(Incoming::strict)
            .map_err(|e| TestCaseError::fail(format!("{e:?}")))?;
        prop_assert_eq!(read.message_id.and_then(|id| id.as_uuid()), id.map(Uuid::from_u128));
        let again = read.content.build().expect("what was read can be built");
        let again = id.map_or(again.clone(), |id| again.with_message_id(Uuid::from_u128(id)));
        prop_assert_eq!(&again, &notification);
        prop_assert_eq!(again.body(), notification.body());
        if content.kind() != Kind::Raw {
            // Raw has two ways to say its default class and content type.
            prop_assert_eq!(read.content, content);
        }
    }

    #[test]
    fn as_json_it_is_the_same(content in content()) {
        let json = serde_json::to_string(&content).expect("JSON");
        match serde_json::from_str::<Content>(&json) {
            Ok(read) => prop_assert_eq!(read, content),
            // A count over the limit is refused when it is read, not only when it is built.
            Err(_) => prop_assert!(content.build().is_err()),
        }
    }

    #[test]
    fn in_a_binary_format_it_is_the_same(content in content()) {
        let mut bytes = Vec::new();
        ciborium::into_writer(&content, &mut bytes).expect("CBOR");
        match ciborium::from_reader::<Content, _>(bytes.as_slice()) {
            Ok(read) => prop_assert_eq!(read, content),
            Err(_) => prop_assert!(content.build().is_err()),
        }
    }

    #[test]
    fn a_job_is_the_same_too(content in toast(), key in any::<u64>(), id in any::<Option<u128>>()) {
        let mut job = Job::new(key, channel(), content.into());
        job.message_id = id.map(Uuid::from_u128);
        let json = serde_json::to_string(&job).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Job<u64>>(&json).expect("a job"), job);
    }

    #[test]
    fn elements_by_name_are_the_fields(content in content()) {
        let mut copy = Content::new(content.kind());
        for element in content.kind().elements() {
            let value = content.get(*element);
            match copy.set(*element, value.clone()) {
                Ok(()) => prop_assert_eq!(copy.get(*element), value),
                Err(_) => prop_assert!(matches!(value, Value::Count(100..))),
            }
        }
        copy.set_interval(content.interval());
        if let (Ok(a), Ok(b)) = (content.build(), copy.build()) && content.kind() != Kind::Raw {
            prop_assert_eq!(a, b);
        }
    }

    #[test]
    fn the_reader_is_total(body in vec(any::<u8>(), 0..400), markup in "[<>/=\"'&;#!?\\-\\[\\]a-cwp:xT \r\n]{0,80}") {
        for body in [&body[..], markup.as_bytes()] {
            let request = http::Request::post("/").header("X-WindowsPhone-Target", "toast").body(body).expect("a request");
            let _ = read_notification(&request, &Limits::default());
        }
    }
}
