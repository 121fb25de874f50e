use std::hash::{BuildHasher as _, RandomState};

use mpns_proto::Jitter;

/// A seed for an [`Outbox`](mpns_outbox::Outbox), from the operating system's randomness.
#[must_use]
pub fn random_seed() -> u128 {
    u128::from(random()) << 64 | u128::from(random())
}

/// A random jitter.
#[must_use]
pub fn random_jitter() -> Jitter {
    // The lowest bits of a random number are one.
    Jitter::new((random() & u64::from(u16::MAX)).try_into().unwrap_or_default())
}

/// Each state has a key of its own.
fn random() -> u64 {
    RandomState::new().hash_one(())
}
