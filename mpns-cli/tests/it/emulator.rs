//! `mpns emulator`: the address that it listens on, and what it refuses.

use crate::common::{Emulator, mpns, run};

#[test]
fn the_emulator_also_listens_on_a_name() {
    let emulator = Emulator::listen("localhost:0");
    let channel = emulator.ask("POST", "/channels");
    let uri = channel["uri"].as_str().expect("a URI");
    assert!(uri.starts_with(&format!("http://{}/", emulator.address)), "{uri}");
    assert_eq!(run(&["send", "toast", "--channel", uri, "--text1", "x"]).0, Some(0));
}

#[test]
fn a_strict_emulator_refuses_what_is_odd() {
    let command = ["emulator", "--listen", "127.0.0.1:0", "--strict"];
    for (command, code) in [(&command[..3], 0), (&command, 1)] {
        let emulator = Emulator::started(mpns(command));
        let channel = emulator.ask("POST", "/channels");
        let uri = channel["uri"].as_str().expect("a URI");
        let toast = "<wp:Notification xmlns:wp='WPNotification'><wp:Toast/></wp:Notification>";
        let (found, _, err) = run(&["send", "raw", "--channel", uri, "--body", toast]);
        assert_eq!(found, Some(code), "{command:?}: {err}");
    }
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
