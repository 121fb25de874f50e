use std::collections::HashSet;
use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use mpns_proto::ChannelUri;

use crate::support::{LONG, RECEIVED, Server, Transport, each, jobs, receive, refusing, toast};

const JOBS: usize = 2_000;
const AT_MOST: usize = 16;

/// A server that records the highest number of requests that it held at the same time.
fn counting() -> (Server, Arc<AtomicUsize>) {
    let most = Arc::new(AtomicUsize::new(0));
    let highest = Arc::clone(&most);
    let now = Arc::new(AtomicUsize::new(0));
    let server = Server::start(move |_, mut stream| {
        while receive(&mut stream).is_some() {
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst).saturating_add(1), Ordering::SeqCst);
            thread::yield_now();
            now.fetch_sub(1, Ordering::SeqCst);
            stream.write_all(RECEIVED).unwrap();
        }
    });
    (server, highest)
}

#[test]
fn many_jobs_are_sent_some_at_a_time_and_taken_lazily() {
    each(|transport| {
        // Each job that was taken and is not done is under way; a thread may hold a result that was not taken yet.
        let ahead = if transport == Transport::Blocking { 2 * AT_MOST } else { AT_MOST };
        let (server, most) = counting();
        let channel: ChannelUri = server.channel();
        let toast = toast();
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let jobs = (0..JOBS).map(move |key| {
            count.store(key + 1, Ordering::SeqCst);
            (key, channel.clone(), toast.clone())
        });
        let mut keys = HashSet::new();
        transport.new_client().send_all(jobs, AT_MOST, |key, result| {
            assert_eq!(result.unwrap().status(), 200);
            let taken = taken.load(Ordering::SeqCst);
            assert!(keys.insert(key), "{key} came twice");
            assert!(taken <= keys.len() + ahead, "{taken} taken, {} done", keys.len());
        });
        assert_eq!(keys.len(), JOBS);
        let most = most.load(Ordering::SeqCst);
        assert!((2..=AT_MOST).contains(&most), "{most} at once");
        assert!(server.connections() <= AT_MOST, "{} connections", server.connections());
    });
}

#[test]
fn each_job_has_its_own_result() {
    each(|transport| {
        let server = Server::answering(RECEIVED);
        let refusing = format!("http://{}/SECRET", refusing()).parse().unwrap();
        let channels = vec![server.channel(), refusing, server.channel()];
        for at_most in [0, 1, 100] {
            let mut results = Vec::new();
            let client = transport.new_client();
            client.send_all(jobs(channels.clone()), at_most, |key, result| {
                results.push((key, result.is_ok()));
            });
            results.sort_unstable();
            assert_eq!(results, [(0, true), (1, false), (2, true)], "{at_most}");
        }
        transport.new_client().send_all(jobs(Vec::new()), 4, |key, _| panic!("job {key}"));
    });
}

#[test]
fn timed_out_sends_make_room_for_others() {
    each(|transport| {
        // The first connections are never answered; each send on them ends at the time limit.
        let server = Server::start(|number, mut stream| {
            while receive(&mut stream).is_some() {
                if number < AT_MOST {
                    thread::sleep(LONG);
                }
                stream.write_all(RECEIVED).unwrap();
            }
        });
        let client = transport.builder().timeout(Duration::from_secs(2)).build();
        let (mut done, mut failed) = (0, 0);
        client.send_all(jobs(vec![server.channel(); 4 * AT_MOST]), AT_MOST, |_, result| {
            done += 1;
            failed += usize::from(result.is_err());
        });
        assert_eq!((done, failed), (4 * AT_MOST, AT_MOST));
        assert!(server.connections() <= 2 * AT_MOST, "{} connections", server.connections());
    });
}
