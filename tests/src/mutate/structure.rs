mod words;

use proptest::prelude::*;
use proptest::sample::{Index, select};

use words::{ATTRIBUTES, NAMES, TEXTS};

use super::written;
use crate::tree::Tree;

/// A well-formed document with a changed structure, and the name of the change.
pub fn structure() -> impl Strategy<Value = (&'static str, String)> {
    let picks = (any::<Index>(), any::<Index>());
    (written(), select(CHANGES), picks).prop_map(|(document, (name, change), picks)| {
        let mut tree = Tree::parse(&document).expect("a document of ours");
        change(&mut tree, picks.0, picks.1);
        (name, tree.to_document())
    })
}

type Change = fn(&mut Tree, Index, Index);

/// Changes that make a document invalid, and a few that do not.
const CHANGES: &[(&str, Change)] = &[
    ("none", |_, _, _| {}),
    ("an element with another name", |tree, at, name| {
        nth(tree, at).name = pick(NAMES, name).to_owned();
    }),
    ("an element twice", |tree, at, _| {
        let part = part(tree);
        if !part.children.is_empty() {
            let copy = at.get(&part.children).clone();
            part.children.push(copy);
        }
    }),
    ("an element more", |tree, at, name| {
        let text = if at.index(2) == 0 { "" } else { "7" };
        let name = pick(NAMES, name).to_owned();
        part(tree).children.push(Tree { name, text: text.into(), ..Tree::default() });
    }),
    ("elements in reverse", |tree, _, _| part(tree).children.reverse()),
    ("an element inside another", |tree, at, name| {
        let name = pick(NAMES, name).to_owned();
        nth(tree, at).children.push(Tree { name, ..Tree::default() });
    }),
    ("an element without what it holds", |tree, at, _| {
        let node = nth(tree, at);
        node.children.clear();
        node.text.clear();
    }),
    ("no prefix", |tree, at, _| {
        let node = nth(tree, at);
        node.name = node.name.replace("wp:", "");
    }),
    ("another prefix", |tree, at, _| {
        let node = nth(tree, at);
        node.name = node.name.replace("wp:", "w:");
        tree.attributes.insert("xmlns:w".into(), "WPNotification".into());
    }),
    ("another namespace", |tree, at, _| {
        let namespace = pick(&["", "wpnotification", "WPNotification ", "urn:x"], at);
        tree.attributes.insert("xmlns:wp".into(), namespace.to_owned());
    }),
    ("two parts", |tree, _, name| {
        let name = pick(&["wp:Toast", "wp:Tile", "wp:Text1"], name).to_owned();
        tree.children.push(Tree { name, ..Tree::default() });
    }),
    ("no part", |tree, _, _| tree.children.clear()),
    ("the other part", |tree, _, _| {
        let part = part(tree);
        part.name = if part.name == "wp:Toast" { "wp:Tile" } else { "wp:Toast" }.to_owned();
    }),
    ("another text", |tree, at, text| {
        let node = nth(tree, at);
        if node.children.is_empty() {
            node.text = pick(TEXTS, text).to_owned();
        }
    }),
    ("text between elements", |tree, at, text| {
        let text = pick(&[" ", "\n\t", "x", "\u{A0}"], text);
        if at.index(2) == 0 { tree.text = text.into() } else { part(tree).text = text.into() }
    }),
    ("an attribute more", |tree, at, attribute| {
        let (name, value) = *attribute.get(ATTRIBUTES);
        nth(tree, at).attributes.insert(name.into(), value.into());
    }),
    ("an attribute of the part", |tree, _, attribute| {
        let (name, value) = *attribute.get(ATTRIBUTES);
        part(tree).attributes.insert(name.into(), value.into());
    }),
    ("an attribute of the root", |tree, _, attribute| {
        let (name, value) = *attribute.get(ATTRIBUTES);
        tree.attributes.insert(name.into(), value.into());
    }),
    ("an attribute less", |tree, at, _| {
        nth(tree, at).attributes.retain(|name, _| name.starts_with("xmlns"));
    }),
    ("Clear beside a content", |tree, at, text| {
        let node = nth(tree, at);
        node.attributes.insert("Action".into(), "Clear".into());
        if node.children.is_empty() {
            node.text = pick(TEXTS, text).to_owned();
        }
    }),
    ("another count", |tree, _, text| {
        let count = part(tree).children.iter_mut().find(|child| child.name == "wp:Count");
        if let Some(count) = count {
            count.text = pick(TEXTS, text).to_owned();
        }
    }),
    ("another parameter", |tree, length, text| {
        let part = part(tree);
        part.children.retain(|child| child.name != "wp:Param");
        let text = match text.index(3) {
            0 => format!("/{}", "é".repeat(254 + length.index(4))),
            1 => format!("?{}", "&".repeat(254 + length.index(4))),
            _ => pick(TEXTS, length).to_owned(),
        };
        part.children.push(Tree { name: "wp:Param".into(), text, ..Tree::default() });
    }),
];

/// An element of the tree: the root, the part, or one of its elements.
fn nth(tree: &mut Tree, at: Index) -> &mut Tree {
    let leaves = tree.children.first().map_or(0, |part| part.children.len());
    match at.index(leaves + 2) {
        0 => tree,
        1 => part(tree),
        leaf => &mut part(tree).children[leaf - 2],
    }
}

fn part(tree: &mut Tree) -> &mut Tree {
    tree.children.first_mut().expect("a document of ours has a part")
}

fn pick<'a>(of: &[&'a str], at: Index) -> &'a str {
    of[at.index(of.len())]
}
