//! What it costs to try a passphrase on a PKCS#12 file.
//!
//! The library limits each key derivation, but a file may have any number of them, and the library goes on
//! after one that failed.

use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{self, Reader as _, SliceReader, Tag, Tagged as _};

use super::cost::Cost;

/// The cost of the MAC, if there is one, and of every derivation whose parameters are not encrypted. Others are
/// visible only with the right passphrase.
pub(super) fn pfx_cost(pfx: &[u8], mac: Option<AnyRef<'_>>) -> der::Result<Cost> {
    let mut cost = Cost::default();
    if let Some(mac) = mac {
        cost.add_rounds(numbers(mac.value()).next().unwrap_or(1));
    }
    add_nested(&mut cost, pfx, 0)?;
    Ok(cost)
}

/// Adds the cost of a row of elements, and of what is inside them.
fn add_nested(cost: &mut Cost, row: &[u8], depth: usize) -> der::Result<()> {
    for element in elements(row) {
        if element.tag() == Tag::Sequence {
            add_algorithm(cost, element.value())?;
        }
        let holds_elements = element.tag().is_constructed() || element.tag() == Tag::OctetString;
        if holds_elements && depth < MAX_DEPTH {
            add_nested(cost, element.value(), depth.saturating_add(1))?;
        }
    }
    Ok(())
}

/// Adds the cost of a sequence, if it is an algorithm identifier.
fn add_algorithm(cost: &mut Cost, sequence: &[u8]) -> der::Result<()> {
    let mut elements = elements(sequence);
    let oid = elements.next().and_then(|oid| oid.decode_as::<ObjectIdentifier>().ok());
    let (Some(oid), Some(parameters)) = (oid, elements.next()) else { return Ok(()) };
    let mut numbers = numbers(parameters.value());
    let mut next = || numbers.next().unwrap_or(1);
    match oid {
        PBKDF2 => cost.add_rounds(next()),
        SCRYPT => cost.add_scrypt(next(), next(), next())?,
        _ if oid.parent() == Some(PKCS12_PBE) => cost.add_rounds(next()),
        _ => {}
    }
    Ok(())
}

/// The elements of a row, up to the first malformed one.
fn elements(row: &[u8]) -> impl Iterator<Item = AnyRef<'_>> {
    let mut reader = SliceReader::new(row).ok();
    std::iter::from_fn(move || reader.as_mut()?.decode().ok())
}

/// The integers in a row of elements. One that is too large counts as the largest, a negative one as 0.
fn numbers(row: &[u8]) -> impl Iterator<Item = u64> {
    elements(row).filter(|element| element.tag() == Tag::Integer).map(|integer| {
        match integer.value() {
            [0x80..=0xFF, ..] => 0,
            bytes => bytes
                .iter()
                .fold(0_u64, |n, byte| n.saturating_mul(256).saturating_add(u64::from(*byte))),
        }
    })
}

/// Twice the depth of a key's parameters in its bag.
const MAX_DEPTH: usize = 40;

const PBKDF2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.5.12");
const SCRYPT: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.11591.4.11");
/// Every scheme below it has a number of rounds.
const PKCS12_PBE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.12.1");

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::error::IdentityError;
    use crate::identity::identity::Identity;

    fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let content = parts.concat();
        let [high, low] = u16::try_from(content.len()).unwrap().to_be_bytes();
        let length = match (high, low) {
            (0, ..0x80) => vec![low],
            (0, _) => vec![0x81, low],
            _ => vec![0x82, high, low],
        };
        [[tag].as_slice(), &length, &content].concat()
    }

    fn sequence(parts: &[&[u8]]) -> Vec<u8> {
        der(0x30, parts)
    }

    fn octets(parts: &[&[u8]]) -> Vec<u8> {
        der(0x04, parts)
    }

    fn tagged(part: &[u8]) -> Vec<u8> {
        der(0xa0, &[part])
    }

    fn oid(dotted: &str) -> Vec<u8> {
        der(0x06, &[ObjectIdentifier::new(dotted).unwrap().as_bytes()])
    }

    fn number(number: u64) -> Vec<u8> {
        let bytes = [&[0], number.to_be_bytes().as_slice()].concat();
        let zeros = bytes.windows(2).take_while(|two| two[0] == 0 && two[1] < 0x80).count();
        der(0x02, &[&bytes[zeros..]])
    }

    fn algorithm(dotted: &str, parameters: &[Vec<u8>]) -> Vec<u8> {
        let salt = octets(&[b"saltsalt"]);
        let parameters: Vec<_> =
            std::iter::once(&salt).chain(parameters).flatten().copied().collect();
        sequence(&[&oid(dotted), &sequence(&[&parameters])])
    }

    fn pbkdf2(rounds: u64) -> Vec<u8> {
        pbes2(&algorithm("1.2.840.113549.1.5.12", &[number(rounds)]))
    }

    fn scrypt(n: u64, block_size: u64, parallelization: u64) -> Vec<u8> {
        let numbers = [n, block_size, parallelization].map(number);
        pbes2(&algorithm("1.3.6.1.4.1.11591.4.11", &numbers))
    }

    fn triple_des(rounds: u64) -> Vec<u8> {
        algorithm("1.2.840.113549.1.12.1.3", &[number(rounds)])
    }

    fn pbes2(derivation: &[u8]) -> Vec<u8> {
        let cipher = sequence(&[&oid("2.16.840.1.101.3.4.1.42"), &octets(&[&[0; 16]])]);
        sequence(&[&oid("1.2.840.113549.1.5.13"), &sequence(&[derivation, &cipher])])
    }

    /// A bag that no reader uses, and whose failure it ignores.
    fn secret(algorithm: &[u8]) -> Vec<u8> {
        let encrypted = sequence(&[algorithm, &octets(&[&[0; 32]])]);
        let secret =
            sequence(&[&oid("1.2.840.113549.1.12.10.1.2"), &tagged(&octets(&[&encrypted]))]);
        sequence(&[&oid("1.2.840.113549.1.12.10.1.5"), &tagged(&secret)])
    }

    /// A file with one part that is not encrypted, without a MAC.
    fn pfx(bags: &[Vec<u8>]) -> Vec<u8> {
        let data =
            |part: &[u8]| sequence(&[&oid("1.2.840.113549.1.7.1"), &tagged(&octets(&[part]))]);
        sequence(&[&[2, 1, 3], &data(&sequence(&[&data(&sequence(&[&bags.concat()]))]))])
    }

    #[test]
    fn adds_up_every_derivation_in_a_file() {
        let million = 1_000_000;
        #[rustfmt::skip]
        let cases = [
            (vec![], true),
            (vec![pbkdf2(10 * million)], true),
            (vec![pbkdf2(10 * million + 1)], false),
            (vec![pbkdf2(million); 10], true),
            (vec![pbkdf2(million); 11], false),
            (vec![triple_des(million); 10], true),
            (vec![triple_des(million); 11], false),
            (vec![pbkdf2(9 * million), triple_des(2 * million)], false),
            (vec![pbkdf2(u64::MAX)], false),
            (vec![scrypt(1 << 18, 8, 1); 4], true),
            (vec![scrypt(1 << 18, 8, 1); 5], false),
            (vec![scrypt(1 << 18, 8, 5)], false),
            (vec![scrypt(1 << 20, 8, 1)], false),
        ];
        for (at, (algorithms, affordable)) in cases.iter().enumerate() {
            let bags: Vec<_> = algorithms.iter().map(|algorithm| secret(algorithm)).collect();
            let cost = pfx_cost(&pfx(&bags), None).unwrap();
            assert_eq!(cost.check().is_ok(), *affordable, "case {at}: {cost:?}");
        }
    }

    #[test]
    fn a_mac_costs_its_rounds() {
        let digest =
            sequence(&[&sequence(&[&oid("2.16.840.1.101.3.4.2.1")]), &octets(&[&[0; 32]])]);
        for (rounds, affordable) in [(10_000_000, true), (10_000_001, false)] {
            let mac = sequence(&[&digest, &octets(&[b"salt"]), &number(rounds)]);
            let cost = pfx_cost(&pfx(&[]), elements(&mac).next()).unwrap();
            assert_eq!(cost.check().is_ok(), affordable, "{rounds}");
        }
    }

    #[test]
    fn a_costly_file_is_refused_before_it_is_decrypted() {
        for algorithm in [pbkdf2(1_000_000), triple_des(1_000_000), scrypt(1 << 20, 8, 16)] {
            let file = pfx(&vec![secret(&algorithm); 300]);
            let refused = Identity::from_pfx(&file, "").unwrap_err();
            assert!(matches!(refused, IdentityError::TooCostly), "{refused:?}");
        }
        let affordable = pfx(&[secret(&pbkdf2(1000))]);
        let refused = Identity::from_pfx(&affordable, "").unwrap_err();
        assert!(matches!(refused, IdentityError::NoCertificate), "{refused:?}");
    }

    #[test]
    fn an_scrypt_without_cost_is_malformed() {
        let refused = Identity::from_pfx(&pfx(&[secret(&scrypt(0, 8, 1))]), "").unwrap_err();
        assert!(matches!(refused, IdentityError::Pfx(_)), "{refused:?}");
    }
}
