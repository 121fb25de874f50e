use serde::{Deserialize, Deserializer, Serialize};

use tokio::time::Instant;

use crate::connection_faults::ConnectionFaults;
use crate::{Bounds, Fault, FaultTime, HandshakeFault, from_object, serialize};

/// Faults that come by chance, and faults of connections. The same seed gives the same faults for the same sequence of
/// requests.
///
/// In JSON, fields that are left out have their defaults:
///
/// ```
/// use mpns_emulator::Faults;
///
/// let json = r#"{"seed": 7, "probability": 0.1, "faults": [{"kind": "halfHead"}]}"#;
/// let faults: Faults = serde_json::from_str(json)?;
/// assert_eq!(faults.seed, 7);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct Faults {
    /// What the sequence of faults begins with. It goes on from here with each request.
    pub seed: u64,
    /// How likely a request gets one of the faults, from 0 to 1. 0 by default.
    #[serde(deserialize_with = "probability")]
    pub probability: f64,
    /// The faults, which are equally likely.
    #[serde(deserialize_with = "faults")]
    pub faults: Vec<Fault>,
    /// For how long the emulator refuses new connections, to both of its addresses, from the moment on at which this is
    /// set. The control API is refused too: that is why it ends by itself. Not at all by default.
    pub refuse_connections: Option<FaultTime>,
    /// What TLS clients get in place of a handshake. By default they get a handshake.
    pub handshake: Option<HandshakeFault>,
}

impl Faults {
    /// The fault of the next request, if it gets one.
    pub(crate) fn next(&mut self) -> Option<Fault> {
        if self.faults.is_empty() || self.probability <= 0.0 {
            return None;
        }
        let is_hit = fraction(self.random()) < self.probability;
        let which = self.random().checked_rem(u64::try_from(self.faults.len()).ok()?)?;
        self.faults.get(usize::try_from(which).ok()?).copied().filter(|_| is_hit)
    }

    /// The faults of connections, if these are set now.
    pub(crate) fn of_connections(&self, now: Instant) -> ConnectionFaults {
        let refused_until = self.refuse_connections.and_then(|time| now.checked_add(time.get()));
        ConnectionFaults { refused_until, handshake: self.handshake }
    }

    /// SplitMix64, which needs no more state than the seed.
    fn random(&mut self) -> u64 {
        self.seed = self.seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.seed;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// A number from 0 to 1, 1 excluded, of the 53 bits that fit.
#[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
fn fraction(random: u64) -> f64 {
    const STEPS: f64 = 9_007_199_254_740_992.0;
    (random >> 11) as f64 / STEPS
}

fn probability<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
    let probability = f64::deserialize(from)?;
    if (0.0..=1.0).contains(&probability) {
        return Ok(probability);
    }
    Err(serde::de::Error::custom(format_args!("{probability} is not a number from 0 to 1")))
}

fn faults<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Fault>, D::Error> {
    serialize::bounded("faults", from_object::objects(from)?, Vec::len, Bounds::ANSWERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequence(seed: u64, probability: f64) -> Vec<Option<Fault>> {
        let faults = vec![Fault::HalfHead, Fault::Garbage];
        let mut faults = Faults { seed, probability, faults, ..Faults::default() };
        (0..1_000).map(|_| faults.next()).collect()
    }

    #[test]
    fn come_as_often_as_they_are_likely_and_again_with_the_seed() {
        for (probability, least, most) in [(0.0, 0, 0), (0.1, 60, 140), (1.0, 1_000, 1_000)] {
            let faults = sequence(7, probability);
            let hits = faults.iter().flatten().count();
            assert!((least..=most).contains(&hits), "{probability}: {hits}");
            assert_eq!(faults, sequence(7, probability));
        }
        assert_ne!(sequence(7, 0.5), sequence(8, 0.5));
        let kinds = |kind| sequence(7, 1.0).iter().filter(|fault| **fault == Some(kind)).count();
        for kind in [Fault::HalfHead, Fault::Garbage] {
            assert!((400..=600).contains(&kinds(kind)), "{kind:?}: {}", kinds(kind));
        }
    }

    #[test]
    fn json_is_bounded() {
        for (json, error) in [
            (r#"{"probability": 1.5}"#, "1.5 is not a number from 0 to 1"),
            (r#"{"probability": -1}"#, "-1 is not a number from 0 to 1"),
            (r#"{"refuseConnections": "11m"}"#, "11m is longer than 10m"),
            (r#"{"handshake": "fire"}"#, "expected one of `close`, `garbage`, `reset`"),
            (r#"{"chance": 1}"#, "unknown field `chance`"),
        ] {
            let found = serde_json::from_str::<Faults>(json).expect_err(json).to_string();
            assert!(found.contains(error), "{json}: {found}");
        }
    }
}
