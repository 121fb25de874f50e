//! Any notification is the same after it was built, written and read back.

use std::time::{Duration, SystemTime};

use mpns_proto::service::{Incoming, read_notification};
use mpns_proto::{ChannelUri, Content, Job, Kind, Limits, NoReply, Record, Reply, Value};
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
    fn a_record_is_the_same_too(content in content(), key in any::<u64>(), delivered in any::<bool>(), took in any::<u32>()) {
        let mut no_reply = NoReply::new("no-reply", "no reply from h.example");
        no_reply.may_have_been_delivered = delivered;
        let reply = Reply::new(http::StatusCode::OK);
        for result in [Ok(&reply), Err(&no_reply)] {
            let job = Job::new(key, channel(), content.clone());
            let took = Duration::from_micros(took.into());
            let record = Record::new(job, result, SystemTime::UNIX_EPOCH + took, took);
            let json = serde_json::to_string(&record).expect("JSON");
            let mut bytes = Vec::new();
            ciborium::into_writer(&record, &mut bytes).expect("CBOR");
            let read = serde_json::from_str::<Record<u64>>(&json).map_err(|error| error.to_string());
            let of_bytes = ciborium::from_reader::<Record<u64>, _>(bytes.as_slice());
            for read in [read, of_bytes.map_err(|error| error.to_string())] {
                match read {
                    Ok(read) => prop_assert_eq!(&read, &record),
                    Err(error) => prop_assert!(content.build().is_err(), "{}", error),
                }
            }
        }
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
