use std::io;

/// Waits until the user or the system asks the program to end. When they ask again, it ends at once.
///
/// Not with tokio's signals: if they are compiled in, every runtime has a driver for them, which panics if the system
/// has no descriptor left for it.
#[cfg(unix)]
pub(crate) fn wait() -> io::Result<impl Future<Output = ()>> {
    use std::os::unix::net::UnixStream;
    use std::sync::Arc;
    use std::sync::atomic::AtomicBool;

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::{flag, low_level};

    let (received, sender) = UnixStream::pair()?;
    received.set_nonblocking(true)?;
    let is_second = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        if signal == SIGHUP && is_hangup_ignored() {
            continue;
        }
        let status = SIGNALLED.saturating_add(signal);
        // Actions run in the order in which they are registered.
        flag::register_conditional_shutdown(signal, status, Arc::clone(&is_second))?;
        flag::register(signal, Arc::clone(&is_second))?;
        low_level::pipe::register(signal, sender.try_clone()?)?;
    }
    let received = tokio::net::UnixStream::from_std(received)?;
    Ok(async move {
        // An error means that an interrupt cannot be waited for: then it is safer to end.
        let _ = received.readable().await;
    })
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

/// Waits until the user asks the program to end.
#[cfg(not(unix))]
pub(crate) fn wait() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // An error means that an interrupt cannot be waited for: then it is safer to end.
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// The exit status after a signal, before its number is added.
#[cfg(unix)]
const SIGNALLED: i32 = 128;
