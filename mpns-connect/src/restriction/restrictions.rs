use std::net::SocketAddr;

use mpns_proto::{AllowedHosts, Origin};

use super::not_allowed::NotAllowed;
use super::special_address::special_address;

/// Which hosts and addresses a client may connect to. By default it may connect to any.
///
/// What is checked is the address that is dialled, so a name cannot lead elsewhere between check and use.
#[derive(Clone, Debug, Default)]
pub struct Restrictions {
    pub(crate) hosts: Option<AllowedHosts>,
    pub(crate) public_only: bool,
}

impl Restrictions {
    pub(crate) fn are_any(&self) -> bool {
        self.public_only || self.hosts.is_some()
    }

    /// Checks what a target says by itself, before anything is looked up. A proxy looks names up itself, so this is all
    /// that can be checked then.
    ///
    /// # Errors
    ///
    /// If the host is not on the list; or, if only public addresses are allowed, is another address, a name for this
    /// machine, or numbers.
    pub fn check(&self, origin: &Origin<'_>) -> Result<(), NotAllowed> {
        if self.hosts.as_ref().is_some_and(|hosts| !hosts.allow(origin)) {
            return Err(NotAllowed::Host);
        }
        if !self.public_only {
            return Ok(());
        }
        match origin.ip() {
            Some(address) => match special_address(address) {
                Some(range) => Err(NotAllowed::Address { address, range }),
                None => Ok(()),
            },
            None if is_of_this_machine(origin.host()) => Err(NotAllowed::Name),
            None => Ok(()),
        }
    }

    /// The addresses of a service that may be dialled. Those of a proxy are not restricted.
    ///
    /// # Errors
    ///
    /// If there are addresses, and none may be dialled.
    pub fn permit(&self, mut addresses: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, NotAllowed> {
        if !self.public_only {
            return Ok(addresses);
        }
        let mut refused = None;
        addresses.retain(|address| {
            let range = special_address(address.ip());
            refused = refused.or(range.map(|range| (address.ip(), range)));
            range.is_none()
        });
        match refused {
            Some((address, range)) if addresses.is_empty() => {
                Err(NotAllowed::Address { address, range })
            }
            _ => Ok(addresses),
        }
    }
}

/// `localhost` and the names below it (RFC 6761, section 6.3), and what ends in a number, such as `127.1`, `0x7f000001`
/// or `2130706433`: no name does, and many resolvers read an address.
fn is_of_this_machine(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let last = host.rsplit('.').next().unwrap_or_default();
    let hex = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    last.eq_ignore_ascii_case("localhost")
        || (!last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit()))
        || hex.is_some_and(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_checked_before_anything_is_looked_up() {
        let any = Restrictions::default();
        let public = Restrictions { public_only: true, ..any.clone() };
        let hosts = "*.notify.live.net, 10.0.0.1, localhost:8080".parse().unwrap();
        let listed = Restrictions { hosts: Some(hosts), ..any.clone() };
        let both = Restrictions { public_only: true, ..listed.clone() };
        #[rustfmt::skip]
        let cases = [
            // target, allowed if: public, listed, both
            ("http://sn1.notify.live.net/a", [true, true, true]),
            ("http://push.example/a", [true, false, false]),
            ("http://10.0.0.1/a", [false, true, false]),
            ("http://93.184.216.34/a", [true, false, false]),
            ("http://[::ffff:10.0.0.1]/a", [false, false, false]),
            ("http://localhost:8080/a", [false, true, false]),
            ("http://a.LOCALHOST./a", [false, false, false]),
            ("http://127.1/a", [false, false, false]),
            ("http://2130706433/a", [false, false, false]),
            ("http://0x7f.0.0.0x1/a", [false, false, false]),
            ("http://0177.0.0.01./a", [false, false, false]),
            ("http://0x7f000001/a", [false, false, false]),
            ("http://a1.example/a", [true, false, false]),
            ("http://0xg/a", [true, false, false]),
        ];
        for (target, allowed) in cases {
            let target = target.parse().unwrap();
            let origin = Origin::of(&target).unwrap();
            assert_eq!(any.check(&origin), Ok(()));
            for (restrictions, allowed) in [&public, &listed, &both].into_iter().zip(allowed) {
                let checked = restrictions.check(&origin);
                assert_eq!(checked.is_ok(), allowed, "{target} {restrictions:?} {checked:?}");
            }
        }
    }

    #[test]
    fn only_public_addresses_are_dialled() {
        let any = Restrictions::default();
        let public = Restrictions { public_only: true, ..any.clone() };
        let inner = SocketAddr::from(([10, 0, 0, 1], 80));
        let outer = SocketAddr::from(([93, 184, 216, 34], 80));
        for (addresses, expected) in [
            (vec![outer], Ok(vec![outer])),
            (vec![inner, outer, inner], Ok(vec![outer])),
            (vec![], Ok(vec![])),
            (vec![inner], Err(NotAllowed::Address { address: inner.ip(), range: "private" })),
        ] {
            assert_eq!(any.permit(addresses.clone()), Ok(addresses.clone()));
            assert_eq!(public.permit(addresses), expected);
        }
    }
}
