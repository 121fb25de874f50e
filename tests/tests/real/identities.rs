//! `cert`, `key`, `passphrase` and `pfx`, in every form that openssl and keytool write.

use std::error::Error;

use mpns_connect::{Identity, IdentityError, Tls};

use crate::case::Case;
use crate::certificates::{Certificates, PASSPHRASE, UNICODE_PASSPHRASE};
use crate::nginx::Nginx;
use crate::transport::Settings;

pub(crate) fn cases(nginx: &Nginx) -> Vec<Case> {
    let case = |&(option, form, expected, logged): &Row| Case {
        option,
        value: form.to_string(),
        server: "nginx, verifies",
        origin: nginx.origin("VERIFY"),
        path: "/u",
        settings: Box::new(move || settings(form)),
        expected,
        logged,
        via: None,
    };
    ROWS.iter().map(case).collect()
}

/// Where an identity comes from: files and passphrase.
#[derive(Clone, Copy)]
enum Form {
    Pem(&'static str, &'static str),
    Combined(&'static str),
    Encrypted(&'static str, &'static str, &'static str),
    Pfx(&'static str, &'static str),
}

/// Option, form, what the transport says, what the origin logs.
type Row = (&'static str, Form, &'static str, &'static str);

impl std::fmt::Display for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Pem(certificate, key) | Self::Encrypted(certificate, key, _) => {
                write!(f, "{certificate}, {key}")
            }
            Self::Combined(file) | Self::Pfx(file, _) => f.write_str(file),
        }
    }
}

fn settings(form: Form) -> Result<Settings, Box<dyn Error>> {
    let certificates = Certificates::get();
    let tls = Tls::builder().add_ca(certificates.ca()).identity(load(form)?).build()?;
    Ok(Settings { tls: Some(tls), ..Settings::default() })
}

fn load(form: Form) -> Result<Identity, IdentityError> {
    let read = |file| Certificates::get().read(file);
    match form {
        Form::Pem(certificate, key) => Identity::from_pem(&read(certificate), &read(key)),
        Form::Combined(file) => Identity::from_combined_pem(&read(file)),
        Form::Encrypted(certificate, key, passphrase) => {
            Identity::from_encrypted_pem(&read(certificate), &read(key), passphrase)
        }
        Form::Pfx(file, passphrase) => Identity::from_pfx(&read(file), passphrase),
    }
}

const ACCEPTED: &str = "200 received";
const RIGHT: &str = "200 SUCCESS CN=right";
const RIGHT_EC: &str = "200 SUCCESS CN=right-ec";
const WRONG: &str = "wrong passphrase";

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("cert, key", Form::Pem("right.pem", "right.key"), ACCEPTED, RIGHT),
    ("cert, key", Form::Pem("right.pem", "pkcs1.key"), ACCEPTED, RIGHT),
    ("cert, key", Form::Pem("right-ec.pem", "right-ec.key"), ACCEPTED, RIGHT_EC),
    ("cert, key", Form::Pem("right-ec.pem", "sec1.key"), ACCEPTED, RIGHT_EC),
    ("cert, key", Form::Pem("right-ed25519.pem", "right-ed25519.key"), ACCEPTED, "200 SUCCESS CN=right-ed25519"),
    ("cert", Form::Combined("both.pem"), ACCEPTED, RIGHT),
    ("key, passphrase", Form::Encrypted("right.pem", "pbes2-aes256.key", PASSPHRASE), ACCEPTED, RIGHT),
    ("key, passphrase", Form::Encrypted("right.pem", "pbes2-des3.key", PASSPHRASE), ACCEPTED, RIGHT),
    ("key, passphrase", Form::Encrypted("right-ec.pem", "scrypt.key", PASSPHRASE), ACCEPTED, RIGHT_EC),
    ("key, passphrase", Form::Encrypted("right.pem", "proc-type-aes256.key", PASSPHRASE), ACCEPTED, RIGHT),
    ("key, passphrase", Form::Encrypted("right-ec.pem", "proc-type-des3.key", PASSPHRASE), ACCEPTED, RIGHT_EC),
    ("key, passphrase", Form::Encrypted("right.pem", "right.key", WRONG), ACCEPTED, RIGHT),
    ("pfx, passphrase", Form::Pfx("pfx-openssl3.pfx", PASSPHRASE), ACCEPTED, RIGHT),
    ("pfx, passphrase", Form::Pfx("pfx-legacy-rc2.pfx", PASSPHRASE), ACCEPTED, RIGHT),
    ("pfx, passphrase", Form::Pfx("pfx-legacy-3des.pfx", PASSPHRASE), ACCEPTED, RIGHT),
    ("pfx, passphrase", Form::Pfx("pfx-no-mac.pfx", PASSPHRASE), ACCEPTED, RIGHT),
    ("pfx, passphrase", Form::Pfx("pfx-ec.pfx", PASSPHRASE), ACCEPTED, RIGHT_EC),
    ("pfx, passphrase", Form::Pfx("pfx-unicode.pfx", UNICODE_PASSPHRASE), ACCEPTED, RIGHT),
    ("pfx, passphrase", Form::Pfx("pfx-keytool.pfx", PASSPHRASE), ACCEPTED, "200 SUCCESS CN=right-keytool"),
    ("pfx", Form::Pfx("pfx-empty.pfx", ""), ACCEPTED, RIGHT),

    ("cert, key", Form::Pem("expired.pem", "expired.key"),
        "refused when loaded: the certificate `expired` expired at 2020-02-01T00:00:00Z", ""),
    ("pfx, passphrase", Form::Pfx("pfx-expired.pfx", PASSPHRASE),
        "refused when loaded: the certificate `expired` expired at 2020-02-01T00:00:00Z", ""),
    ("cert, key", Form::Pem("not-for-clients.pem", "not-for-clients.key"),
        "refused when loaded: the certificate `not-for-clients` is not for client authentication: its extended key usage leaves that out", ""),
    ("cert, key", Form::Pem("right.pem", "wrong.key"),
        "refused when loaded: the private key does not belong to the certificate", ""),
    ("cert, key", Form::Pem("right.pem", "pbes2-aes256.key"),
        "refused when loaded: the private key is encrypted and no passphrase is given", ""),
    ("key, passphrase", Form::Encrypted("right.pem", "pbes2-aes256.key", WRONG), "refused when loaded: the passphrase is wrong", ""),
    ("key, passphrase", Form::Encrypted("right-ec.pem", "scrypt.key", WRONG), "refused when loaded: the passphrase is wrong", ""),
    ("key, passphrase", Form::Encrypted("right.pem", "proc-type-aes256.key", WRONG), "refused when loaded: the passphrase is wrong", ""),
    ("pfx, passphrase", Form::Pfx("pfx-openssl3.pfx", WRONG), "refused when loaded: the passphrase is wrong", ""),
    ("pfx, passphrase", Form::Pfx("pfx-legacy-rc2.pfx", WRONG), "refused when loaded: the passphrase is wrong", ""),
    ("pfx, passphrase", Form::Pfx("pfx-no-mac.pfx", WRONG), "refused when loaded: the passphrase is wrong", ""),
    ("pfx, passphrase", Form::Pfx("pfx-keytool.pfx", WRONG), "refused when loaded: the passphrase is wrong", ""),
    ("pfx", Form::Pfx("pfx-openssl3.pfx", ""), "refused when loaded: the private key is encrypted and no passphrase is given", ""),
];
