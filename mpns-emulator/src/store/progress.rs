use std::future::pending;

use tokio::sync::watch;

use super::StateError;

/// How far the state is in its file, for those who wait for that.
#[derive(Clone, Debug)]
pub(crate) struct Progress(watch::Receiver<Written>);

impl Progress {
    pub(crate) fn new(event: u64) -> (watch::Sender<Written>, Self) {
        let (sender, receiver) = watch::channel(Ok(event));
        (sender, Self(receiver))
    }

    /// Waits until an event is in the file, and says whether it is.
    pub(crate) async fn reach(&self, event: u64) -> bool {
        let mut progress = self.0.clone();
        let known = |progress: &Written| progress.as_ref().map_or(true, |at| *at >= event);
        progress.wait_for(known).await.is_ok_and(|progress| progress.is_ok())
    }

    /// Whether the state can still be written.
    pub(crate) fn is_ok(&self) -> bool {
        self.0.borrow().is_ok()
    }

    /// Waits until the state cannot be written, which may never be.
    pub(crate) async fn failure(mut self) -> StateError {
        if let Ok(progress) = self.0.wait_for(Result::is_err).await
            && let Err(error) = &*progress
        {
            return error.clone();
        }
        pending().await
    }

    /// Waits until the writer has ended.
    pub(crate) async fn end(&self) {
        let mut progress = self.0.clone();
        while progress.changed().await.is_ok() {}
    }
}

/// The number of the latest event that is in the file, or why it cannot be written any more.
pub(super) type Written = Result<u64, StateError>;
