//! What the phone shows, as text.

use serde_json::{Map, Value};

use crate::kebab_case::kebab_case;
use crate::terminal::escape;

/// The channel URI on a line of its own, for scripts; then the phone and the app.
pub(super) fn channel(view: &Value) -> String {
    let field = |name: &str| escape(view.get(name).and_then(Value::as_str).unwrap_or_default());
    let app = view.get("settings").and_then(|settings| settings.get("app")?.as_str());
    let app = match app {
        Some("inFront") => "in front",
        Some("obscured") => "obscured",
        _ => "not in front",
    };
    format!("{}\n{}, {}, which is {app}\n", field("uri"), field("device"), field("appName"))
}

/// A line with time, kind and effect, and the content indented below it.
pub(super) fn delivery(delivery: &Value) -> String {
    let field = |name: &str| delivery.get(name).and_then(Value::as_str).unwrap_or_default();
    let content = delivery.get("notification").and_then(Value::as_object);
    let kind = content.and_then(|content| content.get("type")?.as_str()).unwrap_or_default();
    let kind = escape(&kebab_case(kind).replace('-', " "));
    let number = delivery.get("number").and_then(Value::as_u64).unwrap_or_default();
    let (time, effect) = (time(field("deliveredAt")), effect(field("effect")));
    let mut text = format!("\n{time}  {kind} {number}: {effect}\n");
    push_members(&mut text, "  ", content.into_iter().flatten());
    for warning in delivery.get("warnings").and_then(Value::as_array).into_iter().flatten() {
        text.push_str(&format!("  warning: {}\n", value(warning)));
    }
    if let Some(elements) = delivery.get("tile").and_then(|tile| tile.get("elements")) {
        text.push_str("  now on the tile:\n");
        push_members(&mut text, "    ", elements.as_object().into_iter().flatten());
    }
    text
}

fn push_members<'a>(
    text: &mut String,
    indent: &str,
    members: impl Iterator<Item = <&'a Map<String, Value> as IntoIterator>::Item>,
) {
    for (name, member) in members.filter(|(name, _)| *name != "type") {
        text.push_str(&format!("{indent}{}: {}\n", escape(name), value(member)));
    }
}

fn value(value: &Value) -> String {
    match value {
        Value::Null => "(cleared)".to_owned(),
        Value::String(text) => escape(text),
        Value::Array(items) => items.iter().map(self::value).collect::<Vec<_>>().join(", "),
        other => escape(&other.to_string()),
    }
}

fn effect(name: &str) -> String {
    let effect = match name {
        "shown" => "shown",
        "handedToApp" => "handed to the app",
        "dropped" => "dropped, as the app is not running",
        "payloadFormatError" => "payload format error, and the phone closed the channel",
        "notPinned" => "not shown, as the tile is not pinned",
        "templateMismatch" => "not shown, as the tile has another template",
        "badContent" => "not shown, as an image is from a domain that is not allowed",
        other => return escape(other),
    };
    effect.to_owned()
}

/// The time of day of an RFC 3339 time, in UTC.
fn time(text: &str) -> String {
    let time = text.split_once('T').map_or(text, |(_, time)| time);
    escape(time.split_once('.').map_or(time, |(time, _)| time))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_delivery_is_readable() {
        let at = "2026-11-28T02:23:47.600Z";
        for (given, expected) in [
            (
                json!({"number": 1, "deliveredAt": at, "effect": "shown", "warnings": ["odd\u{7}"],
                       "notification": {"type": "toast", "text1": "a\u{1b}[2J", "param": "/"}}),
                "\n02:23:47  toast 1: shown\n  param: /\n  text1: a\\u{1b}[2J\n  warning: odd\\u{7}\n",
            ),
            (
                json!({"number": 2, "deliveredAt": at, "effect": "shown",
                       "notification": {"type": "flipTile", "count": 3, "backTitle": null},
                       "tile": {"elements": {"title": "\u{202e}x", "count": "3"}}}),
                "\n02:23:47  flip tile 2: shown\n  backTitle: (cleared)\n  count: 3\n  now on the tile:\n    \
                 count: 3\n    title: \\u{202e}x\n",
            ),
            (
                json!({"number": 3, "deliveredAt": "x", "effect": "new\n", "notification": {}}),
                "\nx   3: new\\n\n",
            ),
        ] {
            assert_eq!(delivery(&given), expected);
        }
    }
}
