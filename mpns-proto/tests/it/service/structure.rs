//! XML that is not a notification.

use mpns_proto::Limits;
use mpns_proto::service::{Position, Refusal, StructureError as E, read_notification};

use super::{TOAST, notification, request};

#[test]
fn xml_that_is_not_a_notification_is_refused() {
    let doc = notification;
    for (body, error) in [
        ("<Notification/>".into(), E::Root),
        ("<wp:Notification xmlns:wp=\"other\"/>".into(), E::Root),
        ("<wp:Notification xmlns:wp=\"WPNotification \"/>".into(), E::Root),
        ("<w:Notification xmlns:w=\"WPNotification\"/>".into(), E::Root),
        (
            "<toast><visual><binding template='ToastText01'><text id='1'>a</text></binding></visual></toast>"
                .into(),
            E::Wns("toast".into()),
        ),
        ("<tile/>".into(), E::Wns("tile".into())),
        ("<badge value='7'/>".into(), E::Wns("badge".into())),
        (doc(""), E::Part),
        (doc("<wp:Toast/><wp:Toast/>"), E::Part),
        (doc("<wp:Toast/><wp:Tile/>"), E::Part),
        (doc("<wp:Text1/>"), E::Part),
        (doc("<wp:Toast xmlns='a'/>").replace("Toast", "toast"), E::Part),
    ] {
        let body: String = body;
        let found = read_notification(&request(&[TOAST], &body), &Limits::default());
        let Err(Refusal::Structure(found)) = found else { panic!("{body}: {found:?}") };
        assert_eq!(found.what, error, "{body}");
        assert_eq!(found.position, Some(Position { byte: 0, line: 1, column: 1 }), "{body}");
    }
    let twice = doc("\n <wp:Tile Id='/a' ID='/a'/>");
    let found = read_notification(&request(&[super::TILE], &twice), &Limits::default());
    let refusal = found.expect_err("refused");
    assert!(matches!(&refusal, Refusal::Structure(at) if at.what == E::IdTwice), "{refusal:?}");
    assert_eq!(refusal.position(), Some(Position { byte: 45, line: 2, column: 2 }));
}
