//! When a job ends, and how often it is sent.

use std::num::NonZeroU16;

use clap::Args;
use mpns_queue::Terms;

use crate::deadline::{Deadline, deadline};

#[derive(Args)]
#[group(skip)]
pub(super) struct TermOptions {
    /// How long from now a notification is still sent, such as 15m or 24h, or none
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = deadline)]
    deadline: Deadline,

    /// How often a notification is sent at most [default: until the deadline]
    #[arg(long, value_name = "N")]
    attempts: Option<NonZeroU16>,

    /// Sends again what may have been delivered, which may show it twice
    #[arg(long)]
    may_show_twice: bool,
}

impl TermOptions {
    pub(super) fn terms(&self) -> Terms {
        let mut terms = Terms::default();
        terms.deadline = self.deadline.0;
        terms.attempts = self.attempts;
        terms.may_show_twice = self.may_show_twice;
        terms
    }
}
