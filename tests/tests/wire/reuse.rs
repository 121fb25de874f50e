use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};
use std::thread::sleep;
use std::time::Duration;

use socket2::SockRef;

use crate::support::{RECEIVED, Server, each, jobs, receive};

#[test]
fn a_kept_connection_that_was_closed_is_replaced_silently() {
    each(|transport| {
        // Each connection serves one exchange, is not announced to close, and is closed.
        let (closed, is_closed) = channel();
        let server = Server::start(move |_, mut stream| {
            receive(&mut stream).unwrap();
            stream.write_all(RECEIVED).unwrap();
            drop(stream);
            closed.send(()).unwrap();
        });
        let client = transport.new_client();
        for number in 1..=50 {
            let _ = client.send(&server.channel()).unwrap();
            is_closed.recv().unwrap();
            assert_eq!(server.connections(), number);
        }
    });
}

/// The connection ends when the client has its reply: a single-threaded runtime does not notice before the next send.
#[test]
fn a_kept_connection_that_ends_after_its_exchange_is_replaced_silently() {
    each(|transport| {
        for is_reset in [false, true] {
            // One for the client, one for the connection.
            let step = Arc::new(Barrier::new(2));
            let on_step = Arc::clone(&step);
            let server = Server::start(move |_, mut stream| {
                receive(&mut stream).unwrap();
                stream.write_all(RECEIVED).unwrap();
                on_step.wait();
                if is_reset {
                    SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
                }
                drop(stream);
                on_step.wait();
            });
            let client = transport.new_client();
            for number in 1..=10 {
                let _ = client.send(&server.channel()).unwrap();
                assert_eq!(server.connections(), number, "{is_reset}");
                step.wait();
                step.wait();
            }
        }
    });
}

#[test]
fn any_number_of_closed_connections_is_skipped() {
    const KEPT: usize = 8;
    each(|transport| {
        // The first connections are answered once all are open, and then closed together.
        let barrier = Arc::new(Barrier::new(KEPT));
        let (closed, is_closed) = channel();
        let server = Server::start(move |number, mut stream| {
            receive(&mut stream).unwrap();
            if number < KEPT {
                barrier.wait();
            }
            stream.write_all(RECEIVED).unwrap();
            drop(stream);
            closed.send(()).unwrap();
        });
        let client = transport.new_client();
        client.send_all(jobs(vec![server.channel(); KEPT]), KEPT, |_, result| {
            let _ = result.unwrap();
        });
        assert_eq!(server.connections(), KEPT);
        for _ in 0..KEPT {
            is_closed.recv().unwrap();
        }
        let _ = client.send(&server.channel()).unwrap();
        assert_eq!(server.connections(), KEPT + 1);
    });
}

#[test]
fn a_request_that_was_read_on_a_kept_connection_is_not_repeated() {
    each(|transport| {
        let read = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&read);
        let server = Server::start(move |_, mut stream| {
            receive(&mut stream).unwrap();
            read.fetch_add(1, Ordering::SeqCst);
            stream.write_all(RECEIVED).unwrap();
            if receive(&mut stream).is_some() {
                read.fetch_add(1, Ordering::SeqCst);
            }
        });
        let client = transport.new_client();
        let _ = client.send(&server.channel()).unwrap();
        let error = client.send(&server.channel()).unwrap_err();
        assert!(error.may_have_been_delivered(), "{error:?}");
        assert_eq!(count.load(Ordering::SeqCst), 2);
        assert_eq!(server.connections(), 1);
    });
}

#[test]
fn unsolicited_bytes_end_a_kept_connection() {
    each(|transport| {
        let (sent, was_sent) = channel();
        let server = Server::start(move |_, mut stream| {
            receive(&mut stream).unwrap();
            stream.write_all(RECEIVED).unwrap();
            let timeout =
                b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
            // Two writes might arrive as one, which is another case.
            sleep(Duration::from_millis(50));
            stream.write_all(timeout).unwrap();
            sent.send(()).unwrap();
            receive(&mut stream);
        });
        let client = transport.new_client();
        for number in 1..=5 {
            assert_eq!(client.send(&server.channel()).unwrap().status(), 200);
            was_sent.recv().unwrap();
            assert_eq!(server.connections(), number);
        }
    });
}
