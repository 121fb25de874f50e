use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;
use crate::case::Case;

#[test]
fn passes_if_something_passed_and_nothing_failed() {
    let passed = || Verdict::Passed;
    let failed = || Verdict::Failed("it did nothing".to_owned());
    let not_runnable = || Verdict::NotRunnable("this machine has no network".to_owned());
    let excepted = || Verdict::Excepted;
    for (verdicts, is_passed, text) in [
        (vec![], false, "0 passed, 0 failed, 0 not runnable here, 0 excepted"),
        (vec![passed()], true, "1 passed, 0 failed, 0 not runnable here, 0 excepted"),
        (
            vec![not_runnable()],
            false,
            "not runnable a/0: this machine has no network\n\
             0 passed, 0 failed, 1 not runnable here, 0 excepted",
        ),
        (
            vec![passed(), not_runnable()],
            true,
            "not runnable a/1: this machine has no network\n\
             1 passed, 0 failed, 1 not runnable here, 0 excepted",
        ),
        (
            vec![passed(), failed()],
            false,
            "FAILED a/1: it did nothing (do something)\n\
             1 passed, 1 failed, 0 not runnable here, 0 excepted",
        ),
        (
            vec![excepted()],
            false,
            "excepted a/0 (do something)\n0 passed, 0 failed, 0 not runnable here, 1 excepted",
        ),
        (
            vec![excepted(), passed()],
            true,
            "excepted a/0 (do something)\n1 passed, 0 failed, 0 not runnable here, 1 excepted",
        ),
    ] {
        let case = |number| Case::new(format!("a/{number}"), "do something");
        let results = verdicts.into_iter().enumerate();
        let results = results.map(|(number, verdict)| CaseResult::new(case(number), verdict));
        let report = Report::new(results.collect());
        assert_eq!(report.is_passed(), is_passed, "{report}");
        assert_eq!(report.to_string(), text);
        let asserted = catch_unwind(AssertUnwindSafe(|| report.assert_passed()));
        assert_eq!(asserted.is_ok(), is_passed, "{report}");
    }
}
