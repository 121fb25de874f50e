use std::future::Future as _;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::*;
use crate::transport::MAX_LOOKUPS;

/// Answers when the test lets it.
#[derive(Debug)]
struct Held {
    begun: Mutex<Sender<String>>,
    go: Mutex<Receiver<io::Result<Vec<SocketAddr>>>>,
    threads: AtomicUsize,
    refused: AtomicUsize,
    /// Any thread beyond these is refused.
    at_most: usize,
}

type Answers = Sender<io::Result<Vec<SocketAddr>>>;

impl LookupSystem for Held {
    fn addresses(&self, name: &str) -> io::Result<Vec<SocketAddr>> {
        let _ = self.begun.lock().unwrap_or_else(PoisonError::into_inner).send(name.to_owned());
        self.go.lock().unwrap_or_else(PoisonError::into_inner).recv().unwrap()
    }

    fn start(&self, work: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        if self.threads.fetch_add(1, Ordering::SeqCst) >= self.at_most {
            self.refused.fetch_add(1, Ordering::SeqCst);
            return Err(io::ErrorKind::WouldBlock.into());
        }
        OperatingSystem.start(work)
    }
}

fn held(at_most: usize) -> (Resolver, Arc<Held>, Receiver<String>, Answers) {
    let ((begun, names), (answers, go)) = (channel(), channel());
    let (threads, refused) = Default::default();
    let (begun, go) = (Mutex::new(begun), Mutex::new(go));
    let system = Arc::new(Held { begun, go, threads, refused, at_most });
    (Resolver::new(Arc::<Held>::clone(&system)), system, names, answers)
}

fn ask(resolver: &Resolver, host: &str) -> Lookup {
    let uri = format!("http://{host}:81/").parse().unwrap();
    resolver.addresses(&Origin::of(&uri).unwrap())
}

fn address(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

const LONG: Duration = Duration::from_secs(60);

fn wait(lookup: Lookup) -> Result<Vec<SocketAddr>, LookupError> {
    lookup.wait(Instant::now().checked_add(LONG)).expect("an answer in time")
}

#[test]
fn an_address_is_not_looked_up() {
    let (resolver, system, ..) = held(0);
    for (host, expected) in [("127.0.0.1", "127.0.0.1:81"), ("[::1]", "[::1]:81")] {
        assert_eq!(wait(ask(&resolver, host)).unwrap(), [address(expected)]);
    }
    assert_eq!(system.threads.load(Ordering::SeqCst), 0);
}

#[test]
fn those_who_wait_share_the_answer_and_those_who_come_later() {
    let (resolver, system, begun, answers) = held(9);
    let lookups: Vec<_> =
        ["name.example", "NAME.example", "name.EXAMPLE"].map(|host| ask(&resolver, host)).into();
    answers.send(Ok(vec![address("10.0.0.2:0"), address("[::2]:0")])).unwrap();
    for lookup in lookups.into_iter().chain([ask(&resolver, "name.example")]) {
        assert_eq!(wait(lookup).unwrap(), [address("10.0.0.2:81"), address("[::2]:81")]);
    }
    assert_eq!(wait(ask(&resolver, "name.example")).unwrap().len(), 2);
    assert_eq!(begun.try_iter().collect::<Vec<_>>(), ["name.example"]);
    assert_eq!(system.threads.load(Ordering::SeqCst), 1);
}

#[test]
fn a_waiter_ends_at_its_own_time_and_hanging_lookups_are_few() {
    let (resolver, system, begun, answers) = held(99);
    let lookups: Vec<_> = (0..10).map(|number| ask(&resolver, &format!("host{number}"))).collect();
    let hanging: Vec<_> = (0..MAX_LOOKUPS).map(|_| begun.recv_timeout(LONG).unwrap()).collect();
    for lookup in lookups.into_iter().chain([ask(&resolver, "host0"), ask(&resolver, "host9")]) {
        assert!(lookup.wait(Some(Instant::now())).is_none());
    }
    assert_eq!(system.threads.load(Ordering::SeqCst), MAX_LOOKUPS);
    // Once they are over, other names get their turn.
    for _ in 0..=MAX_LOOKUPS {
        answers.send(Ok(vec![address("10.0.0.3:0")])).unwrap();
    }
    assert_eq!(wait(ask(&resolver, "other")).unwrap(), [address("10.0.0.3:81")]);
    // Of those that nobody waits for any more, none has been looked up.
    assert_eq!(begun.try_iter().collect::<Vec<_>>(), ["other"]);
    assert!(hanging.iter().all(|name| name.starts_with("host")));
}

#[test]
fn a_future_is_woken_by_its_answer() {
    let (resolver, _, begun, answers) = held(9);
    let mut lookup = pin!(ask(&resolver, "name.example"));
    let (sender, woken) = channel();
    let waker = Waker::from(Arc::new(Tell(Mutex::new(sender))));
    let mut context = Context::from_waker(&waker);
    assert!(lookup.as_mut().poll(&mut context).is_pending());
    assert_eq!(begun.recv_timeout(LONG).unwrap(), "name.example");
    answers.send(Ok(vec![address("10.0.0.4:0")])).unwrap();
    woken.recv_timeout(LONG).unwrap();
    let Poll::Ready(answer) = lookup.as_mut().poll(&mut context) else { panic!("no answer") };
    assert_eq!(answer.unwrap(), [address("10.0.0.4:81")]);
}

struct Tell(Mutex<Sender<()>>);

impl std::task::Wake for Tell {
    fn wake(self: Arc<Self>) {
        let _ = self.0.lock().unwrap().send(());
    }
}

#[test]
fn a_name_without_addresses_is_an_error() {
    for (answer, text) in [
        (Ok(vec![]), "the host name has no address"),
        (Err(io::ErrorKind::NotFound.into()), "the host name cannot be looked up"),
    ] {
        let (resolver, _, _, answers) = held(9);
        answers.send(answer).unwrap();
        assert_eq!(wait(ask(&resolver, "name.example")).unwrap_err().to_string(), text);
    }
}

#[test]
fn a_refused_thread_is_an_error_unless_another_one_runs() {
    let (resolver, system, begun, answers) = held(1);
    let first = ask(&resolver, "first");
    assert_eq!(begun.recv_timeout(LONG).unwrap(), "first");
    let second = ask(&resolver, "second");
    assert_eq!(system.refused.load(Ordering::SeqCst), 1);
    for lookup in [first, second] {
        answers.send(Ok(vec![address("10.0.0.5:0")])).unwrap();
        assert_eq!(wait(lookup).unwrap(), [address("10.0.0.5:81")]);
    }
    let (resolver, ..) = held(0);
    for _ in 0..2 {
        let error = wait(ask(&resolver, "name.example")).unwrap_err();
        assert!(matches!(&error, LookupError::NoThread(_)), "{error:?}");
        assert!(std::error::Error::source(&error).is_some_and(|cause| cause.is::<io::Error>()));
    }
}

#[test]
fn a_reserved_thread_looks_names_up_and_ends() {
    let (resolver, system, begun, answers) = held(1);
    for name in ["first", "second"] {
        let reserved = resolver.reserve_thread();
        // No other thread could be started.
        for host in [name, "another"] {
            answers.send(Ok(vec![address("10.0.0.6:0")])).unwrap();
            assert_eq!(wait(ask(&resolver, &format!("{host}.{name}"))).unwrap().len(), 1);
        }
        assert_eq!(begun.try_iter().count(), 2);
        drop(reserved);
        while Arc::strong_count(&system) > 2 {
            std::thread::sleep(Duration::from_millis(1));
        }
        system.threads.store(0, Ordering::SeqCst);
    }
}
