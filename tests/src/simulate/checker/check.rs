use std::time::Duration;

use super::super::plan::Millis;

/// Whether all is well, or what is wrong.
pub(in super::super) type Check = Result<(), String>;

/// All is well if this is, and if not, that is wrong.
pub(super) fn ensure(is_well: bool, wrong: impl FnOnce() -> String) -> Check {
    if is_well { Ok(()) } else { Err(wrong()) }
}

/// The first whole second after this wait or with its end.
pub(super) fn whole_second(now: Millis, wait: Duration) -> u32 {
    let end = Duration::from_millis(now) + wait;
    let second = end.as_secs() + u64::from(end.subsec_nanos() > 0);
    u32::try_from(second).unwrap_or(u32::MAX)
}
