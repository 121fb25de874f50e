//! `mpns callback`.

use crate::common::{mpns, run, run_in, texts};
use crate::recorder::Recorder;

const CALLBACK: [&str; 3] = ["callback", "--callback", "https://example.org/inactive?a=b"];

#[test]
fn a_callback_is_registered() {
    for transport in ["hyper", "blocking"] {
        let service = Recorder::start_tls(
            "HTTP/1.1 200 OK\r\nX-DeviceConnectionStatus: Connected\r\n\
             X-SubscriptionStatus: Active\r\nContent-Length: 0\r\n\r\n",
        );
        let channel = format!("https://localhost:{}/u/1/SECRET?c=d", service.port);
        let more = ["--blob", "-", "--insecure", "--transport", transport, "-v"];
        let mut command = mpns(&[&CALLBACK[..1], &more].concat());
        command.envs([("MPNS_CHANNEL", channel.as_str()), ("MPNS_CALLBACK", CALLBACK[2])]);
        let (code, out, err) = run_in(command, "user 7");
        assert_eq!(code, Some(0), "{err}");
        assert!(out.starts_with("200 received: nothing to do\n"), "{out}");
        assert!(err.contains("* callback of 6 bytes to localhost\n"), "{err}");
        assert!(!out.contains("SECRET") && !err.contains("SECRET"), "{out}{err}");
        let request = String::from_utf8(service.received()).expect("UTF-8");
        assert!(request.starts_with("POST /u/1/SECRET/callback?c=d HTTP/1.1\r\n"), "{request}");
        assert!(request.contains("\r\nx-callbackuri: https://example.org/inactive?a=b\r\n"));
        assert!(request.ends_with("\r\n\r\nuser 7"), "{request}");
    }
}

/// A service without callbacks answers a bare 404, which says nothing of the channel.
#[test]
fn only_the_headers_of_the_reply_delete_the_channel() {
    for (headers, begin) in [
        ("", "404 unrecognized: "),
        ("X-SubscriptionStatus: Expired\r\n", "404 channel-expired: delete the channel\n"),
    ] {
        let answer = format!("HTTP/1.1 404 Not Found\r\n{headers}Content-Length: 0\r\n\r\n");
        let service = Recorder::start_tls(answer.leak());
        let channel = format!("https://localhost:{}/A", service.port);
        let more = ["--blob", "/dev/null", "--insecure", "--channel", &channel];
        let (code, out, err) = run(&[&CALLBACK[..], &more].concat());
        assert_eq!(code, Some(1), "{err}");
        assert!(out.starts_with(begin), "{out}");
    }
}

#[test]
fn what_cannot_be_registered_is_refused() {
    let https = "https://h.example/SECRET";
    for (args, input, error) in [
        (&["--blob", "-"][..], 1, "a channel is needed: --channel URI"),
        (&["--blob", "-", "--channel", https], 1025, "- has more than the 1024 bytes allowed"),
        (
            &["--blob", "-", "--channel", "http://h.example/SECRET"],
            0,
            "the callback is refused: only authenticated (https) channels can have a callback",
        ),
        (&["--blob", "/no/such/file", "--channel", https], 0, "cannot read /no/such/file"),
        (&["--channel", https], 0, "--blob"),
        (&["--blob", "-", "--channel", https, "--key", "f"], 0, "--key needs --cert"),
    ] {
        let command = mpns(&[&CALLBACK[..], args].concat());
        let (code, out, err) = run_in(command, "x".repeat(input));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{args:?}: {err}");
        assert!(err.contains(error) && !err.contains("SECRET"), "{args:?}: {err}");
    }
    for (variable, error) in [
        (None, "a callback is needed: --callback URI, or the variable MPNS_CALLBACK"),
        (Some("SECRET SECRET"), "MPNS_CALLBACK is not a URI"),
        (Some("/SECRET"), "the callback URI is not an absolute http or https URI"),
    ] {
        let mut command = mpns(&["callback", "--blob", "-", "--channel", https]);
        command.envs(variable.map(|callback| ("MPNS_CALLBACK", callback)));
        let (code, out, err) = run_in(command, "");
        assert_eq!((code, out.as_str()), (Some(2), ""), "{variable:?}: {err}");
        assert!(err.contains(error) && !err.contains("SECRET"), "{variable:?}: {err}");
    }
    for callback in ["/SECRET", "ftp://h/SECRET", "", "http://h/SECRET SECRET"] {
        let more = ["--blob", "/dev/null", "--channel", https];
        let output = mpns(&[&["callback", "--callback", callback][..], &more].concat()).output();
        let (code, out, err) = texts(output.expect("the command runs"));
        assert_eq!((code, out.as_str()), (Some(2), ""), "{callback}: {err}");
        assert!(!err.contains("h/SECRET"), "{callback}: {err}");
    }
}
