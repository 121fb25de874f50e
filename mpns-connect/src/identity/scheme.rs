//! The names of encryption schemes, for errors about those that are not read.

#[cfg(feature = "encrypted-keys")]
use x509_cert::der::asn1::ObjectIdentifier;

/// The registered name, or the numbers where it is not known here.
#[cfg(feature = "encrypted-keys")]
pub(super) fn scheme_name(oid: &ObjectIdentifier) -> String {
    let dotted = oid.to_string();
    SCHEMES
        .iter()
        .find(|(number, _)| *number == dotted)
        .map_or(dotted, |(_, name)| (*name).to_owned())
}

/// Schemes that OpenSSL, Windows or Java write, or wrote once (RFC 8018, RFC 7292, RFC 9579),
/// beside those that are read.
pub(super) const SCHEMES: [(&str, &str); 18] = [
    ("1.2.840.113549.1.5.1", "pbeWithMD2AndDES-CBC"),
    ("1.2.840.113549.1.5.3", "pbeWithMD5AndDES-CBC"),
    ("1.2.840.113549.1.5.4", "pbeWithMD2AndRC2-CBC"),
    ("1.2.840.113549.1.5.6", "pbeWithMD5AndRC2-CBC"),
    ("1.2.840.113549.1.5.10", "pbeWithSHA1AndDES-CBC"),
    ("1.2.840.113549.1.5.11", "pbeWithSHA1AndRC2-CBC"),
    ("1.2.840.113549.1.5.14", "PBMAC1"),
    ("1.2.840.113549.1.12.1.1", "pbeWithSHAAnd128BitRC4"),
    ("1.2.840.113549.1.12.1.2", "pbeWithSHAAnd40BitRC4"),
    ("1.2.840.113549.1.12.1.3", "pbeWithSHAAnd3-KeyTripleDES-CBC"),
    ("1.2.840.113549.1.12.1.4", "pbeWithSHAAnd2-KeyTripleDES-CBC"),
    ("1.2.840.113549.1.12.1.5", "pbeWithSHAAnd128BitRC2-CBC"),
    ("1.2.840.113549.1.12.1.6", "pbeWithSHAAnd40BitRC2-CBC"),
    ("1.2.840.113549.3.2", "RC2-CBC"),
    ("1.2.392.200011.61.1.1.1.2", "CAMELLIA-128-CBC"),
    ("1.2.392.200011.61.1.1.1.3", "CAMELLIA-192-CBC"),
    ("1.2.392.200011.61.1.1.1.4", "CAMELLIA-256-CBC"),
    ("1.2.410.200004.1.4", "SEED-CBC"),
];
