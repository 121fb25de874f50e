//! How HTTP clients change a target that they should leave as it is.

/// Escapes the bytes that a client wants to escape.
pub(crate) fn escape(target: &str, keeps: impl Fn(char) -> bool) -> String {
    let escaped = |c: char| if keeps(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) };
    target.chars().map(escaped).collect()
}

/// Changes the escapes: given are their two digits.
pub(crate) fn map_escapes(target: &str, change: impl Fn(&str) -> String) -> String {
    let mut pieces = target.split('%');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (digits, rest) = piece.split_at(2);
        out.push_str(&change(digits));
        out.push_str(rest);
    }
    out
}

/// Changes the path, and not the query.
pub(crate) fn map_path(target: &str, change: impl Fn(&str) -> String) -> String {
    match target.split_once('?') {
        Some((path, query)) => format!("{}?{query}", change(path)),
        None => change(target),
    }
}

/// Removes the segments `.` and `..`, as RFC 3986 does to resolve a reference.
pub(crate) fn remove_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    if path.ends_with("/.") || path.ends_with("/..") {
        kept.push("");
    }
    kept.join("/")
}
