//! The password of a proxy.

use crate::common::{NOBODY, mpns, run_in, run_with_input};
use crate::recorder::Recorder;

const SEND: [&str; 6] = ["send", "toast", "--channel", "http://h.example/A", "--text1", "x"];

#[test]
fn the_password_comes_from_a_file_or_a_variable_and_is_used_as_it_is() {
    const FILE: &[&str] = &["--proxy-password-file", "-"];
    const OPEN_SESAME: &str = "dXNlcjogb3BlbiUyMHPDqXNhbWU="; // user: open%20sésame
    const OTHER: &str = "dXNlcjpvdGhlcg=="; // user:other
    const NONE: &str = "dXNlcjo="; // user:
    for (more, input, variable, credentials) in [
        (FILE, " open%20sésame\n", None, Some(OPEN_SESAME)),
        (FILE, "\u{FEFF} open%20sésame\r\nanother\n", None, Some(OPEN_SESAME)),
        (FILE, "other", Some(" open%20sésame"), Some(OTHER)),
        (&[], "", Some(" open%20sésame"), Some(OPEN_SESAME)),
        (&[], "", None, Some(NONE)),
        (FILE, "", Some("other"), Some(NONE)),
    ] {
        for (transport, by_option) in
            [("hyper", true), ("hyper", false), ("blocking", true), ("blocking", false)]
        {
            let recorder = Recorder::start();
            let proxy = format!("http://user@127.0.0.1:{}", recorder.port);
            let mut args = [&SEND[..], &["--transport", transport], more].concat();
            if by_option {
                args.extend(["--proxy", &proxy]);
            }
            let mut command = mpns(&args);
            command.envs((!by_option).then_some(("http_proxy", &proxy)));
            command.envs(variable.map(|password| ("MPNS_PROXY_PASSWORD", password)));
            let (code, _, err) = run_in(command, input);
            assert_eq!(code, Some(0), "{more:?} {variable:?}: {err}");
            let request = String::from_utf8(recorder.received()).expect("UTF-8");
            let found = request.lines().find_map(|line| line.strip_prefix(HEADER));
            assert_eq!(found, credentials, "{more:?} {variable:?}\n{request}");
        }
    }
}

/// As a passphrase is read only if there is something to decrypt.
#[test]
fn the_variable_is_for_a_user_without_a_password() {
    for (user, credentials) in [("", None), ("user:other@", Some("dXNlcjpvdGhlcg=="))] {
        let recorder = Recorder::start();
        let proxy = format!("{user}127.0.0.1:{}", recorder.port);
        let mut command = mpns(&[&SEND[..], &["--proxy", &proxy]].concat());
        command.env("MPNS_PROXY_PASSWORD", "SECRET");
        let (code, _, err) = run_in(command, "");
        assert_eq!(code, Some(0), "{user}: {err}");
        let request = String::from_utf8(recorder.received()).expect("UTF-8");
        let found = request.lines().find_map(|line| line.strip_prefix(HEADER));
        assert_eq!(found, credentials, "{request}");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_refused() {
    let needs = "--proxy-password-file needs a proxy with a user and without a password: --proxy USER@HOST:PORT";
    let send = ["send", "toast", "--channel", NOBODY, "--text1", "x", "--proxy-password-file", "-"];
    for (proxy, file, error) in [
        (&["--proxy", "127.0.0.1:1"][..], &b"SECRET"[..], needs),
        (&["--proxy", "user:SECRET@127.0.0.1:1"], b"SECRET", needs),
        (&["--no-proxy"], b"SECRET", needs),
        (&[], b"SECRET", needs),
        (
            &["--proxy", "user@127.0.0.1:1"],
            b"SECRET\xFF",
            "the proxy's password in - is not UTF-8 at byte 6",
        ),
        (
            &["--proxy", "user@127.0.0.1:1"],
            b"\xFF\xFES\0",
            "the proxy's password in - is UTF-16, and has to be UTF-8",
        ),
    ] {
        let (code, out, err) = run_with_input(&[&send[..], proxy].concat(), file);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{proxy:?}: {err}");
        assert_eq!(err, format!("mpns: {error}\n"), "{proxy:?}");
    }
    let (code, _, err) =
        run_with_input(&[&send[..], &["--proxy", "user@127.0.0.1:1"]].concat(), "SECRET");
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("the proxy") && !err.contains("SECRET"), "{err}");
}

const HEADER: &str = "proxy-authorization: Basic ";
