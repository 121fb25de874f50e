use std::net::IpAddr;

/// Why the settings do not allow a connection. It is the source of an error of
/// [`ErrorKind::NotAllowed`](crate::ErrorKind::NotAllowed).
///
/// It is for the sender's log. It shows what a name leads to, which is not for whoever supplied the channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotAllowed {
    /// The host is not on the list, or its port is another.
    #[error("the host is not one of the allowed hosts, with the scheme's port")]
    Host,
    /// The host is an address, or a name with no other address, that is not public.
    #[error("the address {address} is not public: {range}")]
    Address {
        /// The first such address.
        address: IpAddr,
        /// What it is for, such as `loopback`.
        range: &'static str,
    },
    /// The host is a name for this machine, or numbers that some resolvers read as an address.
    #[error("the host name is one for this machine, or not a name but numbers")]
    Name,
}
