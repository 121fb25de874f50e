//! What the reader warns of, and building refuses.

use mpns_proto::{BuildError, Content, Element, IgnoredPart, Kind, Value, ValueError, Warning};

/// Whether the reader warns of what building refuses.
pub(crate) fn is_same(warning: &Warning, error: &BuildError) -> bool {
    match (warning, error) {
        (Warning::ParamStart, BuildError::ParamStart)
        | (Warning::EmptyToast, BuildError::EmptyToast) => true,
        (Warning::UnchangedTile { kind: a }, BuildError::UnchangedTile { kind: b }) => a == b,
        (
            Warning::ParamTooLong { chars, limit },
            BuildError::ParamTooLong { chars: built, limit: allowed },
        ) => (chars, limit) == (built, allowed),
        _ => false,
    }
}

/// Why an element cannot take its value, if the reader warns of that.
pub(crate) fn value_error(warning: &Warning) -> Option<ValueError> {
    match warning {
        Warning::Ignored(IgnoredPart::Value(error)) => Some(*error),
        Warning::CountTooHigh { .. } => {
            Content::new(Kind::Tile).set(Element::Count, Value::Text("100".into())).err()
        }
        _ => None,
    }
}
