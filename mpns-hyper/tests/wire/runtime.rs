use std::error::Error as _;
use std::future::Future as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use mpns_hyper::{Client, ErrorKind, Retry};
use mpns_proto::ChannelUri;

use crate::support::toast;

#[test]
fn without_a_runtime_there_is_an_error_that_says_so() {
    let (client, notification) = (Client::new(), toast());
    let channel: ChannelUri = "http://127.0.0.1/SECRET".parse().unwrap();
    let send = pin!(client.send(&notification, &channel));
    let Poll::Ready(Err(error)) = send.poll(&mut Context::from_waker(Waker::noop())) else {
        panic!("it waits for a runtime that is not there");
    };
    assert_eq!((error.kind(), error.retry()), (&ErrorKind::Request, Retry::Never));
    assert!(error.source().unwrap().to_string().contains("tokio runtime"), "{error:?}");
    assert!(!format!("{error} {error:?}").contains("SECRET"), "{error:?}");
}
