//! What it costs to try a passphrase, according to the parameters in a file.

use x509_cert::der::{self, ErrorKind, Tag};

use super::error::IdentityError;

/// The work and the memory of all of a file's key derivations.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Cost {
    /// Of PBKDF2, or of the older derivation of PKCS#12.
    rounds: u64,
    /// The most that scrypt needs at one time, in bytes.
    memory: u64,
    /// What scrypt fills in total, in bytes.
    filled: u64,
}

impl Cost {
    pub(super) fn add_rounds(&mut self, rounds: u64) {
        self.rounds = self.rounds.saturating_add(rounds);
    }

    /// # Errors
    ///
    /// For an invalid cost parameter (RFC 7914 section 2). pkcs5 0.8 panics if it is 0.
    pub(super) fn add_scrypt(
        &mut self,
        cost: u64,
        block_size: u64,
        parallelization: u64,
    ) -> der::Result<()> {
        if cost < 2 {
            return Err(ErrorKind::Value { tag: Tag::Integer }.into());
        }
        let block = block_size.saturating_mul(128);
        let filled = block.saturating_mul(cost).saturating_mul(parallelization);
        self.memory = self.memory.max(block.saturating_mul(cost.max(parallelization)));
        self.filled = self.filled.saturating_add(filled);
        Ok(())
    }

    /// A file must not keep a program busy for minutes, or make it run out of memory.
    pub(super) fn check(&self) -> Result<(), IdentityError> {
        let affordable = self.rounds <= MAX_ROUNDS
            && self.memory <= MAX_MEMORY
            && self.filled <= MAX_MEMORY.saturating_mul(MAX_FILLINGS);
        if affordable { Ok(()) } else { Err(IdentityError::TooCostly) }
    }
}

/// About ten times what is recommended for PBKDF2 today, and some seconds of work.
const MAX_ROUNDS: u64 = 10_000_000;
/// Of scrypt, in bytes: eight times what its authors recommend for files.
const MAX_MEMORY: u64 = 1 << 28;
/// How often this much memory may be filled.
const MAX_FILLINGS: u64 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_holds_for_all_derivations_together() {
        #[rustfmt::skip]
        let cases = [
            (vec![], vec![], true),
            (vec![10_000_000], vec![], true),
            (vec![10_000_001], vec![], false),
            (vec![5_000_000, 5_000_000], vec![], true),
            (vec![5_000_000, 5_000_001], vec![], false),
            (vec![u64::MAX, u64::MAX], vec![], false),
            (vec![], vec![[1 << 18, 8, 1]], true),
            (vec![], vec![[(1 << 18) + 1, 8, 1]], false),
            (vec![], vec![[1 << 20, 8, 1]], false),
            (vec![], vec![[1 << 18, 8, 4]], true),
            (vec![], vec![[1 << 18, 8, 5]], false),
            (vec![], vec![[1 << 18, 8, 4], [2, 8, 1]], false),
            (vec![], vec![[2, 1, 1 << 22]], false),
            (vec![], vec![[u64::MAX, u64::MAX, u64::MAX]], false),
        ];
        for (rounds, scrypts, affordable) in cases {
            let mut cost = Cost::default();
            for rounds in &rounds {
                cost.add_rounds(*rounds);
            }
            for [n, block_size, parallelization] in &scrypts {
                cost.add_scrypt(*n, *block_size, *parallelization).unwrap();
            }
            assert_eq!(cost.check().is_ok(), affordable, "{rounds:?} {scrypts:?}");
        }
    }

    #[test]
    fn a_cost_parameter_of_scrypt_is_at_least_2() {
        for (n, is_one) in [(0, false), (1, false), (2, true)] {
            assert_eq!(Cost::default().add_scrypt(n, 8, 1).is_ok(), is_one, "{n}");
        }
    }
}
