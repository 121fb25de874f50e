//! Channel URIs and navigation URIs: how they are read and ordered.

use http::Uri;
use mpns_proto::{ChannelUri, ChannelUriError, NavigationUri, Tile, Toast};

#[test]
fn navigation_uris_fit_where_they_belong() {
    let uri = NavigationUri::new("/S.xaml").query("a", "b c");
    assert_eq!(format!("{uri:>20}"), "     /S.xaml?a=b%20c");
    let toast = Toast { param: Some(uri.clone().into()), ..Toast::default() };
    assert_eq!(toast.param.as_deref(), Some("/S.xaml?a=b%20c"));
    let tile = Tile { id: Some(uri.into()), title: "x".into(), ..Tile::default() };
    assert!(tile.build().is_ok());
}

#[test]
fn channel_uris_come_from_text_and_uris() {
    let channel: ChannelUri = "http://h/a".parse().expect("a channel");
    assert_eq!(ChannelUri::try_from("http://h/a"), Ok(channel.clone()));
    assert_eq!(ChannelUri::try_from(Uri::from_static("http://h/a")), Ok(channel));
    let relative = ChannelUri::try_from(Uri::from_static("/a"));
    assert_eq!(relative, Err(ChannelUriError::NotAbsolute));
}

#[test]
fn channel_uris_are_ordered_by_scheme_host_path_and_query() {
    let sorted = [
        "http://a.example/b",
        "http://a.example:80/a",
        "http://b.example/A",
        "http://B.example/a",
        "http://b.example/a?b",
        "http://b.example/a?c",
        "https://a.example/a",
    ];
    let channels = sorted.map(|text| text.parse::<ChannelUri>().expect("a channel"));
    for (i, a) in channels.iter().enumerate() {
        for (j, b) in channels.iter().enumerate() {
            assert_eq!((a.cmp(b), a == b), (i.cmp(&j), i == j), "{} {}", sorted[i], sorted[j]);
            assert_eq!((a < b, a > b), (i < j, i > j), "{} {}", sorted[i], sorted[j]);
        }
    }
    let capital: ChannelUri = "http://B.EXAMPLE/A".parse().expect("a channel");
    assert_eq!(capital.cmp(&channels[2]), std::cmp::Ordering::Equal);
    assert_eq!(capital, channels[2]);
}
