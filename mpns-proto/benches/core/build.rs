//! From content to a notification.

use std::hint::black_box;

use mpns_proto::{Content, FlipTile, Toast};

use crate::floors::Parts;
use crate::subject::Subject;

pub(crate) fn subjects() -> Vec<Subject> {
    let plain = Toast { text1: Some("x".repeat(1000)), ..Toast::default() };
    vec![
        subject("build a typical toast", typical_toast()),
        subject("build 1,000 plain characters", plain),
        subject("build a large tile", large_tile()),
    ]
}

/// The toast that other senders are measured with.
pub(crate) fn typical_toast() -> Toast {
    Toast {
        text1: Some("Tom & Jerry's \"Café\"".into()),
        text2: Some("Order #4711 <b>shipped</b> & on its way: R&D says it's due by 17:30".into()),
        param: Some("/Views/Order.xaml?id=4711&from=toast&tab=\"track\"".into()),
        ..Toast::default()
    }
}

/// Every text of a tile, in several scripts: a document that is nearly as long as it may be.
fn large_tile() -> FlipTile {
    let image = |name| format!("http://tiles.example/{name}.jpg?size=large&v={}", "7".repeat(80));
    FlipTile {
        small_background_image: image("small").into(),
        wide_background_image: image("wide").into(),
        wide_back_background_image: image("wide-back").into(),
        wide_back_content: "Für R&D: «слово», 日本語 & \"plain\" text. ".repeat(6).into(),
        background_image: image("medium").into(),
        count: 42.into(),
        title: "Tom & Jerry's Café".into(),
        back_background_image: image("back").into(),
        back_title: "Order #4711".into(),
        back_content: "It's on its way, and due by 17:30. ".repeat(20).into(),
        ..FlipTile::default()
    }
}

fn subject(name: &str, content: impl Into<Content>) -> Subject {
    let content = content.into();
    let body = content.build().expect("a notification").body().to_vec();
    let by_hand = Parts::of(&body);
    let by_quick_xml = by_hand.clone();
    assert_eq!(by_hand.escape_by_hand(), body);
    assert_eq!(by_quick_xml.escape_with_quick_xml(), body);
    Subject::new(name, move || black_box(&content).build())
        .floor("copy the body", move || black_box(&body).clone())
        .floor("escape by hand", move || black_box(&by_hand).escape_by_hand())
        .floor("escape with quick-xml", move || black_box(&by_quick_xml).escape_with_quick_xml())
}
