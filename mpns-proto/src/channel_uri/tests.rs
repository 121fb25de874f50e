use super::*;

#[test]
fn takes_every_era_as_it_is() {
    for text in [
        "http://sn1.notify.live.net/throttledthirdparty/01.00/AAEtOken",
        "https://db3.notify.live.net/unthrottledthirdparty/01.00/AAEtOken",
        "http://s.notify.live.net/u/1/db3/H2QAAAB+/Zm9v/a_b-c=/d%2fe",
        "https://push.relivewp.net/channel/0123456789abcdef0123456789abcdef",
        "http://127.0.0.1:8080/a//b?x=1&y=%20?&z",
        "http://h:65535/a",
        "http://[::1]:8080/a",
        "http://[2001:db8::1]/a",
        "http://example.net/?token=1",
        "http://notify.windows.com.example.net/a",
        "http://xnotify.windows.com/a",
    ] {
        let uri: ChannelUri = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(uri.expose(), text);
        assert_eq!(uri.is_authenticated(), text.starts_with("https"));
    }
}

#[test]
fn refuses_everything_else() {
    use ChannelUriError as E;
    let long = |chars: usize| format!("http://h/{}", "a".repeat(chars - 9));
    assert!(long(1024).parse::<ChannelUri>().is_ok());
    for (text, error) in [
        (long(1025).as_str(), E::TooLong { chars: 1025 }),
        // With the path that a request needs, it is one longer.
        (format!("http://{}", "a".repeat(1017)).as_str(), E::TooLong { chars: 1025 }),
        (format!("http://h?{}", "a".repeat(1015)).as_str(), E::TooLong { chars: 1025 }),
        ("", E::NotAbsolute),
        ("/throttledthirdparty/01.00/A", E::NotAbsolute),
        ("sn1.notify.live.net/A", E::NotAbsolute),
        ("//h/a", E::NotAbsolute),
        ("http:/h/a", E::NotAbsolute),
        ("ftp://h/a", E::Scheme),
        ("://h/a", E::Scheme),
        ("httpss://h/a", E::Scheme),
        ("http:///a", E::NoHost),
        ("http://", E::NoHost),
        ("http://:80/a", E::NoHost),
        ("http://?a", E::NoHost),
        ("http://user@h/a", E::UserInfo),
        ("http://user:pass@h/a", E::UserInfo),
        ("http://@h/a", E::UserInfo),
        ("http://h/a#b", E::Fragment),
        ("http://h#b", E::Fragment),
        ("http://h/a b", E::ForbiddenCharacter { position: 10 }),
        (" http://h/a", E::ForbiddenCharacter { position: 0 }),
        ("http://h/a\r\nX: y", E::ForbiddenCharacter { position: 10 }),
        ("http://h/é", E::ForbiddenCharacter { position: 9 }),
        ("http://h:99999/a", E::Port),
        ("http://h:65536/a", E::Port),
        ("http://h:0/a", E::Port),
        ("http://h:/a", E::Port),
        ("http://h:+80/a", E::Port),
        ("http://h:1:80/a", E::Malformed),
        ("http://[::1]80/a", E::Port),
        ("http://[::1/a", E::Malformed),
        ("http://a[b]c/a", E::Malformed),
        ("http://a[::1]c:80/a", E::Port),
        ("http://[]/a", E::Malformed),
        ("http://[h]/a", E::Malformed),
        ("http://[127.0.0.1]/a", E::Malformed),
        ("http://[fe80::1%25eth0]/a", E::Malformed),
        ("http://h<>/a", E::Malformed),
        ("https://db3.notify.windows.com/?token=AAA", E::Wns),
        ("https://DB3.Notify.Windows.COM./?token=AAA", E::Wns),
        ("https://notify.windows.com:443/?token=AAA", E::Wns),
        ("https://notify.windows.com./?token=AAA", E::Wns),
        ("https://db5.notify.windows.com./?token=AAA", E::Wns),
        ("https://db5.notify.windows.com.:443/?token=AAA", E::Wns),
        ("https://db5.notify.windows.com../?token=AAA", E::Wns),
    ] {
        assert_eq!(text.parse::<ChannelUri>().err(), Some(error), "{text}");
    }
}

#[test]
fn a_missing_path_is_a_slash_and_a_scheme_is_written_small() {
    for (text, whole) in [
        ("HTTP://h/A", "http://h/A"),
        ("HttpS://h/A?B", "https://h/A?B"),
        ("HTTPS://h?B", "https://h/?B"),
        ("http://h", "http://h/"),
        ("https://h:81", "https://h:81/"),
        ("http://h?a/b", "http://h/?a/b"),
        ("http://[::1]?", "http://[::1]/?"),
    ] {
        let channel: ChannelUri = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(channel.expose(), whole);
        assert_eq!(whole.parse().as_ref(), Ok(&channel), "{text}");
        assert_eq!(channel.is_authenticated(), whole.starts_with("https"), "{text}");
        let target = channel.expose_uri().path_and_query().map(|target| target.as_str());
        assert!(target.is_some_and(|target| target.starts_with('/')), "{text}");
    }
}

#[test]
fn debug_shows_scheme_and_host_alone() {
    let uri: ChannelUri =
        "http://h.example:81/path/SECRET?token=SECRET".parse().expect("a channel");
    assert_eq!(format!("{uri:?}"), "ChannelUri(http://h.example/…)");
}

#[test]
fn host_is_that_of_the_origin() {
    for (channel, host) in [
        ("http://h/a", "h"),
        ("http://h", "h"),
        ("http://h?a", "h"),
        ("http://h:80/a", "h"),
        ("http://h:0080/a", "h"),
        ("http://h:443/a", "h:443"),
        ("https://h:443/a", "h"),
        ("https://h:80/a", "h:80"),
        ("HTTP://H:08080/a", "H:8080"),
        ("http://[2001:db8::1]/a", "[2001:db8::1]"),
        ("http://[::1]:80/a", "[::1]"),
        ("http://[::1]:8080/a", "[::1]:8080"),
    ] {
        let channel: ChannelUri = channel.parse().expect("a channel");
        assert_eq!(channel.host_header(), host, "{channel:?}");
        let origin = Origin::of(channel.expose_uri()).expect("an origin");
        assert_eq!(origin.host_header().to_string(), host, "{channel:?}");
    }
}
