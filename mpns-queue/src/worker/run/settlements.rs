use super::super::settlement::Settlement;
use super::super::settling::{Batch, Wrote, settle_batch};
use super::{Run, can_pass};
use crate::Error;

impl Run {
    pub(super) fn begin_settling(&mut self) {
        let has_none = self.unsettled.is_empty() && self.notes.is_empty();
        if self.settling.is_some() || has_none || !self.settle_pace.is_due() {
            return;
        }
        let settlements = std::mem::take(&mut self.unsettled);
        let notes = std::mem::take(&mut self.notes);
        let (database, owner) = (self.worker.database.clone(), self.worker.owner);
        let (longest_hold, now) = (self.worker.settings.longest_hold, self.clock.now().wall);
        let batch = Batch { owner, settlements, notes, longest_hold, now };
        self.settling = Some(Box::pin(settle_batch(database, batch)));
    }

    pub(super) fn take_wrote(&mut self, Wrote { notes, result }: Wrote) -> Result<(), Error> {
        // What came in the meantime is later.
        self.notes.splice(..0, notes);
        self.is_behind = result.is_err();
        match result {
            Ok(settled) => {
                self.worker.handle.update(|counts| counts.add(&settled));
                for Settlement { lease, .. } in settled.written.iter().chain(&settled.late) {
                    // It may have the next lease already.
                    if self.leased.get(&lease.channel) == Some(&lease.until) {
                        self.leased.remove(&lease.channel);
                    }
                }
                let has_busy = !settled.busy.is_empty();
                self.unsettled.splice(..0, settled.busy);
                self.settle_pace.now();
                if has_busy {
                    self.settle_pace.after(self.worker.settings.look);
                }
                if settled.has_more {
                    self.claim_pace.now();
                }
                Ok(())
            }
            Err((error, batch)) => {
                self.unsettled.splice(..0, batch);
                self.settle_pace.after_failure();
                self.note(&error);
                if can_pass(&error) { Ok(()) } else { Err(error) }
            }
        }
    }
}
