use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;

use crate::service::Service;
use crate::{Answer, Faults};

/// Answers or faults of an emulator, which are taken back when this is dropped.
///
/// ```
/// use mpns_emulator::{Answer, Emulator};
///
/// let emulator = Emulator::start_blocking(Emulator::LOOPBACK)?;
/// let unavailable = emulator.answer_next([Answer::Unavailable, Answer::Unavailable]);
/// // Two requests to any channel get 503.
/// drop(unavailable);
/// # Ok::<(), mpns_emulator::StartError>(())
/// ```
#[must_use = "what it injects is taken back when it is dropped"]
pub struct Injection {
    service: Arc<Service>,
    what: What,
}

enum What {
    Answers,
    Faults,
}

impl Injection {
    pub(crate) fn answers(service: &Arc<Service>, answers: VecDeque<Answer>) -> Self {
        service.change(|state, _| state.set_answers(answers));
        Self { service: Arc::clone(service), what: What::Answers }
    }

    pub(crate) fn faults(service: &Arc<Service>, faults: Faults) -> Self {
        service.change(|state, _| state.set_faults(faults));
        Self { service: Arc::clone(service), what: What::Faults }
    }
}

impl Drop for Injection {
    fn drop(&mut self) {
        self.service.change(|state, _| match self.what {
            What::Answers => state.set_answers(VecDeque::new()),
            What::Faults => state.set_faults(Faults::default()),
        });
    }
}

impl fmt::Debug for Injection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Injection").finish_non_exhaustive()
    }
}
