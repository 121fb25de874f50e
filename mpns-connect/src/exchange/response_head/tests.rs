use super::*;

/// What is shown of these bytes, and whether the connection is the last.
fn show(bytes: &[u8], pieces: usize) -> Result<(String, ResponseHead), HeadTooLong> {
    let (mut head, mut shown) = (ResponseHead::default(), Vec::new());
    for piece in bytes.chunks(pieces) {
        shown.extend_from_slice(&head.receive(piece)?);
    }
    Ok((String::from_utf8(shown).unwrap(), head))
}

#[test]
fn a_head_is_shown_whole_however_it_is_cut() {
    #[rustfmt::skip]
    let cases = [
        // received, shown, whether it is the last response, whether it is HTTP/1.0
        ("HTTP/1.1 200 OK\nA: b\n\nbody\n\n", "HTTP/1.1 200 OK\nA: b\n\nbody\n\n", false, false),
        ("HTTP/1.1 200 OK\nA: b\n", "", false, false),
        ("\n\nHTTP/1.1 200 OK\n\n\n", "HTTP/1.1 200 OK\n\n\n", false, false),
        ("\n\n\n", "", false, false),
        // What is not HTTP/1 is not held back.
        ("SSH-2.0\n", "SSH-2.0\n", false, false),
        ("HTTP/2", "HTTP/2", false, false),
        ("HTTP/", "", false, false),
        // HTTP/1.0
        ("HTTP/1.0 200 OK\n\nHTTP/1.0", "HTTP/1.1 200 OK\n\nHTTP/1.0", true, true),
        ("HTTP/1.0 200 OK\nConnection: keep-alive\n\n", "HTTP/1.1 200 OK\nConnection: keep-alive\n\n", true, true),
        ("HTTP/1.0 100 Go\n\nHTTP/1.1 200 OK\n\n", "HTTP/1.1 100 Go\n\nHTTP/1.1 200 OK\n\n", false, false),
        ("HTTP/1.1 100 Go\n\nHTTP/1.0 200 OK\n\n", "HTTP/1.1 100 Go\n\nHTTP/1.1 200 OK\n\n", true, true),
        // interim responses
        ("HTTP/1.1 100 Go\nA: b\nContent-Length: x\n\nHTTP/1.1 200 OK\nA: b\n\n", "HTTP/1.1 100 Go\n\nHTTP/1.1 200 OK\nA: b\n\n", false, false),
        ("HTTP/1.1 199\nA: b\n\nHTTP/1.1 200 OK\n\n", "HTTP/1.1 199\n\nHTTP/1.1 200 OK\n\n", false, false),
        ("HTTP/1.1 101 Go\nA: b\n\nHTTP/1.0", "HTTP/1.1 101 Go\nA: b\n\nHTTP/1.0", false, false),
        ("HTTP/1.1 1000 Go\nA: b\n\n", "HTTP/1.1 1000 Go\nA: b\n\n", false, false),
        // the end of the body
        ("HTTP/1.1 200 OK\nContent-Length: 2\n\n", "HTTP/1.1 200 OK\nContent-Length: 2\n\n", false, false),
        ("HTTP/1.1 200 OK\ntransfer-encoding:\tCHUNKED \n\n", "HTTP/1.1 200 OK\ntransfer-encoding:\tCHUNKED \n\n", false, false),
        ("HTTP/1.1 200 OK\nContent-Length: 2\nTransfer-Encoding: chunked\n\n", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", true, false),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\ncontent-length: x\n\n", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n", true, false),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: identity\nContent-Length: 0\n\n", "HTTP/1.1 200 OK\nTransfer-Encoding: identity\n\n", true, false),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n", "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\n\n", true, false),
        ("HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n", "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nTransfer-Encoding: chunked\n\n", true, false),
        ("HTTP/1.1 200 OK\nContent-Length: 18446744073709551615\nA: b\n\n", "HTTP/1.1 200 OK\nA: b\n\n", true, false),
        // refused by every HTTP library
        ("HTTP/1.1 200 OK\nContent-Length: ten thousand or more\n\n", "HTTP/1.1 200 OK\nContent-Length: ten thousand or more\n\n", false, false),
        ("HTTP/1.1 200 OK\nContent-Length : 2\n\n", "HTTP/1.1 200 OK\nContent-Length : 2\n\n", false, false),
    ];
    for (received, expected, is_last, is_http_10) in cases {
        for line_end in ["\n", "\r\n"] {
            let received = received.replace('\n', line_end);
            for pieces in 1..=received.len() {
                let (shown, head) = show(received.as_bytes(), pieces).unwrap();
                let case = format!("{received:?} {pieces}");
                assert_eq!(shown.replace("\r\n", "\n"), expected, "{case}");
                assert_eq!((head.is_last(), head.is_http_10()), (is_last, is_http_10), "{case}");
            }
        }
    }
}

#[test]
fn what_is_shown_as_it_is_is_not_copied() {
    for (received, is_copied) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTE: a\r\n\r\nhi", false),
        ("HTTP/1.1 200 OK\n\n", false),
        ("HTTP/1.1 200 OK\r\n", true),
        ("HTTP/1.1 100 Continue\r\n\r\n", true),
        ("HTTP/1.0 200 OK\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", true),
        ("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n", true),
    ] {
        let mut head = ResponseHead::default();
        let shown = head.receive(received.as_bytes()).unwrap();
        assert_eq!(matches!(shown, Cow::Owned(_)), is_copied, "{received:?}");
    }
}

#[test]
fn what_is_held_back_is_shown_at_the_end() {
    for received in ["", "HTTP", "HTTP/1.0 200 OK\r\nA: b\r\n"] {
        let mut head = ResponseHead::default();
        assert!(head.receive(received.as_bytes()).unwrap().is_empty());
        assert_eq!(head.end(), received.as_bytes());
    }
}

#[test]
fn a_head_may_be_as_long_as_the_bound() {
    for (length, is_taken) in [(MAX_HEAD - 1, true), (MAX_HEAD, true), (MAX_HEAD + 1, false)] {
        let value = "a".repeat(length - "HTTP/1.1 200 OK\r\nA: \r\n\r\n".len());
        let head = format!("HTTP/1.1 200 OK\r\nA: {value}\r\n\r\n");
        for (received, is_taken) in [(head.clone(), is_taken), (head + "body", is_taken)] {
            for pieces in [1000, MAX_HEAD, received.len()] {
                assert_eq!(
                    show(received.as_bytes(), pieces).is_ok(),
                    is_taken,
                    "{length} {pieces}"
                );
            }
        }
    }
    // Interim responses do not add up.
    let interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(MAX_HEAD);
    assert!(show(interim.as_bytes(), 4096).is_ok());
    assert!(show(&vec![b'\n'; 2 * MAX_HEAD], 4096).is_ok());
    let endless = [b"HTTP/1.1 200 OK\r\nA: ".to_vec(), vec![b'a'; MAX_HEAD]].concat();
    assert!(show(&endless, 1).is_err());
}
