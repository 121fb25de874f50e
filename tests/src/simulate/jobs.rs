use super::plan::Millis;

/// A job, as the simulation knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct JobRecord {
    pub(super) channel: u32,
    pub(super) pushed: u32,
    /// When it is too late, or [`NEVER`].
    pub(super) deadline: u32,
    /// The next job of the channel, or [`NONE`].
    pub(super) next: u32,
    pub(super) attempts: u16,
    /// Zero if there is no limit.
    pub(super) most_attempts: u8,
    /// Zero if it is no tile.
    pub(super) tile: u8,
    pub(super) is_immediate: bool,
    pub(super) may_show_twice: bool,
    pub(super) has_ended: bool,
    /// Whether a newer tile or a cancelled channel has ended it, which says nothing of the sender.
    pub(super) is_withdrawn: bool,
    /// Whether a request was sent that may have delivered it.
    pub(super) may_be_delivered: bool,
    /// How often the service accepted it.
    pub(super) delivered: u8,
}

impl JobRecord {
    pub(super) fn is_too_late(&self, at: Millis) -> bool {
        self.deadline != NEVER && at >= self.deadline.into()
    }
}

/// A time that does not come.
pub(super) const NEVER: u32 = u32::MAX;
/// No job.
pub(super) const NONE: u32 = u32::MAX;
