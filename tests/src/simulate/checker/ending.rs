//! Jobs that end.

use mpns_outbox::{End, Ticket};

use super::super::jobs::{JobRecord, NONE};
use super::super::plan::{Millis, SECOND};
use super::Checker;
use super::check::{Check, ensure};
use super::landing::Follows;

impl Checker {
    pub(super) fn end(
        &mut self,
        key: u32,
        end: End,
        attempts: u16,
        ticket: Option<Ticket>,
        now: Millis,
    ) -> Check {
        let job = self.jobs.get_mut(key as usize).ok_or("an unknown job has ended")?;
        ensure(!job.has_ended, || format!("job {key} has ended twice"))?;
        ensure(job.attempts == attempts, || {
            format!("job {key} has ended with {attempts} attempts")
        })?;
        job.has_ended = true;
        self.ended += 1;
        let job = *job;
        let channel = self.channels[job.channel as usize];
        let late = Millis::from(job.deadline);
        let is_late = late < now + SECOND || late < (Millis::from(channel.held_until) + 1) * SECOND;
        let unasked = match end {
            End::DeadlinePassed => is_late,
            End::Cancelled => job.is_withdrawn,
            End::ChannelExpired => channel.is_expired,
            End::Replaced => self.is_replaced(key),
            End::AttemptsReached => {
                job.attempts > 0 && job.attempts == u16::from(job.most_attempts)
            }
            End::MayHaveBeenDelivered => job.may_be_delivered && !job.may_show_twice,
            _ => true,
        };
        let mut is_true = unasked;
        let mut has_waited = true;
        if let Some(ticket) = ticket {
            let landing = self.landings.iter_mut().find(|landing| landing.ticket == ticket);
            let landing = landing.ok_or_else(|| format!("job {key} has ended by {ticket:?}"))?;
            ensure(landing.key == key && !landing.has_ended, || {
                format!("job {key} has ended by another")
            })?;
            landing.has_ended = true;
            has_waited = !matches!(landing.follows, Follows::End(_));
            is_true &= match landing.follows {
                Follows::End(right) => end == right,
                Follows::Hold { .. } => {
                    !matches!(end, End::Accepted | End::Refused(_) | End::Failed)
                }
            };
        } else {
            let unsent = [End::DeadlinePassed, End::Cancelled, End::ChannelExpired, End::Replaced];
            is_true &= unsent.contains(&end);
        }
        ensure(is_true, || format!("job {key} has ended as {end}: {job:?}"))?;
        self.jobs[key as usize].is_withdrawn |= end == End::Replaced;
        if has_waited {
            let channel = &mut self.channels[job.channel as usize];
            channel.waiting -= 1;
            channel.immediate -= u16::from(job.is_immediate);
        }
        self.refresh(job.channel, now);
        Ok(())
    }

    /// The first update of the same tile that waits.
    pub(super) fn waiting_update(&self, job: &JobRecord) -> Option<u32> {
        let channel = &self.channels[job.channel as usize];
        let mut key = channel.head;
        let mut is_in_flight = channel.is_in_flight;
        while job.tile != 0 && key != NONE {
            let older = &self.jobs[key as usize];
            if !older.has_ended && !std::mem::take(&mut is_in_flight) && older.tile == job.tile {
                return Some(key);
            }
            key = older.next;
        }
        None
    }

    /// Whether there is a newer update of its tile.
    fn is_replaced(&self, key: u32) -> bool {
        let job = &self.jobs[key as usize];
        let mut next = job.next;
        while next != NONE {
            let newer = &self.jobs[next as usize];
            if newer.tile == job.tile {
                return job.tile != 0;
            }
            next = newer.next;
        }
        false
    }
}
