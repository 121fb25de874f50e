//! Transports that are wrong in one thing, made from one that is right.

use std::sync::Mutex;
use std::{io, thread};

use http::header::{CONTENT_LENGTH, LOCATION, TRANSFER_ENCODING};
use http::{HeaderValue, Request, Response, StatusCode, Uri};

use mpns_conformance::Suite;

use crate::careless::Careless;
use crate::tcp::Tcp;

pub(crate) type Sent = io::Result<Response<()>>;
pub(crate) type Transport = Box<dyn Fn(&Own, Request<Vec<u8>>) -> Sent + Send + Sync>;

/// What a transport keeps. It has one of its own in each case, since they run side by side, and the system may
/// give the port of a case that is over to the next.
pub(crate) struct Own {
    pub(crate) tcp: Tcp,
    careless: Careless,
    before: Mutex<Option<Response<()>>>,
}

impl Own {
    pub(crate) fn new() -> Self {
        Self {
            tcp: Tcp::new(Suite::TIME_LIMIT),
            careless: Careless::default(),
            before: Mutex::default(),
        }
    }
}

/// Changes the request.
pub(crate) fn edit(change: impl Fn(&mut Request<Vec<u8>>) + Send + Sync + 'static) -> Transport {
    Box::new(move |own, mut request| {
        change(&mut request);
        own.tcp.send(&request)
    })
}

pub(crate) fn insert(request: &mut Request<Vec<u8>>, name: http::HeaderName, value: &'static str) {
    request.headers_mut().insert(name, HeaderValue::from_static(value));
}

pub(crate) fn chunk(request: &mut Request<Vec<u8>>) {
    request.headers_mut().remove(CONTENT_LENGTH);
    insert(request, TRANSFER_ENCODING, "chunked");
    let mut chunked = Vec::new();
    if !request.body().is_empty() {
        chunked = format!("{:x}\r\n", request.body().len()).into_bytes();
        chunked.extend_from_slice(request.body());
        chunked.extend_from_slice(b"\r\n");
    }
    chunked.extend_from_slice(b"0\r\n\r\n");
    *request.body_mut() = chunked;
}

pub(crate) fn retarget(change: impl Fn(&str) -> String + Send + Sync + 'static) -> Transport {
    edit(move |request| {
        let uri = request.uri();
        let target = change(uri.path_and_query().unwrap().as_str());
        *request.uri_mut() =
            format!("http://{}{target}", uri.authority().unwrap()).parse().unwrap();
    })
}

/// Changes the response.
pub(crate) fn answer(change: impl Fn(&mut Response<()>) + Send + Sync + 'static) -> Transport {
    Box::new(move |own, request| {
        let mut response = own.tcp.send(&request)?;
        change(&mut response);
        Ok(response)
    })
}

pub(crate) fn keep_last(response: &mut Response<()>) {
    let all = response.headers().clone();
    response.headers_mut().clear();
    for (name, value) in &all {
        response.headers_mut().insert(name, value.clone());
    }
}

pub(crate) fn keep_text(response: &mut Response<()>) {
    let all = response.headers().clone();
    response.headers_mut().clear();
    for (name, value) in all.iter().filter(|(_, value)| value.to_str().is_ok()) {
        response.headers_mut().append(name, value.clone());
    }
}

pub(crate) fn follow(own: &Own, mut request: Request<Vec<u8>>) -> Sent {
    let response = own.tcp.send(&request)?;
    let Some(location) = response.headers().get(LOCATION) else { return Ok(response) };
    let location = location.to_str().unwrap();
    let location = match location.strip_prefix('/') {
        None => location.to_owned(),
        Some(_) => format!("http://{}{location}", request.uri().authority().unwrap()),
    };
    *request.uri_mut() = location.parse::<Uri>().unwrap();
    own.tcp.send(&request)
}

pub(crate) fn refuse_error_status(own: &Own, request: Request<Vec<u8>>) -> Sent {
    let response = own.tcp.send(&request)?;
    if response.status().is_client_error() { Err(io::Error::other("404")) } else { Ok(response) }
}

pub(crate) fn panic_at_odd_codes(own: &Own, request: Request<Vec<u8>>) -> Sent {
    let response = own.tcp.send(&request)?;
    assert!(response.status() < StatusCode::from_u16(600).unwrap(), "made to panic");
    Ok(response)
}

pub(crate) fn refuse_ipv6(own: &Own, request: Request<Vec<u8>>) -> Sent {
    match request.uri().host() {
        Some(host) if host.starts_with('[') => Err(io::Error::other("what is that?")),
        _ => own.tcp.send(&request),
    }
}

/// Adds something about the channel to each error.
pub(crate) fn failing(say: impl Fn(&Uri) -> String + Send + Sync + 'static) -> Transport {
    Box::new(move |own, request| {
        own.tcp
            .send(&request)
            .map_err(|error| io::Error::other(format!("{}: {error}", say(request.uri()))))
    })
}

pub(crate) fn show_in_debug(own: &Own, request: Request<Vec<u8>>) -> Sent {
    #[derive(Debug, thiserror::Error)]
    #[error("the send failed")]
    struct Failed(Uri);
    own.tcp.send(&request).map_err(|_| io::Error::other(Failed(request.uri().clone())))
}

pub(crate) fn before(own: &Own, request: Request<Vec<u8>>) -> Sent {
    let response = own.tcp.send(&request)?;
    let before = own.before.lock().unwrap().replace(response.clone());
    Ok(before.unwrap_or(response))
}

pub(crate) fn careless(own: &Own, request: Request<Vec<u8>>) -> Sent {
    own.careless.send(&request, false)
}

pub(crate) fn careless_that_wants_the_body(own: &Own, request: Request<Vec<u8>>) -> Sent {
    own.careless.send(&request, true)
}

pub(crate) fn loop_forever() -> Sent {
    loop {
        thread::park();
    }
}

pub(crate) fn ok() -> Sent {
    Ok(Response::new(()))
}
