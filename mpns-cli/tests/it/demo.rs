//! `mpns demo`.

use crate::common::run;

#[test]
fn demo_shows_every_kind_and_every_bad_state() {
    let (code, out, err) = run(&["demo"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    for line in [
        "toast                       200     received         shown",
        "silent toast                200     received         shown",
        "tile                        200     received         shown",
        "flip tile                   200     received         shown",
        "iconic tile                 200     received         shown",
        "cycle tile                  200     received         shown",
        "raw                         200     received         handed to the app",
        "toast, expired channel      404     channel-expired  never got it       delete the channel",
        "toast, inactive phone       412     device-inactive  never got it",
        "toast, full queue           200     queue-full       never got it",
        "toast, daily limit reached  406     throttled        never got it",
    ] {
        assert!(out.lines().any(|found| found.starts_with(line)), "{line}\n{out}");
    }
}
