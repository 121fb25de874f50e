//! `mpns request`: the bytes of every kind, from options.

use crate::common::{CHANNEL, run, run_with_input};
use crate::recorder::Recorder;

#[test]
fn request_prints_the_bytes() {
    let (code, out, err) = run(&[
        "request",
        "toast",
        "--channel",
        CHANNEL,
        "--text1",
        "Tom & Jérôme",
        "--param",
        "/a?b=c",
        "--interval",
        "450",
        "--message-id",
        "01234567-89AB-CDEF-0123-456789ABCDEF",
        "--silent",
    ]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let body = "<?xml version=\"1.0\" encoding=\"utf-8\"?><wp:Notification xmlns:wp=\"WPNotification\">\
        <wp:Toast><wp:Text1>Tom &amp; Jérôme</wp:Text1><wp:Param>/a?b=c</wp:Param>\
        <wp:Sound Silent=\"true\"/></wp:Toast></wp:Notification>";
    let head = format!(
        "POST /u/1/A?b=c HTTP/1.1\r\nhost: h.example\r\ncontent-type: text/xml\r\n\
         content-length: {}\r\nx-notificationclass: 12\r\nx-windowsphone-target: toast\r\n\
         x-messageid: 01234567-89ab-cdef-0123-456789abcdef\r\n\r\n",
        body.len()
    );
    assert_eq!(out, head + body);
}

#[test]
fn request_prints_what_both_transports_send() {
    // Without one, only `mpns send` generates it.
    let id = ["--message-id", "01234567-89ab-cdef-0123-456789abcdef"];
    let toast = [&["toast", "--text1", "Tom & Jérôme", "--interval", "900"][..], &id].concat();
    for (channel, is_forwarded) in [
        ("http://127.0.0.1:PORT/u/1/A", false),
        ("http://127.0.0.1:PORT/u/1/A?b=c&d", false),
        ("http://127.0.0.1:PORT", false),
        ("http://127.0.0.1:PORT?b", false),
        ("http://127.0.0.1:0PORT/a", false),
        // A test cannot listen on these addresses, so a proxy takes the request.
        ("http://127.0.0.1:080/a", true),
        ("http://127.0.0.1:018181/a", true),
        ("http://[::1]/a", true),
        ("http://[::1]:080/a", true),
        ("http://[2001:db8::1]:8080/a?b", true),
        ("http://H.example:80/a", true),
        ("http://h.example:443/a", true),
    ] {
        for transport in ["hyper", "blocking"] {
            let recorder = Recorder::start();
            let channel = channel.replace("PORT", &recorder.port.to_string());
            let proxy = format!("127.0.0.1:{}", recorder.port);
            let how = if is_forwarded { vec!["--proxy", &proxy] } else { vec!["--no-proxy"] };
            let with = |command| [&[command][..], &toast, &["--channel", &channel]].concat();
            let send = [with("send"), vec!["--transport", transport], how].concat();
            let (code, _, err) = run(&send);
            assert_eq!(code, Some(0), "{channel} {transport}: {err}");
            let sent = String::from_utf8(recorder.received()).expect("UTF-8");
            let (code, printed, err) = run(&with("request"));
            assert_eq!((code, err.as_str()), (Some(0), ""), "{channel}");
            // The request line for a proxy has the whole URI.
            let from = |text: &str| text.find('\n').filter(|_| is_forwarded).unwrap_or_default();
            let compared = |text: &str| text.split_at(from(text)).1.to_owned();
            assert_eq!(compared(&printed), compared(&sent), "{channel} {transport}");
        }
    }
}

#[test]
fn every_option_of_every_kind_is_an_element() {
    let elements = [
        "--small-background-image 1 --wide-background-image 2 --wide-back-background-image 3 \
         --wide-back-content 4 --background-image 5 --count 6 --title 7 --back-background-image 8 \
         --back-title 9 --back-content 10 --id /11",
        "--small-icon-image 1 --icon-image 2 --wide-content1 3 --wide-content2 4 --wide-content3 5 \
         --count 6 --title 7 --background-color #FF000008 --id /11",
        "--small-background-image 1 --cycle-image 2 --cycle-image 3 --count 4 --title 5 --id /11",
        "--background-image 1 --count 2 --title 3 --back-background-image 4 --back-title 5 \
         --back-content 6 --id /11",
        "--text1 1 --text2 2 --param /3 --sound 4",
    ];
    for (kind, options) in
        ["flip-tile", "iconic-tile", "cycle-tile", "tile", "toast"].iter().zip(elements)
    {
        let mut args = vec!["request", kind, "--channel", CHANNEL];
        args.extend(options.split_whitespace());
        let (code, out, err) = run(&args);
        assert_eq!(code, Some(0), "{err}");
        let values = options.split_whitespace().filter(|word| !word.starts_with("--"));
        for value in values.filter(|value| *value != "/11") {
            assert!(out.contains(&format!(">{value}<")), "{kind} {value}\n{out}");
        }
        assert_eq!(out.contains("Id=\"/11\""), *kind != "toast");
    }
    let cleared = run(&[
        "request",
        "flip-tile",
        "--channel",
        CHANNEL,
        "--clear",
        "title,back-title,title",
        "--clear",
        "count",
        "--clear",
        "title",
    ]);
    for name in ["Title", "BackTitle", "Count"] {
        let element = format!("<wp:{name} Action=\"Clear\"/>");
        assert_eq!(cleared.1.matches(&element).count(), 1, "{}", cleared.1);
    }
}

#[test]
fn raw_bodies_come_from_text_or_a_file() {
    let raw = |more: &[&str], input: &str| {
        run_with_input(&[&["request", "raw", "--channel", CHANNEL], more].concat(), input)
    };
    for (more, input, expected) in [
        (
            &["--body", "<a/>"][..],
            "",
            &["content-type: text/xml", "x-notificationclass: 3", "\r\n\r\n<a/>"][..],
        ),
        (
            &["--body-file", "-", "--content-type", "a/b", "--class", "31", "--explicit-target"],
            "from input",
            &[
                "content-type: a/b",
                "x-notificationclass: 31",
                "x-windowsphone-target: raw",
                "\r\n\r\nfrom input",
            ],
        ),
        (&["--body", "-x", "--interval", "900"], "", &["x-notificationclass: 23", "\r\n\r\n-x"]),
    ] {
        let (code, out, err) = raw(more, input);
        assert_eq!(code, Some(0), "{err}");
        for part in expected {
            assert!(out.contains(part), "{part}\n{out}");
        }
    }
}
