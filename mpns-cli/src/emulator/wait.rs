use std::time::{Duration, Instant};

use http::Method;

use crate::control_api::ControlApi;
use crate::failure::Failure;

/// Waits until the emulator answers that it is well.
pub(super) async fn until_healthy(emulator: &ControlApi, limit: Duration) -> Result<(), Failure> {
    let begin = Instant::now();
    // Also without any time, it is asked once.
    let mut time = LONGEST;
    loop {
        let why = match emulator.ask(Method::GET, "/health", None, time).await {
            Ok(answer) => match answer.json() {
                Ok(health) if health.get("status").is_some_and(|status| status == "ok") => {
                    return Ok(());
                }
                Ok(_) => "something else answers there".to_owned(),
                Err(refusal) => refusal.to_string(),
            },
            Err(error) => error.to_string(),
        };
        let left = limit.saturating_sub(begin.elapsed());
        if left.is_zero() {
            let limit = humantime::format_duration(limit);
            return Err(Failure::no_reply(format_args!(
                "no emulator answers at {emulator} within {limit}: {why}"
            )));
        }
        tokio::time::sleep(PAUSE).await;
        time = left.clamp(PAUSE, LONGEST);
    }
}

const PAUSE: Duration = Duration::from_millis(50);
/// One answer may be lost.
const LONGEST: Duration = Duration::from_secs(10);
