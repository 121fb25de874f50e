use std::error::Error;
use std::{io, iter};

type Dyn = dyn Error + 'static;

/// An error and its causes, including those inside [`io::Error`]s.
pub(crate) fn causes(error: &Dyn) -> impl Iterator<Item = &Dyn> {
    chain(error, cause)
}

/// An error and its causes, each of whose texts says something new: an [`io::Error`] has the text of the error inside it.
pub(crate) fn shown_causes(error: &Dyn) -> impl Iterator<Item = &Dyn> {
    chain(error, Error::source)
}

fn chain(error: &Dyn, cause: fn(&Dyn) -> Option<&Dyn>) -> impl Iterator<Item = &Dyn> {
    // A chain of causes that is a circle must not hang a program.
    iter::successors(Some(error), move |error| cause(*error)).take(MAX_DEPTH)
}

fn cause(error: &Dyn) -> Option<&Dyn> {
    // The `source` of an I/O error is that of the error inside it, which would be skipped.
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

/// Far more than any transport has.
const MAX_DEPTH: usize = 64;
