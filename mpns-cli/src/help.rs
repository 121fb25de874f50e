//! The parts of the help that several commands share: a heading, and examples for each kind of notification.

use mpns_proto::Kind;

use crate::kebab_case::kebab_case;

/// The end of the help of a kind, which is the same for `send` and `request`.
pub(crate) fn kind_examples(command: &str, kind: Kind) -> String {
    let name = kebab_case(kind.name());
    let examples = lines(kind).map(|options| format!("  mpns {command} {name} {options}\n"));
    format!("Examples, with the channel in the variable MPNS_CHANNEL:\n{}", examples.concat())
}

/// The heading of the options about how the service is reached.
pub(crate) const CONNECTION_HEADING: &str = "Connection";

const fn lines(kind: Kind) -> [&'static str; 2] {
    match kind {
        Kind::Toast => [
            "--text1 Goal! --text2 2:1 --param '/Match.xaml?id=7'",
            "--text1 Goal! --silent --interval 450 --os 8.0.10492",
        ],
        Kind::Tile => [
            "--title Matches --count 2 --background-image Images/2.png",
            "--id /Match.xaml --query id=7 --clear back-title",
        ],
        Kind::FlipTile => [
            "--title Inbox --count 3 --clear back-title,back-content",
            "--wide-background-image Images/wide.png \\\n    --wide-back-content 'Three new messages'",
        ],
        Kind::IconicTile => [
            "--icon-image Images/mail.png --count 3",
            "--wide-content1 Inbox --background-color '#FF107C10'",
        ],
        Kind::CycleTile => [
            "--title Goals --cycle-image Images/1.jpg \\\n    --cycle-image Images/2.jpg",
            "--cycle-image Images/1.jpg --clear rest,title",
        ],
        Kind::Raw => [
            "--body '{\"goals\": 3}' --content-type application/json",
            "--body-file state.json --content-type application/json",
        ],
    }
}

#[cfg(test)]
mod tests {
    use crate::command;

    /// Every line fits a terminal of 80 columns, so that a command can be copied from there.
    #[test]
    fn every_help_page_has_examples_that_fit_and_are_understood() {
        let (mut pages, mut understood) = (0_u32, 0_u32);
        let mut left = vec![command()];
        while let Some(mut page) = left.pop() {
            page.build();
            left.extend(page.get_subcommands().filter(|page| page.get_name() != "help").cloned());
            let examples = page.get_after_help().map(ToString::to_string).unwrap_or_default();
            let before = understood;
            for line in examples.lines() {
                assert!(line.chars().count() <= 80, "{line}");
            }
            for line in examples.replace("\\\n", "").lines() {
                let Some(begin) = line.find("  mpns ").or_else(|| line.find("| mpns ")) else {
                    continue;
                };
                let words = words(line.split_at(begin.saturating_add(2)).1).into_iter();
                let words = words.take_while(|word| !["|", ">", "#"].contains(&word.as_str()));
                let matches = command().try_get_matches_from(words);
                assert!(matches.is_ok(), "{line}: {:?}", matches.err());
                understood = understood.saturating_add(1);
            }
            assert!(understood > before, "{}: {examples}", page.get_name());
            pages = pages.saturating_add(1);
        }
        // The command itself, its twelve commands, and the six kinds under two of them; the queue with its eight, and three
        // of its channels.
        let of_queue = if cfg!(feature = "postgres") { 12 } else { 0 };
        assert_eq!(pages, 25_u32.saturating_add(of_queue));
    }

    /// Splits a command line into words as a shell does; of its signs it knows quotation marks.
    fn words(line: &str) -> Vec<String> {
        let mut words = vec![String::new()];
        let mut quote = None;
        for c in line.chars() {
            match (quote, c) {
                (Some(mark), _) if mark == c => quote = None,
                (None, '\'' | '"') => quote = Some(c),
                (None, ' ') => words.push(String::new()),
                _ => words.last_mut().expect("a word").push(c),
            }
        }
        words.retain(|word| !word.is_empty());
        words
    }
}
