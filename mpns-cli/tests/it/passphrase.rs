//! The passphrase of the private key.

use crate::common::{NOBODY, mpns, run_with_input, texts};

#[cfg(unix)]
#[test]
fn the_passphrase_is_read_only_if_there_is_something_to_decrypt() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let passphrase = OsStr::from_bytes(b"\xFF");
    let send = ["send", "toast", "--channel", NOBODY, "--text1", "x"];
    for (more, code, error) in [
        (&[][..], 1, "no connection"),
        (&["--pfx", "Cargo.toml"], 2, "MPNS_PASSPHRASE is not UTF-8"),
        (&["--cert", "Cargo.toml"], 2, "MPNS_PASSPHRASE is not UTF-8"),
    ] {
        let mut command = mpns(&[&send[..], more].concat());
        command.env("MPNS_PASSPHRASE", passphrase);
        let (found, _, err) = texts(command.output().expect("the command runs"));
        assert_eq!(found, Some(code), "{more:?}: {err}");
        assert!(err.contains(error), "{more:?}: {err}");
    }
}

#[test]
fn the_passphrase_is_the_first_line_of_its_file_including_spaces() {
    let send = ["send", "toast", "--channel", NOBODY, "--text1", "x"];
    let identity = ["--cert", "tests/fixtures/identity.pem", "--passphrase-file", "-"];
    let wrong = "identity.pem: the passphrase is wrong";
    for (file, code, error) in [
        (&b" open sesame "[..], 1, "no connection"),
        (b" open sesame \n", 1, "no connection"),
        (b" open sesame \r\n", 1, "no connection"),
        (b" open sesame \nanother\n", 1, "no connection"),
        (b"\xEF\xBB\xBF open sesame \r\n", 1, "no connection"),
        (b"open sesame", 2, wrong),
        (b" open sesame", 2, wrong),
        (b"open sesame ", 2, wrong),
        (b"\n open sesame \n", 2, wrong),
        (b"another\n open sesame \n", 2, wrong),
        (b"\xEF\xBB\xBF\xEF\xBB\xBF open sesame ", 2, wrong),
        (b"", 2, wrong),
        (b" open\xFFsesame ", 2, "the passphrase in - is not UTF-8 at byte 5"),
        (b"\xFF\xFE \0o\0", 2, "the passphrase in - is UTF-16, and has to be UTF-8"),
    ] {
        let (found, out, err) = run_with_input(&[&send[..], &identity].concat(), file);
        assert_eq!((found, out.as_str()), (Some(code), ""), "{file:?}: {err}");
        assert!(err.contains(error) && !err.contains("sesame"), "{file:?}: {err}");
    }
}
