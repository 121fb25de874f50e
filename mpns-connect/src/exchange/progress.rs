/// The connection of an attempt.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum On {
    #[default]
    None,
    New,
    Kept,
}

/// How much of a request has been sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Progress {
    #[default]
    Unsent,
    Written,
    Flushed,
}
