use super::*;
use crate::exchange::HostKey;

/// A number, and whether the connection is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Numbered(u8, bool);

impl Pooled for Numbered {
    fn is_open(&self) -> bool {
        self.1
    }
}

fn open(number: u8) -> Numbered {
    Numbered(number, true)
}

#[test]
fn a_host_is_scheme_name_and_port() {
    let key = |uri: &str| HostKey::of(&uri.parse().unwrap());
    let hosts = ["http://a/", "http://a:81/", "https://a/", "http://b/"].map(key);
    let (pool, now) = (Pool::new(1, 9), Instant::now());
    for (number, host) in (1..).zip(&hosts) {
        assert_eq!(pool.put(host, open(number), now), None);
    }
    assert_eq!(pool.take(&key("http://A/other?path"), now), Some(open(1)));
    assert_eq!(pool.take(&hosts[0], now), None);
    for (number, host) in (2..).zip(&hosts[1..]) {
        assert_eq!(pool.take(host, now), Some(open(number)));
    }
}

#[test]
fn the_last_one_in_is_the_first_one_out_and_too_many_are_returned() {
    let now = Instant::now();
    for (per_host, in_all, kept) in [(2, 9, 2), (9, 2, 2), (9, 9, 3), (0, 9, 0), (9, 0, 0)] {
        let pool = Pool::new(per_host, in_all);
        let put: Vec<_> = (0..3).map(|number| pool.put(&"host", open(number), now)).collect();
        let expected: Vec<_> =
            (0..3).map(|number| (number >= kept).then_some(open(number))).collect();
        assert_eq!(put, expected, "{per_host} {in_all}");
        for number in (0..kept).rev() {
            assert_eq!(pool.take(&"host", now), Some(open(number)), "{per_host} {in_all}");
        }
        assert_eq!(pool.take(&"host", now), None);
        assert_eq!(pool.sweep(&"host", now), None);
        assert!(pool.is_empty());
    }
}

#[test]
fn a_connection_that_was_taken_or_is_too_old_leaves_room() {
    let (pool, now) = (Pool::new(1, 1), Instant::now());
    assert_eq!(pool.put(&"a", open(1), now), None);
    assert_eq!(pool.take(&"a", now), Some(open(1)));
    assert_eq!(pool.put(&"b", open(2), now), None);
    assert_eq!(pool.put(&"a", open(3), now), Some(open(3)));
    assert_eq!(pool.put(&"a", open(4), now + MAX_IDLE), None);
    assert_eq!(pool.take(&"b", now + MAX_IDLE), None);
}

#[test]
fn room_is_looked_for_once_a_second() {
    let (pool, start) = (Pool::new(1, 2), Instant::now());
    let end = start + MAX_IDLE;
    let before = |end: Instant| end - SWEEP_INTERVAL_FULL / 2;
    assert_eq!(pool.put(&"a", open(1), start), None);
    assert_eq!(pool.put(&"b", open(2), before(end)), None);
    assert_eq!(pool.put(&"c", open(3), before(end)), Some(open(3)));
    assert_eq!(pool.put(&"c", open(4), end), Some(open(4)), "swept less than a second ago");
    assert_eq!(pool.put(&"c", open(5), end + SWEEP_INTERVAL_FULL / 2), None);
}

#[test]
fn a_closed_connection_is_neither_kept_nor_handed_out() {
    let (pool, now) = (Pool::new(2, 2), Instant::now());
    let closed = Numbered(1, false);
    assert_eq!(pool.put(&"host", closed, now), Some(closed));
    assert!(pool.is_empty());
}

#[test]
fn a_connection_is_dropped_when_it_was_unused_for_long() {
    let (pool, start) = (Pool::new(2, 2), Instant::now());
    let half = start + MAX_IDLE / 2;
    let before = |end: Instant| end - Duration::from_nanos(1);
    assert_eq!(pool.put(&"host", open(1), start), None);
    assert_eq!(pool.put(&"host", open(2), half), None);
    let end = start + MAX_IDLE;
    assert_eq!(pool.sweep(&"host", before(end)), Some(end));
    assert_eq!(pool.sweep(&"host", end), Some(half + MAX_IDLE));
    assert_eq!(pool.take(&"host", before(half + MAX_IDLE)), Some(open(2)));
    assert_eq!(pool.take(&"host", start), None);
    assert_eq!(pool.put(&"host", open(2), half), None);
    assert_eq!(pool.take(&"host", half + MAX_IDLE), None);
    assert_eq!(pool.put(&"host", open(3), start), None);
    pool.lock().sweep_all(before(end));
    assert!(!pool.is_empty());
    pool.lock().sweep_all(end);
    assert!(pool.is_empty());
}

/// A transport without a timer of its own, whose other hosts may get no more requests.
#[test]
fn connections_to_other_hosts_are_dropped_as_well() {
    let (pool, start) = (Pool::new(9, 9), Instant::now());
    let end = start + MAX_IDLE;
    for (number, time) in [(1, start), (2, start + SWEEP_INTERVAL), (3, end - SWEEP_INTERVAL)] {
        assert_eq!(pool.put(&"a", open(number), time), None);
    }
    assert_eq!(pool.put(&"b", open(4), end), None);
    // As seen from the start, none of them is too old.
    assert_eq!(pool.take(&"a", start), Some(open(3)));
    assert_eq!(pool.take(&"a", start), Some(open(2)));
    assert_eq!(pool.take(&"a", start), None);
}

#[test]
#[cfg(unix)]
fn the_oldest_connections_are_given_up_if_no_descriptor_is_left() {
    let code = |code| DialError::Tcp(std::io::Error::from_raw_os_error(code).into());
    let (pool, start) = (Pool::new(9, 99), Instant::now());
    for number in 0..20 {
        let time = start + Duration::from_secs(number.into());
        assert_eq!(pool.put(&["a", "b", "c"][usize::from(number % 3)], open(number), time), None);
    }
    // ECONNREFUSED is no reason.
    assert_eq!(pool.give_up_for(&code(111)), []);
    let mut left = 0..20;
    for (error, expected) in [(24, GIVEN_UP), (23, GIVEN_UP), (24, 4), (24, 0)] {
        let mut given_up: Vec<_> =
            pool.give_up_for(&code(error)).into_iter().map(|connection| connection.0).collect();
        given_up.sort_unstable();
        assert_eq!(given_up, left.by_ref().take(expected).collect::<Vec<_>>());
        assert_eq!(pool.lock().count, left.len());
    }
    // Those of the same moment are as old as each other.
    for number in 0..20 {
        let _ = pool.put(&"a", open(number), start);
        let _ = pool.put(&"b", open(number), start);
    }
    assert_eq!(pool.give_up_for(&code(24)).len(), GIVEN_UP);
    assert_eq!(pool.lock().count, 18 - GIVEN_UP);
}
