//! Jobs that are read from their file.

use std::num::NonZeroU16;
use std::time::Duration;

use mpns_outbox::{End, Job, Now};

use super::{Delivery, PROBES, WallSecond as _};
use crate::batch::counts::Verdict;
use crate::batch::job_line::Parcel;
use crate::batch::note::seconds;
use crate::batch::output::Why as Reason;
use crate::batch::parked::{Entry, Spot, Why};
use crate::batch::places::origin;
use crate::batch::record::Restored;
use crate::batch::waiting::Waiting;
use crate::lines::Line;

impl Delivery {
    /// Takes a line of the jobs, if it has not ended, is not on its way and need not wait. There has to be room.
    pub(in crate::batch) fn take(&mut self, line: Line<'_>, now: Now) {
        let number = line.number;
        let has_ended = self.record.has_ended(number);
        let restored = self.record.take_restored(number);
        if self.places.has(number) || line.is_empty() || (has_ended && restored.is_none()) {
            return;
        }
        let parcel = match self.rules.form.read(line.text, &self.rules.limits) {
            Ok(parcel) => parcel,
            Err(_) if has_ended => return,
            Err(error) => {
                self.output.add_invalid(number, &error, now.wall);
                self.record.end(number, Verdict::Invalid);
                return;
            }
        };
        let channel = self.parked.key(&parcel.channel);
        if let Some(restored) = restored {
            self.restore(channel, if has_ended { 0 } else { number }, restored);
        }
        if has_ended {
            return;
        }
        match self.parked.enter(channel, number, now.wall_second()) {
            Entry::Free { attempts, backoffs } => {
                self.admit(parcel, number, attempts, backoffs, now)
            }
            Entry::Waits(spot) => self.leave(parcel, number, spot, now),
        }
    }

    fn restore(&mut self, channel: u64, line: u64, restored: Restored) {
        match restored {
            Restored::Gone => {
                self.parked.wait(channel, 0, Why::Gone);
            }
            Restored::Held { until, attempts, backoffs } => {
                self.parked.wait(channel, until, Why::Held).backoffs = backoffs;
                if line > 0 {
                    self.parked.put_back(channel, line, attempts);
                }
            }
        }
    }

    /// A job whose channel is not parked.
    fn admit(&mut self, parcel: Parcel, line: u64, attempts: u16, backoffs: u8, now: Now) {
        let host = origin(&parcel.channel);
        let channel = self.parked.key(&parcel.channel);
        let most = self.rules.attempts.map_or(0, NonZeroU16::get);
        let left = NonZeroU16::new(most.saturating_sub(attempts));
        let job = self.waiting(parcel, line, channel, attempts);
        if most > 0 && left.is_none() {
            return self.end(job, Reason::End(End::AttemptsReached), attempts, None, now);
        }
        if let Some(until) = self.down.get(&host)
            && self.places.of_host(&host) >= PROBES
        {
            let until = (*until).max(now.wall_second().saturating_add(RETRY_DOWN));
            self.park(channel, line, attempts, until, Why::HostDown).backoffs = backoffs;
            return;
        }
        let uri = job.channel.clone();
        let mut push = Job::new(uri.clone(), job);
        push.interval = push.payload.notification.class().interval();
        push.deadline = self.time_left(now);
        push.attempts = left;
        push.may_show_twice = self.rules.may_show_twice;
        match self.outbox.push(push, now) {
            Ok(()) => {
                self.places.add(line, uri.clone(), host);
                if backoffs > 0 {
                    self.outbox.restore_backoffs(&uri, backoffs);
                }
            }
            // No room for the channel.
            Err(_) => {
                let spot = self.park(channel, line, attempts, now.wall_second(), Why::HostDown);
                spot.backoffs = backoffs;
            }
        }
    }

    /// A job whose channel is parked: it is left in its file, unless it would be too late.
    fn leave(&mut self, parcel: Parcel, line: u64, spot: Spot, now: Now) {
        let until = spot.until.max(now.wall_second());
        let too_late = self.rules.deadline.is_some_and(|deadline| seconds(deadline) <= until);
        let reason = match spot.why {
            Why::Gone => Reason::End(End::ChannelExpired),
            _ if too_late => Reason::End(End::DeadlinePassed),
            Why::Held if self.rules.no_retry => Reason::ChannelHeld,
            _ => return,
        };
        let attempts = if spot.line == line { spot.attempts } else { 0 };
        let channel = self.parked.key(&parcel.channel);
        let job = self.waiting(parcel, line, channel, attempts);
        self.end(job, reason, attempts, None, now);
    }

    fn waiting(&self, parcel: Parcel, line: u64, parked_as: u64, attempts_before: u16) -> Waiting {
        let Parcel { key, channel, notification, content, message_id } = parcel;
        let with_content = self.rules.with_content;
        let content = content.filter(|_| with_content);
        Waiting {
            line,
            key,
            channel,
            parked_as,
            notification,
            content,
            with_content,
            message_id,
            attempts_before,
        }
    }

    fn time_left(&self, now: Now) -> Option<Duration> {
        let deadline = self.rules.deadline?;
        Some(deadline.duration_since(now.wall).unwrap_or_default())
    }

    pub(super) fn park(
        &mut self,
        channel: u64,
        line: u64,
        attempts: u16,
        until: u64,
        why: Why,
    ) -> &mut Spot {
        self.parked.wait(channel, until, why);
        self.parked.put_back(channel, line, attempts);
        self.parked.wait(channel, until, why)
    }
}

/// After how many seconds a job is looked at again whose host is being probed.
const RETRY_DOWN: u64 = 5;
