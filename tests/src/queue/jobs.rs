use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use serde_json::{Value, json};

use super::service::Service;

/// Which jobs there are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Jobs {
    /// How many.
    pub(super) count: u64,
    /// For how many channels, of which each has as many.
    pub(super) channels: u64,
    /// Whether each has a content of its own.
    pub(super) are_distinct: bool,
}

impl Jobs {
    /// Writes them as `mpns batch` and `mpns queue push` read them. The keys are numbers.
    pub(super) fn write(self, path: &Path, service: &Service) {
        let toast: Value = serde_json::from_str(MESSAGE).expect("JSON");
        let mut file = BufWriter::new(File::create(path).expect("a file"));
        for number in 0..self.count {
            let mut job = toast.clone();
            job["type"] = "toast".into();
            job["key"] = number.into();
            job["channel"] = service.channel(number % self.channels).into();
            if self.are_distinct {
                job["param"] = json!(format!("/Views/Order.xaml?id={number}"));
            }
            writeln!(file, "{job}").expect("room");
        }
        file.flush().expect("room");
    }
}

/// What the floor sends too.
const MESSAGE: &str = include_str!("../curves/message.json");
