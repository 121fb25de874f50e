//! What a response means: the table of responses (`ff941100`), and what it leaves open.

mod headers;
mod outcomes;

use http::Response;
use mpns_proto::Reply;

pub(crate) fn reply(status: u16, headers: &[(&str, &[u8])]) -> Reply {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Reply::from_response(&response.body(()).expect("a response"))
}
