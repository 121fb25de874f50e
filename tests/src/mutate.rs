//! Documents with an added defect: some of them are still notifications, most are not.

mod bytes;
mod structure;

pub use bytes::bytes;
use mpns_proto::Limits;
use proptest::prelude::*;
pub use structure::structure;

use crate::generate;

/// Documents as they are written.
pub fn written() -> impl Strategy<Value = String> {
    generate::document().prop_filter_map("content that cannot be built", |content| {
        let limits = Limits { document_bytes: usize::MAX, ..Limits::default() };
        let notification = content.build_with(&limits).ok()?;
        Some(String::from_utf8(notification.body().to_vec()).expect("UTF-8"))
    })
}
