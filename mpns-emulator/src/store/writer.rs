use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;

use super::progress::Written;
use super::{Progress, StateError, StateFile};
use crate::service::Service;
use crate::state::changes::{Changes, Point};

/// The thread that writes what changes to the state file. It ends when this is dropped, after all that has changed.
pub(crate) struct Writer {
    service: Arc<Service>,
    ends: Arc<AtomicBool>,
    progress: Progress,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// Writes what changes from a point on.
    pub(crate) fn start(
        file: StateFile,
        from: Point,
        service: &Arc<Service>,
        written: watch::Sender<Written>,
        progress: Progress,
    ) -> Result<Self, StateError> {
        let ends = Arc::new(AtomicBool::new(false));
        let thread = {
            let (service, ends) = (Arc::clone(service), Arc::clone(&ends));
            let unwritten = file.unwritten();
            let write = move || write(&file, from, &service, &ends, &written);
            thread::Builder::new().name(THREAD.into()).spawn(write).map_err(unwritten)?
        };
        Ok(Self { service: Arc::clone(service), ends, progress, thread: Some(thread) })
    }

    /// Waits until all that has changed is written.
    pub(crate) async fn finish(self) {
        self.set_end();
        self.progress.end().await;
    }

    fn set_end(&self) {
        self.ends.store(true, Ordering::Release);
        self.service.wake_blocking();
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.set_end();
        if let Some(thread) = self.thread.take() {
            // A panic on the thread was reported when it happened.
            let _ = thread.join();
        }
    }
}

/// What to do next.
enum Step {
    Write(Box<Changes>),
    End,
}

fn write(
    file: &StateFile,
    mut from: Point,
    service: &Service,
    ends: &AtomicBool,
    progress: &watch::Sender<Written>,
) {
    let next = |from| {
        service.wait_blocking(Duration::MAX, |state| match state.changes_since(from) {
            Some(changes) => Some(Step::Write(Box::new(changes))),
            None => ends.load(Ordering::Acquire).then_some(Step::End),
        })
    };
    while let Some(Step::Write(changes)) = next(from) {
        from = changes.to;
        let written = file.save(*changes);
        let has_failed = written.is_err();
        let _ = progress.send_replace(written.map(|()| from.event));
        if has_failed {
            return;
        }
    }
}

const THREAD: &str = "mpns-emulator-state";
