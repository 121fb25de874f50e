//! The names of algorithms, for errors about those that are not supported.

use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::DB;

/// The name in the table of `const-oid`, or else the numbers.
pub(crate) fn name(oid: &ObjectIdentifier) -> String {
    DB.by_oid(oid).map_or_else(|| oid.to_string(), str::to_owned)
}
