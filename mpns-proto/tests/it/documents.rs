//! The document of each kind of notification, byte for byte.

use mpns_proto::{Color, CycleTile, FlipTile, IconicTile, Property, Sound, Tile, Toast};

use crate::common::body;

fn document(attributes: &str, inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <wp:Notification xmlns:wp=\"WPNotification\"{attributes}>{inside}</wp:Notification>"
    )
}

#[test]
fn toasts() {
    for (toast, inside) in [
        (
            Toast {
                text1: Some("Title".into()),
                text2: Some("Text".into()),
                param: Some("/Page.xaml?a=1&b=2".into()),
                ..Toast::default()
            },
            "<wp:Toast><wp:Text1>Title</wp:Text1><wp:Text2>Text</wp:Text2>\
             <wp:Param>/Page.xaml?a=1&amp;b=2</wp:Param></wp:Toast>",
        ),
        (
            Toast {
                text2: Some("日本\r\n".into()),
                sound: Some(Sound::Silent),
                ..Toast::default()
            },
            "<wp:Toast><wp:Text2>日本&#xD;\n</wp:Text2><wp:Sound Silent=\"true\"/></wp:Toast>",
        ),
        (
            Toast { sound: Some(Sound::File("Audio/ring.mp3".into())), ..Toast::default() },
            "<wp:Toast><wp:Sound>Audio/ring.mp3</wp:Sound></wp:Toast>",
        ),
    ] {
        assert_eq!(body(toast), document("", inside));
    }
}

#[test]
fn tiles() {
    let tile = Tile {
        id: Some("/Second.xaml?a=\"1\"\t&b".into()),
        background_image: Some("Images/a.png".into()),
        count: 0.into(),
        title: "T".into(),
        back_background_image: Property::Clear,
        back_title: "B".into(),
        back_content: "C".into(),
        ..Tile::default()
    };
    assert_eq!(
        body(tile),
        document(
            "",
            "<wp:Tile Id=\"/Second.xaml?a=&quot;1&quot;&#x9;&amp;b\">\
             <wp:BackgroundImage>Images/a.png</wp:BackgroundImage><wp:Count>0</wp:Count>\
             <wp:Title>T</wp:Title><wp:BackBackgroundImage Action=\"Clear\"/>\
             <wp:BackTitle>B</wp:BackTitle><wp:BackContent>C</wp:BackContent></wp:Tile>"
        )
    );
    let version = " Version=\"2.0\"";
    let flip = FlipTile {
        id: Some("/S.xaml".into()),
        small_background_image: "1".into(),
        wide_background_image: "2".into(),
        wide_back_background_image: "3".into(),
        wide_back_content: "4".into(),
        background_image: Property::Clear,
        count: 99.into(),
        title: "5".into(),
        back_background_image: "6".into(),
        back_title: "7".into(),
        back_content: "8".into(),
        ..FlipTile::default()
    };
    assert_eq!(
        body(flip),
        document(
            version,
            "<wp:Tile Id=\"/S.xaml\" Template=\"FlipTile\">\
             <wp:SmallBackgroundImage>1</wp:SmallBackgroundImage>\
             <wp:WideBackgroundImage>2</wp:WideBackgroundImage>\
             <wp:WideBackBackgroundImage>3</wp:WideBackBackgroundImage>\
             <wp:WideBackContent>4</wp:WideBackContent><wp:BackgroundImage Action=\"Clear\"/>\
             <wp:Count>99</wp:Count><wp:Title>5</wp:Title>\
             <wp:BackBackgroundImage>6</wp:BackBackgroundImage><wp:BackTitle>7</wp:BackTitle>\
             <wp:BackContent>8</wp:BackContent></wp:Tile>"
        )
    );
    let iconic = IconicTile {
        small_icon_image: "1".into(),
        icon_image: "2".into(),
        wide_content1: "3".into(),
        wide_content2: "4".into(),
        wide_content3: "5".into(),
        count: Property::Clear,
        title: "6".into(),
        background_color: Color::from_argb(0x00AB_CDEF).into(),
        ..IconicTile::default()
    };
    assert_eq!(
        body(iconic),
        document(
            version,
            "<wp:Tile Template=\"IconicTile\"><wp:SmallIconImage>1</wp:SmallIconImage>\
             <wp:IconImage>2</wp:IconImage><wp:WideContent1>3</wp:WideContent1>\
             <wp:WideContent2>4</wp:WideContent2><wp:WideContent3>5</wp:WideContent3>\
             <wp:Count Action=\"Clear\"/><wp:Title>6</wp:Title>\
             <wp:BackgroundColor>#00ABCDEF</wp:BackgroundColor></wp:Tile>"
        )
    );
    let mut cycle = CycleTile {
        small_background_image: "0".into(),
        count: 1.into(),
        title: "T".into(),
        ..CycleTile::default()
    };
    cycle.cycle_images[0] = "a".into();
    cycle.cycle_images[8] = Property::Clear;
    assert_eq!(
        body(cycle),
        document(
            version,
            "<wp:Tile Template=\"CycleTile\"><wp:SmallBackgroundImage>0</wp:SmallBackgroundImage>\
             <wp:CycleImage1>a</wp:CycleImage1><wp:CycleImage9 Action=\"Clear\"/>\
             <wp:Count>1</wp:Count><wp:Title>T</wp:Title></wp:Tile>"
        )
    );
}
