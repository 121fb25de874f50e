//! What a certificate says of itself, for people.

use std::fmt;
use std::time::SystemTime;

use x509_cert::der::oid::db::rfc5280::{
    ANY_EXTENDED_KEY_USAGE, ID_KP_CLIENT_AUTH, ID_KP_SERVER_AUTH,
};

use super::algorithm;
use super::certificate::Certificate;
use super::key_type::KeyType;
use crate::utc::utc;

impl Certificate {
    /// The common name of its subject. That of a client certificate is the name of the authenticated service, with
    /// which an app opens its channel.
    #[must_use]
    pub fn common_name(&self) -> Option<&str> {
        self.common_name.as_deref()
    }

    /// The common name of its issuer.
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.issuer_name.as_deref()
    }

    /// Whether its issuer is itself.
    #[must_use]
    pub fn is_self_signed(&self) -> bool {
        self.is_self_signed
    }

    /// The first moment at which it is valid.
    #[must_use]
    pub fn not_before(&self) -> SystemTime {
        self.not_before.to_system_time()
    }

    /// The last moment at which it is valid.
    #[must_use]
    pub fn not_after(&self) -> SystemTime {
        self.not_after.to_system_time()
    }

    /// [`not_before`](Self::not_before) as text, such as `2024-02-29T00:00:00Z`.
    #[must_use]
    pub fn valid_from(&self) -> String {
        utc(self.not_before())
    }

    /// [`not_after`](Self::not_after) as text, such as `2024-02-29T00:00:00Z`.
    #[must_use]
    pub fn valid_until(&self) -> String {
        utc(self.not_after())
    }

    /// The kind and size of its public key.
    #[must_use]
    pub fn key_type(&self) -> &KeyType {
        &self.key_type
    }

    /// What it may be used for (its extended key usage), each by a name such as `client authentication`; `None` if it
    /// does not restrict that.
    #[must_use]
    pub fn usages(&self) -> Option<Vec<String>> {
        let name = |usage: &_| match *usage {
            ID_KP_CLIENT_AUTH => "client authentication".to_owned(),
            ID_KP_SERVER_AUTH => "server authentication".to_owned(),
            ANY_EXTENDED_KEY_USAGE => "any".to_owned(),
            _ => algorithm::name(usage),
        };
        Some(self.usages.as_ref()?.iter().map(name).collect())
    }

    /// Whether it may be used for client authentication.
    #[must_use]
    pub fn is_for_clients(&self) -> bool {
        self.usages.as_ref().is_none_or(|usages| {
            usages.iter().any(|usage| [ID_KP_CLIENT_AUTH, ANY_EXTENDED_KEY_USAGE].contains(usage))
        })
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Certificate")
            .field("common_name", &self.common_name())
            .field("issuer", &self.issuer())
            .field("not_before", &self.not_before())
            .field("not_after", &self.not_after())
            .field("key_type", &self.key_type())
            .field("usages", &self.usages())
            .finish_non_exhaustive()
    }
}
