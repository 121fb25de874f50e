//! The shapes of channel URIs, and the profile of ReLiveWP.

use mpns_emulator::{Emulator, Options, Profile, UriShape};

use crate::client::{path, push_toast};

#[test]
fn only_paths_of_the_shape_are_channels() {
    for (profile, shape, begin, known, unknown) in [
        (Profile::Mpns, None, "/throttledthirdparty/01.00/", "200 Received Connected Active", true),
        (Profile::Mpns, Some(UriShape::U1), "/u/1/", "200 Received Connected Active", true),
        (
            Profile::Mpns,
            Some(UriShape::Channel),
            "/channel/",
            "200 Received Connected Active",
            true,
        ),
        (Profile::ReLiveWp, None, "/channel/", "200 - - -", false),
    ] {
        let options = Options { profile, uri_shape: shape, ..Options::default() };
        let emulator = Emulator::start_blocking_with(Emulator::LOOPBACK, options).expect("a port");
        let channel = emulator.open_channel();
        let path = path(&channel);
        assert!(path.starts_with(begin), "{path}");
        let push = |path: &str| push_toast(emulator.addr(), path).row();
        assert_eq!(push(&path), known);
        assert_eq!(push(&format!("{path}/")), known);
        let other = path.replace(channel.token().expose(), "AAA");
        let answered = if unknown { "404 Dropped Disconnected Expired" } else { "404 - - -" };
        assert_eq!(push(&other), answered);
        for elsewhere in ["/throttledthirdparty/01.00/A", "/u/1/emu/a/b/c/A", "/channel/A"] {
            if !elsewhere.starts_with(begin) {
                assert_eq!(push(elsewhere), "404 - - -", "{elsewhere}");
            }
        }
        assert_eq!(channel.deliveries().len(), 2);
    }
}
