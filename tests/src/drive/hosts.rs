use std::fmt::Write as _;
use std::net::Ipv4Addr;
use std::sync::Arc;

use super::variable::{number, optional, variable};

/// The origins of the channels.
#[derive(Clone, Debug)]
pub struct Hosts(Arc<[String]>);

impl Hosts {
    pub(super) fn from_env(scheme: &str) -> Self {
        let (host, port) = (variable("HOST"), number("PORT"));
        let Some(count) = optional("HOSTS") else {
            return Self([format!("{scheme}://{host}:{port}")].into());
        };
        let first: Ipv4Addr = host.parse().expect("with HOSTS, HOST is an address");
        let count: u32 = count.parse().expect("HOSTS is a number");
        assert!(count > 0, "HOSTS is at least 1");
        let address = |i| Ipv4Addr::from_bits(first.to_bits() + i);
        Self((0..count).map(|i| format!("{scheme}://{}:{port}", address(i))).collect())
    }

    /// Scheme, host and port of each.
    pub fn origins(&self) -> &[String] {
        &self.0
    }

    /// Writes the URI of channel `i` in place of the text.
    pub fn write_channel(&self, i: usize, text: &mut String) {
        text.clear();
        text.push_str(&self.0[i % self.0.len()]);
        write!(text, "/throttledthirdparty/01.00/{i}").expect("a string takes everything");
    }
}
