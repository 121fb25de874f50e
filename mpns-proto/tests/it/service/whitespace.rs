//! Whitespace around values, and values that are empty.

use mpns_proto::service::read_document;
use mpns_proto::{Limits, Sound, Tile, Toast};

use super::notification;

#[test]
fn whitespace_is_part_of_shown_texts_only() {
    let toast = "<wp:Toast><wp:Text1> a </wp:Text1><wp:Param>\n  /a b\n </wp:Param><wp:Sound>\ta.mp3\n</wp:Sound></wp:Toast>";
    let incoming = read_document(notification(toast).as_bytes(), &Limits::default());
    let expected = Toast {
        text1: Some(" a ".into()),
        param: Some("/a b".into()),
        sound: Some(Sound::File("a.mp3".into())),
        ..Toast::default()
    };
    assert_eq!(incoming.and_then(|i| i.strict()).expect("a toast").content, expected.into());
    let tile = "<wp:Tile ID=' /a '><wp:BackgroundImage>\n a.png </wp:BackgroundImage><wp:Count> 7 </wp:Count><wp:Title> </wp:Title></wp:Tile>";
    let incoming = read_document(notification(tile).as_bytes(), &Limits::default());
    let expected = Tile {
        id: Some("/a".into()),
        background_image: Some("a.png".into()),
        count: 7.into(),
        title: " ".into(),
        ..Tile::default()
    };
    assert_eq!(incoming.and_then(|i| i.strict()).expect("a tile").content, expected.into());
    for (absent, kept) in [
        (
            "<wp:Tile Id=''><wp:Title>a</wp:Title></wp:Tile>",
            "<wp:Tile><wp:Title>a</wp:Title></wp:Tile>",
        ),
        (
            "<wp:Tile Template='IconicTile' ID=' '><wp:BackgroundColor> </wp:BackgroundColor><wp:Count/><wp:Title/></wp:Tile>",
            "<wp:Tile Template='IconicTile'><wp:Title/></wp:Tile>",
        ),
        (
            "<wp:Toast><wp:Text1/><wp:Text2>b</wp:Text2><wp:Param>\n</wp:Param></wp:Toast>",
            "<wp:Toast><wp:Text1/><wp:Text2>b</wp:Text2></wp:Toast>",
        ),
    ] {
        let [absent, kept] = [absent, kept].map(|inside| {
            let incoming = read_document(notification(inside).as_bytes(), &Limits::default());
            incoming.and_then(|incoming| incoming.strict()).expect("read").content
        });
        assert_eq!(absent, kept);
    }
}
