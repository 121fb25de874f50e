//! The instructions that gungraun reports.

use std::collections::BTreeMap;

use serde_json::Value;

/// How often a subject that is counted with its whole process does its work in the cases `few` and `many`. What
/// they differ in is the work, with all its threads, and without what precedes it.
pub const ROUNDS: [usize; 2] = [1, 11];

const FEW: &str = "few";
const MANY: &str = "many";
/// The case that replaces them.
const HUNDRED: &str = "hundred";

/// Reads a report: the output of `instructions -- --output-format=json`, with a line of JSON for each case.
pub fn read(report: &str) -> BTreeMap<String, u64> {
    let mut counts: BTreeMap<_, _> = report.lines().map(read_case).collect();
    let of_few = |(subject, _): (&String, _)| subject.strip_suffix(FEW).map(ToOwned::to_owned);
    for subject in counts.iter().filter_map(of_few).collect::<Vec<_>>() {
        let mut remove = |case: &str| counts.remove(&format!("{subject}{case}"));
        let (few, many) = (remove(FEW).expect("few"), remove(MANY).expect("few and many"));
        let rounds = ROUNDS[1] - ROUNDS[0];
        let work = many.saturating_sub(few) / u64::try_from(rounds).expect("a small number");
        counts.insert(format!("{subject}{HUNDRED}"), work);
    }
    counts
}

fn read_case(line: &str) -> (String, u64) {
    let case: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    let text = |name: &str| case[name].as_str().unwrap_or_else(|| panic!("no {name}: {line}"));
    let metrics = &case["profiles"][0]["data"]["total"]["metrics"];
    let count = metrics["Ir"]["values"]["new"].as_u64();
    let subject = format!("{}.{}", text("function_name"), text("id"));
    (subject, count.unwrap_or_else(|| panic!("no instructions: {line}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(function: &str, id: &str, count: u64) -> String {
        format!(
            r#"{{"function_name":"{function}","id":"{id}","profiles":[{{"data":{{"total":{{"metrics":{{"Ir":{{"values":{{"new":{count}}}}}}}}}}}}}]}}"#
        )
    }

    #[test]
    fn the_difference_of_few_and_many_is_divided_by_their_rounds() {
        let report = [
            case("build", "toast", 8_000),
            case("send_all", "few", 5_000),
            case("send_all", "many", 45_007),
        ];
        let expected = [("build.toast", 8_000), ("send_all.hundred", 4_000)];
        let expected = expected.map(|(subject, count)| (subject.to_owned(), count));
        assert_eq!(read(&report.join("\n")), BTreeMap::from(expected));
        assert_eq!(read(""), BTreeMap::new());
    }

    #[test]
    #[should_panic(expected = "few and many")]
    fn few_without_many_is_no_measurement() {
        read(&case("send_all", "few", 5_000));
    }

    #[test]
    #[should_panic(expected = "no instructions")]
    fn a_case_without_instructions_is_no_measurement() {
        read(&case("build", "toast", 8_000).replace("Ir", "Dr"));
    }
}
