use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::failure::Failure;

/// Waits until the user or the system asks the program to end. When they ask again, it ends at once.
pub(crate) fn wait() -> Result<impl Future<Output = ()>, Failure> {
    asked().map_err(cannot_wait)
}

/// A flag that is set when the user or the system asks the program to end. When they ask again, it ends at once.
pub(crate) fn flag() -> Result<Arc<AtomicBool>, Failure> {
    is_asked().map_err(cannot_wait)
}

fn cannot_wait(error: io::Error) -> Failure {
    Failure::no_reply(format_args!("cannot wait for an interrupt: {error}"))
}

/// Not with tokio's signals: if they are compiled in, every runtime has a driver for them, which panics if the system
/// has no descriptor left for it.
#[cfg(unix)]
fn asked() -> io::Result<impl Future<Output = ()>> {
    use std::os::unix::net::UnixStream;

    use signal_hook::low_level;

    let (received, sender) = UnixStream::pair()?;
    received.set_nonblocking(true)?;
    register(&Arc::default(), |signal| {
        low_level::pipe::register(signal, sender.try_clone()?).map(drop)
    })?;
    let received = tokio::net::UnixStream::from_std(received)?;
    Ok(async move {
        // An error means that an interrupt cannot be waited for: then it is safer to end.
        let _ = received.readable().await;
    })
}

#[cfg(unix)]
fn is_asked() -> io::Result<Arc<AtomicBool>> {
    let is_asked = Arc::default();
    register(&is_asked, |_| Ok(()))?;
    Ok(is_asked)
}

/// Sets the flag at the first signal, and ends the program at the second.
#[cfg(unix)]
fn register(is_asked: &Arc<AtomicBool>, also: impl Fn(i32) -> io::Result<()>) -> io::Result<()> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;

    for signal in [SIGINT, SIGTERM, SIGHUP] {
        if signal == SIGHUP && is_hangup_ignored() {
            continue;
        }
        let status = SIGNALLED.saturating_add(signal);
        // Actions run in the order in which they are registered.
        flag::register_conditional_shutdown(signal, status, Arc::clone(is_asked))?;
        flag::register(signal, Arc::clone(is_asked))?;
        also(signal)?;
    }
    Ok(())
}

/// Whether the program was started to outlive its terminal, as `nohup` does. Linux says so in the mask of the signals
/// that are ignored; elsewhere it is not known.
#[cfg(unix)]
fn is_hangup_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    // The first signal is the lowest bit.
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask & 1 == 1)
}

#[cfg(not(unix))]
fn asked() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // An error means that an interrupt cannot be waited for: then it is safer to end.
        let _ = tokio::signal::ctrl_c().await;
    })
}

#[cfg(not(unix))]
fn is_asked() -> io::Result<Arc<AtomicBool>> {
    use std::sync::atomic::Ordering;

    let is_asked: Arc<AtomicBool> = Arc::default();
    let asked = Arc::clone(&is_asked);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let wait = move || {
        while runtime.block_on(tokio::signal::ctrl_c()).is_ok() {
            if asked.swap(true, Ordering::Relaxed) {
                std::process::exit(INTERRUPTED.into());
            }
        }
    };
    std::thread::Builder::new().spawn(wait)?;
    Ok(is_asked)
}

/// The exit status after ctrl-C.
pub(crate) const INTERRUPTED: u8 = 130;

/// The exit status after a signal, before its number is added.
#[cfg(unix)]
const SIGNALLED: i32 = 128;
