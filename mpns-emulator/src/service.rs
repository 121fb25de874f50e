use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use mpns_proto::AllowedHosts;
use mpns_proto::service::Callback;
use tokio::runtime::Handle;
use tokio::sync::watch;
use uuid::Uuid;

use crate::connection_faults::ConnectionFaults;
use crate::images::Images;
use crate::state::State;
#[cfg(feature = "store")]
use crate::store::Progress;
use crate::{BaseUri, Bounds, Token, UriShape, callback, server};

/// What the server and all handles to it share: the state, and those who wait for a change of it.
pub(crate) struct Service {
    /// Distinguishes it from other emulators that had or will have its address.
    pub(crate) instance: Uuid,
    pub(crate) base: BaseUri,
    pub(crate) shape: UriShape,
    pub(crate) bounds: Bounds,
    callback_hosts: AllowedHosts,
    pub(crate) images: Images,
    /// The runtime that callbacks are called on, until the shutdown.
    runtime: Handle,
    shutdown: watch::Receiver<bool>,
    state: Mutex<State>,
    /// The number of the latest event.
    changed: watch::Sender<u64>,
    changed_blocking: Condvar,
    /// How many threads wait for a change: to notify them is a system call, even if there is none.
    blocked: AtomicUsize,
    /// When the state has to be looked at again, by the clock of the system.
    wakeup: watch::Sender<Option<SystemTime>>,
    /// Tells the server.
    connection_faults: watch::Sender<ConnectionFaults>,
    /// How far the state is in its file, if it has one.
    #[cfg(feature = "store")]
    pub(crate) progress: Option<Progress>,
}

impl Service {
    pub(crate) fn new(
        state: State,
        callback_hosts: AllowedHosts,
        images: Images,
        runtime: Handle,
        shutdown: watch::Receiver<bool>,
        connection_faults: watch::Sender<ConnectionFaults>,
    ) -> Self {
        Self {
            instance: Uuid::new_v4(),
            base: state.rules.uris.base.clone(),
            shape: state.rules.uris.shape,
            bounds: state.rules.bounds.clone(),
            callback_hosts,
            images,
            runtime,
            shutdown,
            state: Mutex::new(state),
            changed: watch::Sender::new(0),
            changed_blocking: Condvar::new(),
            blocked: AtomicUsize::new(0),
            wakeup: watch::Sender::new(None),
            connection_faults,
            #[cfg(feature = "store")]
            progress: None,
        }
    }

    /// Reads the state.
    pub(crate) fn read<T>(&self, read: impl FnOnce(&State, SystemTime) -> T) -> T {
        let state = self.lock();
        read(&state, state.time(SystemTime::now()))
    }

    /// Changes the state, with all consequences that are due. The times are those of the emulator.
    pub(crate) fn change<T>(
        self: &Arc<Self>,
        change: impl FnOnce(&mut State, SystemTime) -> T,
    ) -> T {
        let system = SystemTime::now();
        let mut state = self.lock();
        let before = state.records.events.last();
        let now = state.time(system);
        state.run_due(now);
        let result = change(&mut state, now);
        let now = state.time(system);
        state.run_due(now);
        let after = state.records.events.last();
        let calls = state.take_calls();
        let wakeup = state.next_wakeup();
        let wakeup = wakeup.map(|at| at.checked_sub(state.advanced).unwrap_or(at));
        if state.take_new_faults() {
            let faults = state.faults.of_connections(tokio::time::Instant::now());
            self.connection_faults.send_replace(faults);
        }
        drop(state);
        self.wakeup.send_if_modified(|at| std::mem::replace(at, wakeup) != wakeup);
        if after != before {
            self.changed.send_replace(after);
            // A thread that waits said so under the lock, or will see the change under it.
            if self.blocked.load(Ordering::Relaxed) > 0 {
                self.changed_blocking.notify_all();
            }
        }
        for (token, callback) in calls {
            self.call(token, callback);
        }
        result
    }

    /// Waits until there is something to see, until the time is over, or until the emulator stops.
    pub(crate) async fn wait<T>(
        &self,
        time: Duration,
        mut look: impl FnMut(&State) -> Option<T>,
    ) -> Option<T> {
        let mut changed = self.changed.subscribe();
        let mut shutdown = self.shutdown.clone();
        let seen = async {
            loop {
                // What changes from here on is seen by the next look.
                changed.borrow_and_update();
                if let Some(seen) = look(&self.lock()) {
                    return Some(seen);
                }
                tokio::select! {
                    gone = changed.changed() => gone.ok()?,
                    () = server::stopped(&mut shutdown) => return None,
                }
            }
        };
        tokio::time::timeout(time, seen).await.ok().flatten()
    }

    /// The same, without a runtime.
    pub(crate) fn wait_blocking<T>(
        &self,
        time: Duration,
        mut look: impl FnMut(&State) -> Option<T>,
    ) -> Option<T> {
        let begin = Instant::now();
        let mut state = self.lock();
        loop {
            if let Some(seen) = look(&state) {
                return Some(seen);
            }
            let left = time.checked_sub(begin.elapsed()).filter(|left| !left.is_zero())?;
            self.blocked.fetch_add(1, Ordering::Relaxed);
            let waited = self.changed_blocking.wait_timeout(state, left);
            self.blocked.fetch_sub(1, Ordering::Relaxed);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Lets those look again who wait without a runtime.
    #[cfg(feature = "store")]
    pub(crate) fn wake_blocking(&self) {
        // They look, and begin to wait, under the lock.
        let _state = self.lock();
        self.changed_blocking.notify_all();
    }

    /// Whether nothing keeps the state out of its file, if it has one.
    #[cfg(feature = "store")]
    pub(crate) fn can_save(&self) -> bool {
        self.progress.as_ref().is_none_or(Progress::is_ok)
    }

    /// Waits until all that has changed is in the state file, if there is one. Otherwise it is not, and never will be.
    #[cfg(feature = "store")]
    pub(crate) async fn saved(&self) -> bool {
        let Some(progress) = &self.progress else { return true };
        progress.reach(self.read(|state, _| state.records.events.last())).await
    }

    /// Lets time pass: what waits goes on when it is due. Ends with the emulator.
    pub(crate) async fn run_clock(self: Arc<Self>) {
        let mut wakeup = self.wakeup.subscribe();
        let mut shutdown = self.shutdown.clone();
        loop {
            let at = *wakeup.borrow_and_update();
            let due = async {
                match at {
                    Some(at) => {
                        let left = at.duration_since(SystemTime::now()).unwrap_or_default();
                        tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
                    }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = due => self.change(|_, _| ()),
                changed = wakeup.changed() => if changed.is_err() { return },
                () = server::stopped(&mut shutdown) => return,
            }
        }
    }

    /// The number of the latest event, as it changes.
    pub(crate) fn changed(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Whether the emulator stops.
    pub(crate) fn shutdown(&self) -> watch::Receiver<bool> {
        self.shutdown.clone()
    }

    /// Calls a callback, unless the emulator stops before.
    fn call(self: &Arc<Self>, token: Token, callback: Arc<Callback>) {
        let service = Arc::clone(self);
        let mut shutdown = self.shutdown.clone();
        self.runtime.spawn(async move {
            let call = async {
                // If it is called before that is in the file, it may be called again after a restart.
                #[cfg(feature = "store")]
                if !service.saved().await {
                    std::future::pending::<()>().await;
                }
                callback::call(&callback, &service.callback_hosts).await
            };
            let called = tokio::select! {
                called = call => called,
                () = server::stopped(&mut shutdown) => return,
            };
            service.change(|state, _| {
                if let Some((channel, records)) = state.channel_mut(&token) {
                    channel.finish_call(&callback, called, records);
                }
            });
        });
    }

    /// Nothing done under the lock leaves the state half changed, so a poisoned lock is sound.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service").field("base", &self.base).finish_non_exhaustive()
    }
}

/// After that the clock of the system is read again, which may have been set meanwhile.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);
