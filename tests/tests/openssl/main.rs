//! What today's `openssl` (3.0 or later) and Java's `keytool` write, generated at test time and read back.

#![cfg(test)]

mod folder;
mod keys;
mod pfx;

use mpns_connect::{Identity, IdentityError};

fn assert_made(result: Result<Identity, IdentityError>, what: &str) {
    match result {
        Ok(identity) => assert_eq!(identity.common_name(), Some("made"), "{what}"),
        Err(error) => panic!("{what}: {error} {error:?}"),
    }
}

/// For `openssl genpkey`, and whether there is an older form of it than PKCS#8.
const KEYS: &[(&str, bool)] = &[
    ("-algorithm EC -pkeyopt ec_paramgen_curve:P-256", true),
    ("-algorithm EC -pkeyopt ec_paramgen_curve:P-384", true),
    ("-algorithm RSA -pkeyopt rsa_keygen_bits:2048", true),
    ("-algorithm RSA -pkeyopt rsa_keygen_bits:3072", true),
    ("-algorithm RSA -pkeyopt rsa_keygen_bits:4096", true),
    ("-algorithm ED25519", false),
];

const PASSPHRASES: [&str; 3] = ["secret", "gehäim€", "a:b,c/d=e\\f\"g"];
