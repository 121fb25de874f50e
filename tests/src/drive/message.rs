//! What a driver sends.

use std::fs::File;

use mpns_proto::{Limits, Notification, Raw, Toast};

use super::variable::{optional, variable};

pub(super) fn from_env() -> Notification {
    match optional("BODY_BYTES") {
        Some(bytes) => raw(bytes.parse().expect("BODY_BYTES is a number")),
        None => toast(),
    }
}

fn toast() -> Notification {
    let message = File::open(variable("MSG")).expect("MSG is a file that can be read");
    let message: serde_json::Value = serde_json::from_reader(message).expect("MSG is JSON");
    let text = |name: &str| message[name].as_str().map(ToOwned::to_owned);
    let (text1, text2, param) = (text("text1"), text("text2"), text("param"));
    let toast = Toast { text1, text2, param, ..Toast::default() };
    toast.build().expect("MSG is a toast")
}

/// Longer than a raw notification may be, if wanted: as long as the document of a toast.
fn raw(bytes: usize) -> Notification {
    let limits = Limits { raw_bytes: bytes, ..Limits::default() };
    Raw::from(vec![b'x'; bytes]).build_with(&limits).expect("a body")
}
