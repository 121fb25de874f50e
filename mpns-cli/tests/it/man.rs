//! `mpns man`.

use std::fs;
use std::path::Path;

use crate::common::{commands, run};

#[test]
fn the_page_of_mpns_names_every_command_and_the_exit_status() {
    let (code, page, err) = run(&["man"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let pages = commands().into_iter().map(|name| format!("mpns\\-{name}(1)"));
    for part in pages.chain([".TH mpns 1".to_owned(), "Exit status:".to_owned()]) {
        assert!(page.contains(&part), "{part}: {page}");
    }
}

#[test]
fn a_command_has_a_page_with_its_options() {
    for (command, parts) in [
        (
            &["send", "toast"][..],
            &[".TH mpns-send-toast 1", "\\-\\-text1", "\\-\\-pfx", "Examples"][..],
        ),
        (&["request", "raw"], &[".TH mpns-request-raw 1", "\\-\\-body\\-file", "\\-\\-channel"]),
        (&["phone"], &[".TH mpns-phone 1", "\\-\\-register\\-field", "Examples"]),
        (
            &["emulator"],
            &[".TH mpns-emulator 1", "\\-\\-listen", "\\-\\-allow\\-host", "\\-\\-config"],
        ),
    ] {
        let (code, page, err) = run(&[&["man"], command].concat());
        assert_eq!((code, err.as_str()), (Some(0), ""), "{command:?}");
        for part in parts {
            assert!(page.contains(part), "{command:?} {part}: {page}");
        }
    }
    for command in [&["nonsense"][..], &["send", "postcard"], &["demo", "toast"]] {
        let (code, out, err) = run(&[&["man"], command].concat());
        assert_eq!((code, out.as_str()), (Some(2), ""), "{command:?}");
        assert!(err.starts_with("mpns: there is no command \""), "{command:?}: {err}");
    }
}

#[test]
fn all_pages_are_written_to_a_folder() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("man");
    fs::create_dir_all(&folder).expect("a folder");
    let path = folder.to_str().expect("UTF-8");
    let (code, out, err) = run(&["man", "--folder", path]);
    assert_eq!((code, out.as_str(), err.as_str()), (Some(0), "", ""));
    let pages = commands().into_iter().map(|name| format!("mpns-{name}.1"));
    for page in pages.chain(["mpns.1", "mpns-send-cycle-tile.1"].map(str::to_owned)) {
        let text = fs::read_to_string(folder.join(&page)).expect(&page);
        assert!(text.contains(".TH mpns"), "{page}");
    }
    let (code, _, err) = run(&["man", "--folder", "/no/such/folder"]);
    assert_eq!(code, Some(3), "{err}");
    assert!(err.starts_with("mpns: cannot write to /no/such/folder: "), "{err}");
}
