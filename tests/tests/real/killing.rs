//! A service, or a proxy in front of it, that ends while notifications are sent.

use crate::cutting::{Cutter, settings};
use crate::nginx::{Entry, Nginx};
use crate::program::run_alone;
use crate::reuse::channels;
use crate::tally::{Sent, Tally};
use crate::transport::{Transport, jobs};

const SENDS: usize = 4_000;
const AT_MOST: usize = 16;
/// How many results there are when the end comes.
const BEFORE: usize = 1_000;

#[test]
fn each_send_has_one_result_when_nginx_ends() {
    let _alone = run_alone();
    for transport in Transport::ALL {
        for server in ["HTTP", "VERIFY"] {
            let nginx = Nginx::start();
            let sent = send_until(transport, &nginx.origin(server), || nginx.tell_to_stop());
            let what = format!("nginx ends, {server}, {}", transport.name());
            // Each request under way may have been answered without a line in the log.
            report(&what, &sent, &nginx.log(), AT_MOST);
        }
    }
}

#[test]
fn each_send_has_one_result_when_haproxy_is_killed() {
    let _alone = run_alone();
    for transport in Transport::ALL {
        let nginx = Nginx::start();
        let mut cutter = Cutter::start(&nginx);
        let origin = cutter.origin("http", "BETWEEN");
        let sent = send_until(transport, &origin, || cutter.haproxy.kill());
        report(&format!("haproxy killed, {}", transport.name()), &sent, &nginx.stop(), 0);
    }
}

fn send_until(transport: Transport, origin: &str, mut end: impl FnMut()) -> Vec<Sent> {
    let client = settings().client(transport);
    let channels = channels(origin, SENDS);
    let mut sent: Vec<Option<Sent>> = (0..SENDS).map(|_| None).collect();
    let mut count = 0;
    client.send_all(jobs(channels.clone()), AT_MOST, |key, result| {
        let before = sent[key].replace(Sent::new(&channels[key], result));
        assert!(before.is_none(), "{key} has two results");
        count += 1;
        if count == BEFORE {
            end();
        }
    });
    sent.into_iter().map(|sent| sent.expect("one result for each")).collect()
}

fn report(what: &str, sent: &[Sent], logged: &[Entry], unlogged: usize) {
    let tally = Tally::judge(sent, logged);
    println!("{what}: {tally}");
    assert!(tally.accepted >= BEFORE && tally.unsent > 0, "{what}: {tally}");
    assert!(tally.unlogged <= unlogged, "{what}: {tally}");
}
