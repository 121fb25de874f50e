//! What holds after any calls, in any order.

use mpns_outbox::{Outbox, Saved};
use proptest::collection::vec;
use proptest::prelude::*;

use calls::{Call, call};
use observed::Observed;

mod calls;
mod observed;
mod outputs;

proptest! {
    #[test]
    fn the_rules_hold(calls in vec(call(), 0..200)) {
        let mut observed = Observed::new();
        for call in &calls {
            observed.call(call);
        }
        observed.finish();
    }

    #[test]
    fn saving_and_restoring_changes_nothing(calls in vec(call(), 0..120)) {
        let mut kept = Observed::new();
        let mut restored = Observed::new();
        prop_assert_eq!(kept.poll(), restored.poll());
        for call in &calls {
            if let Call::Poll(times) = call {
                for _ in 0..*times {
                    prop_assert_eq!(kept.poll(), restored.poll());
                }
            } else {
                kept.call(call);
                restored.call(call);
            }
            let saved = serde_json::to_string(&restored.outbox.save(restored.now)).unwrap();
            let saved: Saved<u32> = serde_json::from_str(&saved).unwrap();
            prop_assert!(saved == kept.outbox.save(kept.now));
            let settings = *restored.outbox.settings();
            restored.outbox = Outbox::restore(settings, 9, saved, restored.now);
        }
        kept.finish();
        restored.finish();
    }
}
