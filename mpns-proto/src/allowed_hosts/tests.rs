use super::*;

#[test]
fn a_channel_is_on_an_allowed_host_or_not() {
    #[rustfmt::skip]
    let cases = [
        ("*.notify.live.net", "http://sn1.notify.live.net/a", true),
        ("*.notify.live.net", "https://a.b.NOTIFY.Live.Net./a", true),
        ("*.notify.live.net", "http://notify.live.net/a", false),
        ("*.notify.live.net", "http://.notify.live.net/a", false),
        ("*.notify.live.net", "http://evilnotify.live.net/a", false),
        ("*.notify.live.net", "http://sn1.notify.live.net.evil.example/a", false),
        ("*.notify.live.net", "http://sn1.notify.live.net:8080/a", false),
        ("*.notify.live.net", "http://sn1.notify.live.net:443/a", false),
        ("*.notify.live.net", "https://sn1.notify.live.net:443/a", true),
        ("*.notify.live.net:8080", "http://sn1.notify.live.net:8080/a", true),
        ("Push.Example.", "https://push.example/a", true),
        ("push.example", "https://a.push.example/a", false),
        ("push.example", "https://push.example../a", false),
        ("push.example:80", "http://push.example/a", true),
        ("push.example:80", "https://push.example:80/a", true),
        ("push.example:80", "https://push.example/a", false),
        ("a.example,  push.example", "https://push.example/a", true),
        ("192.0.2.1", "http://192.0.2.1/a", true),
        ("192.0.2.1", "http://192.0.2.2/a", false),
        // A resolver may read it as an address. It is not the one on the list.
        ("192.0.2.1", "http://192.0.513/a", false),
        ("[2001:db8::1]", "http://[2001:DB8:0::1]/a", true),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]:8443/a", true),
        ("[2001:db8::1]:8443", "https://[2001:db8::1]/a", false),
    ];
    for (hosts, channel, is_allowed) in cases {
        let hosts: AllowedHosts = hosts.parse().unwrap();
        let channel: ChannelUri = channel.parse().unwrap();
        let checked = hosts.check(&channel);
        assert_eq!(checked.is_ok(), is_allowed, "{hosts:?} {channel:?}");
        if let Err(error) = checked {
            assert!(
                error.to_string().contains(channel.host()) && !error.to_string().contains("/a")
            );
        }
        assert!(AllowedHosts::default().check(&channel).is_err());
    }
}

#[test]
fn a_host_is_read_and_shown() {
    use AllowedHostError as E;
    #[rustfmt::skip]
    let cases = [
        ("notify.live.net", Ok("notify.live.net")),
        ("*.Notify.Live.NET.:80", Ok("*.notify.live.net:80")),
        ("localhost", Ok("localhost")),
        ("192.0.2.1:443", Ok("192.0.2.1:443")),
        ("[2001:DB8::0:1]:1", Ok("[2001:db8::1]:1")),
        ("", Err(E::Empty)),
        ("*.", Err(E::Empty)),
        ("*", Err(E::Character)),
        ("a.*.net", Err(E::Character)),
        ("*a.net", Err(E::Character)),
        ("http://a.net", Err(E::Character)),
        ("a.net/SECRET", Err(E::Character)),
        ("user@a.net", Err(E::Character)),
        ("a b", Err(E::Character)),
        ("größe.example", Err(E::Character)),
        ("*.192.0.2.1", Err(E::Host)),
        ("a..net", Err(E::Host)),
        (".net", Err(E::Host)),
        ("2001:db8::1", Err(E::Host)),
        ("[2001:db8::g]", Err(E::Host)),
        ("a.net:", Err(E::Port)),
        ("a.net:0", Err(E::Port)),
        ("a.net:65536", Err(E::Port)),
        (":80", Err(E::Host)),
    ];
    for (text, expected) in cases {
        let host = text.parse::<AllowedHost>().map(|host| host.to_string());
        assert_eq!(host, expected.map(str::to_owned), "{text}");
    }
    assert_eq!("a.net,".parse::<AllowedHosts>(), Err(E::Empty));
}
