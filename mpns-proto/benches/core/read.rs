//! From a request to the notification in it, as a service reads it.

use std::hint::black_box;

use mpns_proto::Limits;
use mpns_proto::service::read_document;

use crate::build::typical_toast;
use crate::floors;
use crate::subject::Subject;

pub(crate) fn subjects() -> Vec<Subject> {
    let notification = typical_toast().build().expect("a toast");
    let document = str::from_utf8(notification.body()).expect("UTF-8").to_owned();
    let limits = Limits::default();
    vec![
        Subject::new("read a typical toast", move || {
            read_document(black_box(notification.body()), &limits)
        })
        .floor("read with quick-xml", move || floors::read_with_quick_xml(black_box(&document))),
    ]
}
