use std::fmt;
use std::str::FromStr;

use rustls::{CipherSuite, SupportedCipherSuite};

/// A choice of cipher suites, in order of preference.
///
/// Its format is a list of names, separated by colons, commas or whitespace. A name is the standard one (IANA),
/// such as `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`, or OpenSSL's, such as `ECDHE-RSA-AES128-GCM-SHA256`, in upper
/// or lower case. Both TLS versions share one list: if it has no suite of TLS 1.3, TLS 1.3 is not offered.
/// OpenSSL's keywords and operators (`HIGH`, `!MD5`, `@STRENGTH`) are neither supported nor needed: every suite
/// here is strong.
///
/// ```
/// use mpns_connect::Ciphers;
///
/// let ciphers: Ciphers = "ECDHE-RSA-AES128-GCM-SHA256:TLS_AES_128_GCM_SHA256".parse()?;
/// assert_eq!(ciphers.to_string(), "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:TLS_AES_128_GCM_SHA256");
/// let error = "ECDHE-RSA-AES128-GCM-SHA256:RC4-SHA".parse::<Ciphers>().unwrap_err();
/// assert!(error.to_string().starts_with("the cipher suite `RC4-SHA` is not known; known are TLS_AES_256_GCM_SHA384, "));
/// # Ok::<(), mpns_connect::ParseCiphersError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ciphers(Vec<CipherSuite>);

/// Why a choice of cipher suites cannot be read. The text lists the known names.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseCiphersError {
    /// A name that is not in the list of known suites.
    #[error("the cipher suite `{0}` is not known; known are {list}", list = known())]
    Unknown(String),
    /// There is no name.
    #[error("no cipher suite is named; known are {}", known())]
    Empty,
}

impl Ciphers {
    /// The standard names of all known cipher suites, strongest first.
    pub fn known() -> impl Iterator<Item = &'static str> {
        SUITES.iter().map(|suite| suite.standard)
    }

    /// Those of `supported` that were chosen, in the order of the choice.
    pub(crate) fn choose(&self, supported: &[SupportedCipherSuite]) -> Vec<SupportedCipherSuite> {
        let find =
            |wanted: &CipherSuite| supported.iter().find(|suite| suite.suite() == *wanted).copied();
        self.0.iter().filter_map(find).collect()
    }
}

impl FromStr for Ciphers {
    type Err = ParseCiphersError;

    fn from_str(text: &str) -> Result<Self, ParseCiphersError> {
        let names = text
            .split(|c: char| c == ':' || c == ',' || c.is_whitespace())
            .filter(|name| !name.is_empty());
        let mut suites = Vec::new();
        for name in names {
            let suite = SUITES
                .iter()
                .find(|suite| {
                    suite.standard.eq_ignore_ascii_case(name)
                        || suite.openssl.eq_ignore_ascii_case(name)
                })
                .ok_or_else(|| ParseCiphersError::Unknown(name.escape_debug().to_string()))?;
            if !suites.contains(&suite.id) {
                suites.push(suite.id);
            }
        }
        if suites.is_empty() { Err(ParseCiphersError::Empty) } else { Ok(Self(suites)) }
    }
}

impl fmt::Display for Ciphers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().filter_map(|id| standard_name(*id)).collect();
        f.write_str(&names.join(":"))
    }
}

/// The name in IANA's registry.
pub(crate) fn standard_name(id: CipherSuite) -> Option<&'static str> {
    SUITES.iter().find(|suite| suite.id == id).map(|suite| suite.standard)
}

fn known() -> String {
    Ciphers::known().collect::<Vec<_>>().join(", ")
}

struct Suite {
    id: CipherSuite,
    standard: &'static str,
    openssl: &'static str,
}

const fn suite(id: CipherSuite, standard: &'static str, openssl: &'static str) -> Suite {
    Suite { id, standard, openssl }
}

/// Every suite of both providers, with its names in IANA's registry and in OpenSSL (`openssl ciphers
/// -stdname`).
#[rustfmt::skip]
const SUITES: [Suite; 9] = [
    suite(CipherSuite::TLS13_AES_256_GCM_SHA384, "TLS_AES_256_GCM_SHA384", "TLS_AES_256_GCM_SHA384"),
    suite(CipherSuite::TLS13_AES_128_GCM_SHA256, "TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
    suite(CipherSuite::TLS13_CHACHA20_POLY1305_SHA256, "TLS_CHACHA20_POLY1305_SHA256", "TLS_CHACHA20_POLY1305_SHA256"),
    suite(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"),
    suite(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
    suite(CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-ECDSA-CHACHA20-POLY1305"),
    suite(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "ECDHE-RSA-AES256-GCM-SHA384"),
    suite(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
    suite(CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "ECDHE-RSA-CHACHA20-POLY1305"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::provider;

    #[test]
    fn reads_standard_and_openssl_names_in_order() {
        #[rustfmt::skip]
        let cases = [
            ("TLS_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
            ("tls_aes_128_gcm_sha256", "TLS_AES_128_GCM_SHA256"),
            ("ECDHE-RSA-AES128-GCM-SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            ("ecdhe-rsa-aes128-gcm-sha256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
            (
                "ECDHE-ECDSA-CHACHA20-POLY1305:TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256\n",
                "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256",
            ),
            ("::ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
        ];
        for (text, expected) in cases {
            let ciphers: Ciphers = text.parse().unwrap();
            assert_eq!(ciphers.to_string(), expected, "{text}");
            assert_eq!(ciphers.to_string().parse(), Ok(ciphers), "{text}");
        }
    }

    #[test]
    fn an_unknown_name_is_an_error_that_lists_the_known_ones() {
        for text in ["RC4-SHA", "HIGH", "!MD5", "TLS_AES_128_GCM_SHA256:AES128-SHA", "x\u{1b}[2J"] {
            let error = text.parse::<Ciphers>().expect_err(text);
            assert!(matches!(error, ParseCiphersError::Unknown(_)), "{error:?}");
            for name in Ciphers::known() {
                assert!(error.to_string().contains(name), "{error}");
            }
            assert!(!error.to_string().contains('\u{1b}'), "{error:?}");
        }
        for text in ["", " ", "::", ","] {
            assert_eq!(text.parse::<Ciphers>(), Err(ParseCiphersError::Empty), "{text:?}");
        }
    }

    #[test]
    fn the_table_is_what_the_provider_offers() {
        let supported = provider().cipher_suites;
        let all: Ciphers = known().parse().unwrap();
        assert_eq!(all.choose(&supported).len(), SUITES.len());
        assert_eq!(supported.len(), SUITES.len());
    }
}
