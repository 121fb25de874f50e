use std::error::Error;

use mpns_proto::ChannelUri;

use crate::nginx::Entry;
use crate::transport::{Client, Settings, Transport, brief, chain};

/// One configuration against one server, with the same result in every transport.
pub(crate) struct Case {
    /// The option as users of older libraries know it.
    pub(crate) option: &'static str,
    pub(crate) value: String,
    pub(crate) server: &'static str,
    /// Scheme and authority.
    pub(crate) origin: String,
    /// Where the path begins.
    pub(crate) path: &'static str,
    pub(crate) settings: Box<dyn Fn() -> Result<Settings, Box<dyn Error>>>,
    /// What the transport says.
    pub(crate) expected: &'static str,
    /// Words that the origin's log contains; empty if the request must not reach the origin.
    pub(crate) logged: &'static str,
    /// The proxy that has to log the request, and how.
    pub(crate) via: Option<Via>,
}

/// What a proxy logs of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Via {
    pub(crate) proxy: &'static str,
    pub(crate) status: u16,
}

/// The result of a case in one transport.
pub(crate) struct Seen {
    pub(crate) channel: ChannelUri,
    pub(crate) result: String,
}

impl Case {
    pub(crate) fn run(&self, number: usize, transport: Transport) -> Seen {
        let path = format!("{}/{number}/{}/{TOKEN}?{TOKEN}", self.path, transport.name());
        let channel: ChannelUri = format!("{}{path}", self.origin).parse().expect("a channel");
        let result = match (self.settings)() {
            Ok(settings) => send(&settings.client(transport), &channel),
            Err(error) => {
                let text = chain(&*error);
                assert_hides_secrets(&text);
                format!("refused when loaded: {text}")
            }
        };
        Seen { channel, result }
    }

    /// What is wrong with what the origin logged of a channel.
    pub(crate) fn judge(&self, entries: &[Entry]) -> Result<(), String> {
        let facts: Vec<_> = entries.iter().map(facts).collect();
        let is_right = match (&facts[..], self.logged) {
            ([], "") => true,
            ([_], "") | ([], _) => false,
            ([one], words) => {
                words.split(' ').all(|word| one.split(' ').any(|fact| fact == word))
                    && one.contains(CREDENTIALS) == words.contains(CREDENTIALS)
            }
            _ => false,
        };
        if is_right {
            Ok(())
        } else {
            Err(format!("the origin logged {facts:?}, not one `{}`", self.logged))
        }
    }
}

fn send(client: &Client, channel: &ChannelUri) -> String {
    match client.send(channel) {
        Ok(reply) => {
            let explained = client.explain(&reply, channel).map_or("", |_| ", explained");
            format!("{} {}{explained}", reply.status().as_u16(), reply.outcome())
        }
        Err(error) => {
            assert_hides_secrets(&format!("{error:?} {}", chain(&error)));
            brief(&error)
        }
    }
}

/// Status, version, cipher suite, verification, subject, and whether there were credentials for a proxy.
fn facts(entry: &Entry) -> String {
    let Entry { status, tls, cipher, verified, client, credentials, .. } = entry;
    assert!(entry.request.starts_with("POST /"), "not in origin form: {}", entry.request);
    let credentials = if credentials.is_empty() { "" } else { CREDENTIALS };
    [status.as_str(), tls, cipher, verified, client, credentials].join(" ")
}

fn assert_hides_secrets(text: &str) {
    for secret in SECRETS {
        assert!(!text.contains(secret), "`{secret}` is in: {text}");
    }
}

/// Marks credentials in the origin's log that were meant for the proxy only.
const CREDENTIALS: &str = "credentials!";
/// A piece of every channel's path and query.
pub(crate) const TOKEN: &str = "t0ken";
/// What no error text contains: tokens, passphrases, the passwords of proxies.
pub(crate) const SECRETS: [&str; 5] = [TOKEN, "sesame", "gehäim", "hunter", "dXNlcjpodW50ZXI"];
