//! The names of encryption schemes, for errors about those that are not supported.

use x509_cert::der::asn1::ObjectIdentifier;

/// The registered name, or the numbers if it is not known here.
pub(super) fn scheme_name(oid: &ObjectIdentifier) -> String {
    let dotted = oid.to_string();
    SCHEMES
        .iter()
        .chain(&DIGESTS)
        .find(|(number, _)| *number == dotted)
        .map_or(dotted, |(_, name)| (*name).to_owned())
}

/// Schemes that OpenSSL, Windows or Java write, or wrote once (RFC 8018, RFC 7292, RFC 9579),
/// except those that are read.
pub(super) const SCHEMES: [(&str, &str); 22] = [
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
    ("1.2.410.200046.1.1.2", "ARIA-128-CBC"),
    ("1.2.410.200046.1.1.7", "ARIA-192-CBC"),
    ("1.2.410.200046.1.1.12", "ARIA-256-CBC"),
    ("1.2.156.10197.1.104.2", "SM4-CBC"),
];

/// Digests of a PKCS#12 file's MAC, and those of PBKDF2, which are not read either.
const DIGESTS: [(&str, &str); 14] = [
    ("1.2.840.113549.2.2", "MD2"),
    ("1.2.840.113549.2.4", "MD4"),
    ("1.2.840.113549.2.5", "MD5"),
    ("1.3.36.3.2.1", "RIPEMD160"),
    ("1.2.156.10197.1.401", "SM3"),
    ("2.16.840.1.101.3.4.2.7", "SHA3-224"),
    ("2.16.840.1.101.3.4.2.8", "SHA3-256"),
    ("2.16.840.1.101.3.4.2.9", "SHA3-384"),
    ("2.16.840.1.101.3.4.2.10", "SHA3-512"),
    ("1.2.840.113549.2.6", "hmacWithMD5"),
    ("2.16.840.1.101.3.4.2.13", "hmacWithSHA3-224"),
    ("2.16.840.1.101.3.4.2.14", "hmacWithSHA3-256"),
    ("2.16.840.1.101.3.4.2.15", "hmacWithSHA3-384"),
    ("2.16.840.1.101.3.4.2.16", "hmacWithSHA3-512"),
];
