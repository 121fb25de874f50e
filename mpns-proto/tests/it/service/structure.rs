//! XML that is not a notification.

use mpns_proto::service::{Refusal, StructureError};
use mpns_proto::{Element, Kind};

use super::{TILE, TOAST, notification, read};

#[test]
fn xml_that_is_not_a_notification_is_refused() {
    let doc = notification;
    let toast = |inside: &str| doc(&format!("<wp:Toast>{inside}</wp:Toast>"));
    let tile = |inside: &str| doc(&format!("<wp:Tile>{inside}</wp:Tile>"));
    let attribute = |element: &str, attribute: &str| StructureError::Attribute {
        element: element.into(),
        attribute: attribute.into(),
    };
    for (target, body, error) in [
        (TOAST, "<Notification/>".into(), StructureError::Root),
        (TOAST, "<wp:Notification xmlns:wp=\"other\"/>".into(), StructureError::Root),
        (TOAST, "<wp:Notification xmlns:wp=\"WPNotification \"/>".into(), StructureError::Root),
        (TOAST, "<w:Notification xmlns:w=\"WPNotification\"/>".into(), StructureError::Root),
        (TOAST, doc(""), StructureError::Part),
        (TOAST, doc("<wp:Toast/><wp:Toast/>"), StructureError::Part),
        (TOAST, doc("<wp:Text1/>"), StructureError::Part),
        (TOAST, doc("x<wp:Toast/>"), StructureError::Mixed("wp:Notification".into())),
        (TOAST, toast("x"), StructureError::Mixed("wp:Toast".into())),
        (TOAST, toast("<![CDATA[ ]]>"), StructureError::Mixed("wp:Toast".into())),
        (TOAST, toast("&#32;"), StructureError::Mixed("wp:Toast".into())),
        (TOAST, toast("<wp:Text1/><wp:Text1/>"), StructureError::ElementTwice(Element::Text1)),
        (
            TOAST,
            toast("<wp:Title/>"),
            StructureError::UnknownElement("wp:Title".into(), Kind::Toast),
        ),
        (TOAST, toast("<Text1/>"), StructureError::UnknownElement("Text1".into(), Kind::Toast)),
        (
            TOAST,
            toast("<wp:text1/>"),
            StructureError::UnknownElement("wp:text1".into(), Kind::Toast),
        ),
        (TOAST, toast("<wp:Text1 a='b'/>"), attribute("wp:Text1", "a")),
        (TOAST, toast("<wp:Text1 Silent='true'/>"), attribute("wp:Text1", "Silent")),
        (TOAST, doc("<wp:Toast Id='/a'/>"), attribute("wp:Toast", "Id")),
        (TOAST, doc("<wp:Toast Template='FlipTile'/>"), attribute("wp:Toast", "Template")),
        (TOAST, toast("<wp:Text1 Silent='false'/>"), attribute("wp:Text1", "Silent")),
        (TILE, doc("<wp:Tile Template='NoTile'/>"), StructureError::Template),
        (TILE, tile("<wp:Title Action='clear'/>"), attribute("wp:Title", "Action")),
        (TILE, tile("<wp:Title IsRelative='true'/>"), attribute("wp:Title", "IsRelative")),
        (TILE, tile("<wp:Id/>"), StructureError::UnknownElement("wp:Id".into(), Kind::Tile)),
        (
            TILE,
            tile("<wp:IconImage/>"),
            StructureError::UnknownElement("wp:IconImage".into(), Kind::Tile),
        ),
        (
            TILE,
            doc("<wp:Tile/>").replace("xmlns", "Version='3' xmlns"),
            attribute("wp:Notification", "Version"),
        ),
        (
            TILE,
            doc("<wp:Tile/>").replace("xmlns", "Version='3.0' xmlns"),
            attribute("wp:Notification", "Version"),
        ),
    ] {
        let body: String = body;
        let found = read(&[target], &body);
        assert_eq!(found, Err(Refusal::Structure(error)), "{body}");
    }
    for body in [
        tile("<wp:BackgroundImage Action='Clear'/>"),
        tile("<wp:Count>100</wp:Count>"),
        tile("<wp:Count/>"),
        tile("<wp:Count Action='Clear'>100</wp:Count>"),
        toast("<wp:Sound Action='Clear' Silent='true'/>"),
        toast("<wp:Sound Silent='true' Action='Clear'/>"),
        doc(
            "<wp:Tile Template='IconicTile'><wp:BackgroundColor>red</wp:BackgroundColor></wp:Tile>",
        ),
    ] {
        let target = if body.contains("wp:Toast") { TOAST } else { TILE };
        let found = read(&[target], &body);
        assert!(matches!(found, Err(Refusal::Structure(StructureError::Value(_)))), "{found:?}");
    }
}
