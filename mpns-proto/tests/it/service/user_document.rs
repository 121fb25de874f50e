//! Notifications from user-supplied documents.

use mpns_proto::service::{Refusal, read_notification};
use mpns_proto::{BatchingInterval, Kind, Limits, Notification, OsVersion};

use super::notification;

#[test]
fn a_document_that_a_service_takes_is_sent_as_it_is() {
    let channel = "http://h.example/A".parse().expect("a channel");
    for (inside, kind, target, warnings) in [
        ("<wp:Toast> <wp:Text1>a</wp:Text1>\n</wp:Toast>", Kind::Toast, "toast", 0),
        ("<wp:Toast/>", Kind::Toast, "toast", 1),
        ("<wp:Tile ID='/a'><wp:Title>a</wp:Title><wp:More/></wp:Tile>", Kind::Tile, "token", 1),
        (
            "<wp:Tile Template='CycleTile'><wp:Count>7</wp:Count></wp:Tile>",
            Kind::CycleTile,
            "token",
            0,
        ),
    ] {
        let document = format!("\u{FEFF}<!-- kept -->{}", notification(inside));
        for interval in BatchingInterval::ALL {
            let limits = Limits::default();
            let (notification, incoming) =
                Notification::from_user_document(document.as_str(), *interval, &limits)
                    .expect(inside);
            assert_eq!((notification.kind(), notification.body()), (kind, document.as_bytes()));
            assert_eq!(incoming.warnings.len(), warnings, "{inside}: {incoming:?}");
            let request = notification.request(&channel);
            assert_eq!(request.headers()["x-windowsphone-target"], target);
            assert_eq!(read_notification(&request, &limits).as_ref(), Ok(&incoming), "{inside}");
        }
    }
}

#[test]
fn a_document_that_a_service_refuses_becomes_no_notification() {
    let os = Limits { os: Some(OsVersion::V7_0), ..Limits::default() };
    let short = Limits { document_bytes: 10, ..Limits::default() };
    let toast = notification("<wp:Toast><wp:Param>/</wp:Param></wp:Toast>");
    for (document, limits, error) in [
        (notification("<wp:Toast>"), Limits::default(), "the document is not acceptable XML"),
        ("<toast/>".to_owned(), Limits::default(), "the document is not a notification"),
        (String::new(), Limits::default(), "the document is not acceptable XML"),
        (toast.clone(), os, "the content breaks a rule of its kind"),
        (toast, short, "more than the 10 allowed"),
    ] {
        let made = Notification::from_user_document(
            document.clone(),
            BatchingInterval::default(),
            &limits,
        );
        let refusal: Refusal = made.expect_err(&document);
        assert!(refusal.to_string().contains(error), "{document}: {refusal}");
    }
}
