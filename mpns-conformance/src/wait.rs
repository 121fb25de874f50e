//! Waiting that works on every runtime, and without one.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

/// A value that another thread will set.
pub(crate) fn slot<T>() -> (Setter<T>, Slot<T>) {
    let state = Arc::new(Mutex::new(State { value: None, setter_is_gone: false, waker: None }));
    (Setter(Arc::clone(&state)), Slot(state))
}

/// Sets the value of a [`Slot`], once.
pub(crate) struct Setter<T>(Arc<Mutex<State<T>>>);

impl<T> Setter<T> {
    pub(crate) fn set(self, value: T) {
        lock(&self.0).value = Some(value);
    }
}

impl<T> Drop for Setter<T> {
    fn drop(&mut self) {
        let mut state = lock(&self.0);
        state.setter_is_gone = true;
        let waker = state.waker.take();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// The value, or `None` if its setter was dropped without setting it.
pub(crate) struct Slot<T>(Arc<Mutex<State<T>>>);

impl<T> Future for Slot<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = lock(&self.0);
        if state.setter_is_gone {
            return Poll::Ready(state.value.take());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

struct State<T> {
    value: Option<T>,
    setter_is_gone: bool,
    waker: Option<Waker>,
}

/// Waits, or not at all if the system refuses a thread: then nothing has time.
pub(crate) async fn sleep(time: Duration) {
    let (setter, slot) = slot();
    // Dropping the sender, also when the future is dropped, ends the thread.
    let (_cancel, cancelled) = mpsc::channel::<()>();
    let wait = move || {
        if cancelled.recv_timeout(time) == Err(RecvTimeoutError::Timeout) {
            setter.set(());
        }
    };
    if thread::Builder::new().spawn(wait).is_ok() {
        slot.await;
    }
}

/// The output of the future, or `None` if it takes longer.
pub(crate) async fn within<F: Future>(time: Duration, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut timer = pin!(sleep(time));
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => timer.as_mut().poll(context).map(|()| None),
    })
    .await
}

/// The outputs of the futures, in order, with at most `at_once` of them running.
///
/// It takes a list and not an iterator: if the closure of an iterator is held across an `await`, the
/// compiler cannot see that the future is `Send`.
pub(crate) async fn all<F: Future>(futures: Vec<F>, at_once: usize) -> Vec<F::Output> {
    let mut waiting = futures.into_iter().enumerate();
    let mut running: Vec<(usize, Pin<Box<F>>)> = Vec::new();
    let mut done: Vec<(usize, F::Output)> = Vec::new();
    poll_fn(|context| {
        loop {
            let free = at_once.max(1).saturating_sub(running.len());
            let started = waiting.by_ref().take(free).map(|(index, f)| (index, Box::pin(f)));
            running.extend(started);
            let before = done.len();
            running.retain_mut(|(index, future)| match future.as_mut().poll(context) {
                Poll::Pending => true,
                Poll::Ready(output) => {
                    done.push((*index, output));
                    false
                }
            });
            if running.is_empty() && done.len() == before {
                return Poll::Ready(());
            }
            if done.len() == before {
                return Poll::Pending;
            }
        }
    })
    .await;
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, output)| output).collect()
}

/// Runs a future on this thread.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        thread::park();
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The lock, even if it is poisoned: nothing done under it leaves the value half changed.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[test]
    fn all_keeps_the_order_and_the_number_at_once() {
        for at_once in [0, 1, 3, 100] {
            let running = Mutex::new((0, 0));
            let wait = |number: u64| {
                let running = &running;
                async move {
                    let now = {
                        let mut running = lock(running);
                        running.0 += 1;
                        running.1 = running.1.max(running.0);
                        running.0
                    };
                    assert!(now <= at_once.max(1));
                    sleep(Duration::from_millis(7 - number)).await;
                    lock(running).0 -= 1;
                    number
                }
            };
            let numbers = block_on(all((0..7).map(wait).collect(), at_once));
            assert_eq!(numbers, (0..7).collect::<Vec<_>>());
            assert_eq!(lock(&running).1, at_once.clamp(1, 7));
        }
    }

    #[test]
    fn within_gives_up() {
        assert_eq!(block_on(within(Duration::from_millis(1), pending::<()>())), None);
        assert_eq!(block_on(within(Duration::ZERO, ready(1))), Some(1));
    }

    #[test]
    fn a_slot_reports_that_nothing_will_come() {
        let (setter, waiting) = slot::<u8>();
        drop(setter);
        assert_eq!(block_on(waiting), None);
        let (setter, waiting) = slot();
        let thread = thread::spawn(move || setter.set(7));
        assert_eq!(block_on(waiting), Some(7));
        thread.join().unwrap();
    }
}
