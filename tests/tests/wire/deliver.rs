//! `deliver`: jobs of a lazy source until each has ended.

mod ending;
mod failures;
mod order;

use std::io::Write as _;
use std::num::NonZero;
use std::sync::{Arc, Mutex};

use mpns_outbox::{Job, Settings};
use mpns_proto::{Notification, Raw};

use crate::support::{Server, receive};

/// The numbers of the notifications that a server has received, with the paths of their channels.
type Numbers = Arc<Mutex<Vec<(String, u32)>>>;

/// A server that answers as the script says, by path and number, or closes the connection.
fn answering<F>(script: F) -> (Server, Numbers)
where
    F: Fn(&str, u32) -> Option<&'static str> + Send + Sync + 'static,
{
    let numbers = Numbers::default();
    let (received, script) = (Arc::clone(&numbers), Arc::new(script));
    let server = Server::start(move |_, mut stream| {
        while let Some(request) = receive(&mut stream) {
            let path = request.line.split(' ').nth(1).unwrap().to_owned();
            let number: u32 = String::from_utf8(request.body).unwrap().parse().unwrap();
            received.lock().unwrap().push((path.clone(), number));
            let Some(answer) = script(&path, number) else { return };
            let answer = format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n");
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    (server, numbers)
}

/// A job whose key is the number that is sent.
fn job(server: &Server, path: &str, number: u32) -> Job<(u32, Notification)> {
    let raw = Raw::from(number.to_string()).build().unwrap();
    Job::new(format!("http://{}{path}", server.address).parse().unwrap(), (number, raw))
}

fn settings(in_flight: usize, per_host: usize) -> Settings {
    let mut settings = Settings::default();
    settings.in_flight = NonZero::new(in_flight).unwrap();
    settings.in_flight_per_host = NonZero::new(per_host).unwrap();
    settings
}

const ACCEPTED: Option<&str> =
    Some("200 OK\r\nX-NotificationStatus: Received\r\nX-SubscriptionStatus: Active");
const INACTIVE: Option<&str> = Some("412 Precondition Failed\r\nX-NotificationStatus: Dropped");
const EXPIRED: Option<&str> = Some("404 Not Found\r\nX-SubscriptionStatus: Expired");
