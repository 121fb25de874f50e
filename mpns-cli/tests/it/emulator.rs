//! `mpns emulator`: the address that it listens on.

use crate::common::{Emulator, run};

#[test]
fn the_emulator_also_listens_on_a_name() {
    let emulator = Emulator::listen("localhost:0");
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    assert!(uri.starts_with(&format!("http://{}/", emulator.address)), "{uri}");
    assert_eq!(run(&["send", "toast", "--channel", uri, "--text1", "x"]).0, Some(0));
}

#[test]
fn an_invalid_address_is_refused_with_an_example() {
    for address in [
        "",
        "localhost",
        "8080",
        "127.0.0.1",
        ":",
        "127.0.0.1:65536",
        "http://127.0.0.1:8080",
        "::1:x",
    ] {
        let (code, out, err) = run(&["emulator", "--listen", address]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{address}: {err}");
        let begin = format!("mpns: --listen {address:?}: ");
        assert!(err.starts_with(&begin) && err.ends_with(", such as 127.0.0.1:8080\n"), "{err}");
    }
}
