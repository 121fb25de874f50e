use std::io;

/// Whether the process, or the system, has no file descriptor left for another socket or file.
pub(crate) fn is_out_of_descriptors(error: &io::Error) -> bool {
    error.raw_os_error().is_some_and(|code| CODES.contains(&code))
}

/// EMFILE and ENFILE, which every Unix numbers alike.
#[cfg(unix)]
const CODES: [i32; 2] = [24, 23];

/// `WSAEMFILE` and `ERROR_TOO_MANY_OPEN_FILES`.
#[cfg(windows)]
const CODES: [i32; 2] = [10024, 4];

#[cfg(not(any(unix, windows)))]
const CODES: [i32; 0] = [];
