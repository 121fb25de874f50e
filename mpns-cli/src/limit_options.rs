//! What a notification is checked against.

use clap::Args;
use mpns_proto::{Limits, OsVersion};

#[derive(Args)]
#[group(skip)]
pub(crate) struct LimitOptions {
    #[arg(long, value_name = "VERSION", global = true, help = os_help())]
    os: Option<OsVersion>,

    #[arg(long, value_name = "BYTES", global = true, help = max_body_help())]
    max_body: Option<usize>,

    #[arg(long, value_name = "CHARS", global = true, help = max_param_help())]
    max_param: Option<usize>,
}

impl LimitOptions {
    pub(crate) fn limits(&self) -> Limits {
        let default = Limits::default();
        let param_chars = self.max_param.unwrap_or(default.param_chars);
        let limits = Limits { os: self.os, param_chars, ..default };
        match self.max_body {
            Some(bytes) => Limits { document_bytes: bytes, raw_bytes: bytes, ..limits },
            None => limits,
        }
    }
}

fn os_help() -> String {
    let versions =
        OsVersion::ALL.iter().map(|version| version.as_str()).collect::<Vec<_>>().join(", ");
    format!(
        "The OS version of the phone ({versions}): refuses what would make it close the channel"
    )
}

fn max_body_help() -> String {
    let (document, raw) = (Limits::MAX_DOCUMENT_BYTES, Limits::MAX_RAW_BYTES);
    format!("The longest body allowed, in bytes [default: {document}; {raw} for raw]")
}

fn max_param_help() -> String {
    format!("The longest Param of a toast, in characters [default: {}]", Limits::MAX_PARAM_CHARS)
}
