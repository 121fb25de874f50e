use std::collections::BTreeSet;

use http::HeaderName;

use crate::case::Case;

/// What a transport is known to do wrong.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exceptions {
    headers: Vec<HeaderName>,
    not_headers: Vec<String>,
    cases: BTreeSet<String>,
}

impl Exceptions {
    pub(crate) fn add_header(&mut self, name: impl TryInto<HeaderName> + ToString) {
        let text = name.to_string();
        match name.try_into() {
            Ok(name) if self.headers.contains(&name) => {}
            Ok(name) => self.headers.push(name),
            Err(_) => self.not_headers.push(text),
        }
    }

    pub(crate) fn add_case(&mut self, name: String) {
        self.cases.insert(name);
    }

    pub(crate) fn headers(&self) -> &[HeaderName] {
        &self.headers
    }

    pub(crate) fn has(&self, case: &Case) -> bool {
        self.cases.contains(case.name())
    }

    /// The exceptions that cannot be: names that are not those of headers or of these cases.
    pub(crate) fn refused(&self, cases: &[Case]) -> Vec<String> {
        let names: Vec<&str> = cases.iter().map(Case::name).collect();
        let header = |name: &String| format!("allow_header({name:?}): not the name of a header");
        let unknown = self.cases.iter().filter(|name| !names.contains(&name.as_str()));
        let case = |name: &String| {
            let nearest = nearest(name, &names).join(", ");
            format!("except({name:?}): no case has this name; the nearest: {nearest}")
        };
        self.not_headers.iter().map(header).chain(unknown.map(case)).collect()
    }
}

/// The names that share most characters with this one, counted from both ends.
fn nearest<'a>(name: &str, names: &[&'a str]) -> Vec<&'a str> {
    let shared = |other: &str| {
        let start = name.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        let end = name.chars().rev().zip(other.chars().rev()).take_while(|(a, b)| a == b).count();
        start.saturating_add(end)
    };
    let most = names.iter().map(|other| shared(other)).max();
    names.iter().copied().filter(|other| Some(shared(other)) == most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_is_refused() {
        let cases = ["header/real", "header/128-headers", "slow/half-head"];
        let cases = cases.map(|name| Case::new(name, "do something"));
        for (header, case, refused) in [
            ("accept", "header/real", None),
            ("Accept", "header/128-headers", None),
            ("a b", "header/real", Some("allow_header(\"a b\"): not the name of a header")),
            (
                "accept",
                "header/128-header",
                Some(
                    "except(\"header/128-header\"): no case has this name; the nearest: header/128-headers",
                ),
            ),
            (
                "accept",
                "hedaer/real",
                Some("except(\"hedaer/real\"): no case has this name; the nearest: header/real"),
            ),
            (
                "accept",
                "",
                Some(
                    "except(\"\"): no case has this name; the nearest: header/real, header/128-headers, slow/half-head",
                ),
            ),
        ] {
            let mut exceptions = Exceptions::default();
            exceptions.add_header(header);
            exceptions.add_case(case.to_owned());
            let found = exceptions.refused(&cases);
            assert_eq!(
                found.iter().map(String::as_str).collect::<Vec<_>>(),
                Vec::from_iter(refused)
            );
        }
    }
}
