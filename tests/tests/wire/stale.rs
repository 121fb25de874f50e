//! A response that belongs to another request, which an earlier exchange left over on a kept connection.

use std::collections::HashSet;
use std::io::Write as _;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread::sleep;
use std::time::Duration;

use mpns_connect::{ErrorKind, Retry};
use mpns_proto::uuid::Uuid;
use mpns_proto::{Backoff, ChannelUri};

use crate::support::{Server, each, receive, toast};

const GONE: &str = "HTTP/1.1 404 Not Found\r\nX-SubscriptionStatus: Expired\r\n";

#[test]
fn the_response_to_another_request_is_not_a_reply() {
    let own = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
    let other = Uuid::from_u128(7);
    each(|transport| {
        for (sent, echo, is_stale) in [
            (Some(own), format!("X-MessageID: {other}\r\n"), true),
            (Some(own), format!("x-messageid: {{{}}}\r\n", other.to_string().to_uppercase()), true),
            (Some(own), format!("X-MessageID: {}\r\n", own.to_string().to_uppercase()), false),
            (Some(own), format!("X-MessageID: {}\r\n", Uuid::nil()), false),
            (Some(own), "X-MessageID: 7\r\n".to_owned(), false),
            (Some(own), String::new(), false),
            (None, format!("X-MessageID: {other}\r\n"), false),
        ] {
            for body in ["", "gone", &"x".repeat(100_000)] {
                let answer = format!("{GONE}{echo}Content-Length: {}\r\n\r\n{body}", body.len());
                let server = Server::answering(answer.leak().as_bytes());
                let client = transport.new_client();
                let toast = match sent {
                    Some(id) => toast().with_message_id(id),
                    None => toast(),
                };
                for number in 1..=2 {
                    let result = client.request(toast.request(&server.channel()));
                    let Err(error) = result else {
                        assert!(!is_stale, "{echo}");
                        continue;
                    };
                    assert!(is_stale, "{echo}: {error}");
                    assert_eq!(error.kind(), &ErrorKind::StaleResponse);
                    assert!(error.may_have_been_delivered());
                    assert_eq!(error.retry(), Retry::MayShowTwice(Backoff::new()));
                    assert!(!format!("{error} {error:?}").contains("SECRET"));
                    assert_eq!(server.connections(), number, "the connection was used again");
                }
            }
        }
    });
}

/// The service leaves a surplus response behind: with its own, a little later, or before the next one.
#[test]
fn no_reply_is_given_to_another_send() {
    const SENDS: u64 = 300;
    each(|transport| {
        let read = Arc::new(Mutex::new(Vec::new()));
        let count = Arc::clone(&read);
        let server = Server::start(move |_, mut stream| leave_surplus(&mut stream, &count));
        let channel: ChannelUri = server.channel();
        let jobs = (0..SENDS).map(move |number| {
            let id = id(number);
            (id, channel.clone(), toast().with_message_id(id))
        });
        let (mut replies, mut stale) = (0, 0);
        transport.new_client().send_all(jobs, 3, |id, result| match result {
            Ok(reply) => {
                replies += 1;
                let echo = reply.message_id().and_then(|echo| echo.as_uuid());
                assert_eq!((echo, reply.status().as_u16()), (Some(id), status(id)));
            }
            Err(error) => {
                assert!(error.may_have_been_delivered(), "{error:?}");
                stale += usize::from(*error.kind() == ErrorKind::StaleResponse);
            }
        });
        assert!(replies > 50 && stale > 50, "{replies} replies, {stale} stale responses");
        let mut ids = HashSet::new();
        assert!(read.lock().unwrap().iter().all(|id| ids.insert(*id)), "sent again");
    });
}

fn leave_surplus(stream: &mut TcpStream, read: &Mutex<Vec<Uuid>>) {
    let mut before = None;
    while let Some(request) = receive(stream) {
        let id: Uuid = request.header("x-messageid").unwrap().parse().unwrap();
        read.lock().unwrap().push(id);
        let other = mix(id.as_u128() as u64).into();
        let other = Uuid::from_u128(other);
        let (first, later) = match id.as_u128() % 6 {
            0 | 1 => (answer(id), String::new()),
            2 => (answer(id) + &answer(other), String::new()),
            3 => (answer(id), answer(other)),
            4 => (answer(before.unwrap_or(other)) + &answer(id), String::new()),
            _ => (answer(other), answer(id)),
        };
        before = Some(id);
        if stream.write_all(first.as_bytes()).is_err() {
            return;
        }
        if !later.is_empty() {
            sleep(Duration::from_millis(1));
            if stream.write_all(later.as_bytes()).is_err() {
                return;
            }
        }
    }
}

fn answer(id: Uuid) -> String {
    let body = if id.as_u128().is_multiple_of(5) { "a page" } else { "" };
    let (status, length) = (status(id), body.len());
    format!("HTTP/1.1 {status} X\r\nX-MessageID: {id}\r\nContent-Length: {length}\r\n\r\n{body}")
}

fn status(id: Uuid) -> u16 {
    if id.as_u128().is_multiple_of(7) { 404 } else { 200 }
}

fn id(number: u64) -> Uuid {
    Uuid::from_u64_pair(mix(number), mix(!number))
}

/// One step of SplitMix64: any number, but the same one in each run.
fn mix(number: u64) -> u64 {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
