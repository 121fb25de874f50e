use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What an address is for, if it is not one of the public Internet: IANA's registries of special addresses, for
/// [IPv4](https://www.iana.org/assignments/iana-ipv4-special-registry) and
/// [IPv6](https://www.iana.org/assignments/iana-ipv6-special-registry), and multicast.
///
/// An IPv6 address that leads to an IPv4 address is judged by that one: mapped (`::ffff:0:0/96`), translated
/// (`64:ff9b::/96`), 6to4 (`2002::/16`). Other addresses of IPv6 are public only in `2000::/3`.
#[must_use]
pub fn special_address(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => of_v4(address),
        IpAddr::V6(address) => of_v6(address),
    }
}

fn of_v4(address: Ipv4Addr) -> Option<&'static str> {
    let is_in = |first: Ipv4Addr, bits: u32| {
        let differing = address.to_bits() ^ first.to_bits();
        differing.leading_zeros() >= bits
    };
    V4.iter().find(|(first, bits, _)| is_in(*first, *bits)).map(|(_, _, name)| *name)
}

fn of_v6(address: Ipv6Addr) -> Option<&'static str> {
    let is_in = |(first, bits): &(Ipv6Addr, u32)| {
        let differing = address.to_bits() ^ first.to_bits();
        differing.leading_zeros() >= *bits
    };
    let [.., a, b, c, d] = address.octets();
    if is_in(&MAPPED) || is_in(&TRANSLATED) {
        return of_v4(Ipv4Addr::new(a, b, c, d));
    }
    let [_, _, a, b, c, d, ..] = address.octets();
    if is_in(&SIX_TO_FOUR) {
        return of_v4(Ipv4Addr::new(a, b, c, d));
    }
    let listed = V6.iter().find(|(first, bits, _)| is_in(&(*first, *bits)));
    let other = (!is_in(&GLOBAL)).then_some("not global unicast");
    listed.map(|(_, _, name)| *name).or(other)
}

const fn v4(a: u8, b: u8, c: u8, d: u8) -> Ipv4Addr {
    Ipv4Addr::new(a, b, c, d)
}

/// By its first three groups.
const fn v6(a: u16, b: u16, c: u16) -> Ipv6Addr {
    Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)
}

const V4: [(Ipv4Addr, u32, &str); 17] = [
    (v4(0, 0, 0, 0), 8, "this network"),
    (v4(10, 0, 0, 0), 8, "private"),
    (v4(100, 64, 0, 0), 10, "shared by the customers of a provider"),
    (v4(127, 0, 0, 0), 8, "loopback"),
    // Most clouds have their metadata at 169.254.169.254.
    (v4(169, 254, 0, 0), 16, "link-local"),
    (v4(172, 16, 0, 0), 12, "private"),
    (v4(192, 0, 0, 0), 24, "protocol assignments"),
    (v4(192, 0, 2, 0), 24, "documentation"),
    (v4(192, 88, 99, 0), 24, "relays of 6to4"),
    (v4(192, 168, 0, 0), 16, "private"),
    (v4(198, 18, 0, 0), 15, "benchmarking"),
    (v4(198, 51, 100, 0), 24, "documentation"),
    (v4(203, 0, 113, 0), 24, "documentation"),
    // Public by its number, but the platform of Azure behind it, from within.
    (v4(168, 63, 129, 16), 32, "platform of a cloud"),
    (v4(224, 0, 0, 0), 4, "multicast"),
    (v4(255, 255, 255, 255), 32, "broadcast"),
    (v4(240, 0, 0, 0), 4, "reserved"),
];

const V6: [(Ipv6Addr, u32, &str); 12] = [
    (Ipv6Addr::UNSPECIFIED, 128, "unspecified"),
    (Ipv6Addr::LOCALHOST, 128, "loopback"),
    (v6(0x64, 0xff9b, 1), 48, "translation within a network"),
    (v6(0x100, 0, 0), 64, "discarded"),
    (v6(0x2001, 0, 0), 23, "protocol assignments"),
    (v6(0x2001, 0xdb8, 0), 32, "documentation"),
    (v6(0x3fff, 0, 0), 20, "documentation"),
    (v6(0x5f00, 0, 0), 16, "segment routing"),
    (v6(0xfc00, 0, 0), 7, "unique local"),
    (v6(0xfe80, 0, 0), 10, "link-local"),
    (v6(0xfec0, 0, 0), 10, "site-local"),
    (v6(0xff00, 0, 0), 8, "multicast"),
];

const MAPPED: (Ipv6Addr, u32) = (Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96);
const TRANSLATED: (Ipv6Addr, u32) = (v6(0x64, 0xff9b, 0), 96);
const SIX_TO_FOUR: (Ipv6Addr, u32) = (v6(0x2002, 0, 0), 16);
const GLOBAL: (Ipv6Addr, u32) = (v6(0x2000, 0, 0), 3);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_and_last_address_of_a_range_are_special_and_their_neighbours_are_not() {
        #[rustfmt::skip]
        let cases = [
            ("0.0.0.0", "this network"), ("0.255.255.255", "this network"), ("1.0.0.0", ""),
            ("9.255.255.255", ""), ("10.0.0.0", "private"), ("10.255.255.255", "private"), ("11.0.0.0", ""),
            ("100.63.255.255", ""), ("100.64.0.0", "shared by the customers of a provider"),
            ("100.127.255.255", "shared by the customers of a provider"), ("100.128.0.0", ""),
            ("126.255.255.255", ""), ("127.0.0.1", "loopback"), ("127.255.255.255", "loopback"), ("128.0.0.0", ""),
            ("168.63.129.16", "platform of a cloud"), ("168.63.129.17", ""),
            ("169.253.255.255", ""), ("169.254.169.254", "link-local"), ("169.255.0.0", ""),
            ("172.15.255.255", ""), ("172.16.0.0", "private"), ("172.31.255.255", "private"), ("172.32.0.0", ""),
            ("192.0.0.192", "protocol assignments"), ("192.0.1.0", ""), ("192.0.2.255", "documentation"),
            ("192.88.99.1", "relays of 6to4"), ("192.167.255.255", ""), ("192.168.0.0", "private"), ("192.169.0.0", ""),
            ("198.17.255.255", ""), ("198.18.0.0", "benchmarking"), ("198.19.255.255", "benchmarking"),
            ("198.20.0.0", ""), ("198.51.100.1", "documentation"), ("203.0.113.1", "documentation"),
            ("223.255.255.255", ""), ("224.0.0.0", "multicast"), ("239.255.255.255", "multicast"),
            ("240.0.0.0", "reserved"), ("255.255.255.254", "reserved"), ("255.255.255.255", "broadcast"),
            ("8.8.8.8", ""),
            ("::", "unspecified"), ("::1", "loopback"), ("::2", "not global unicast"),
            ("::127.0.0.1", "not global unicast"), ("::ffff:127.0.0.1", "loopback"), ("::ffff:8.8.8.8", ""),
            ("::ffff:0:127.0.0.1", "not global unicast"),
            ("64:ff9b::10.0.0.1", "private"), ("64:ff9b::8.8.8.8", ""), ("64:ff9b:1::8.8.8.8", "translation within a network"),
            ("100::1", "discarded"), ("100:0:0:1::1", "not global unicast"),
            ("2001::1", "protocol assignments"), ("2001:1ff:ffff::", "protocol assignments"), ("2001:200::", ""),
            ("2001:db8::1", "documentation"), ("2001:db9::", ""),
            ("2002:7f00:1::1", "loopback"), ("2002:a9fe:a9fe::", "link-local"), ("2002:808:808::", ""),
            ("2606:2800:220:1:248:1893:25c8:1946", ""), ("3ffe:ffff::", ""), ("3fff::1", "documentation"),
            ("3fff:1000::", ""), ("4000::", "not global unicast"), ("5f00::1", "segment routing"),
            ("fc00::1", "unique local"), ("fd00:ec2::254", "unique local"), ("fe80::1", "link-local"),
            ("febf::1", "link-local"), ("fec0::1", "site-local"), ("ff02::1", "multicast"),
        ];
        for (address, range) in cases {
            let found = special_address(address.parse().unwrap());
            assert_eq!(found.unwrap_or_default(), range, "{address}");
        }
    }
}
