//! A table for a terminal.

/// A table whose columns are as wide as their widest cell, with a rule under the first row.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let widths: [usize; N] = std::array::from_fn(|column| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    });
    let mut text = String::new();
    for (number, row) in rows.iter().enumerate() {
        push_row(&mut text, row, &widths);
        if number == 0 {
            let rule = widths.map(|width| "─".repeat(width));
            push_row(&mut text, &rule, &widths);
        }
    }
    text
}

fn push_row<const N: usize>(text: &mut String, row: &[String; N], widths: &[usize; N]) {
    let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
    let line = cells.collect::<Vec<_>>().join("  ");
    text.push_str(line.trim_end());
    text.push('\n');
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a", "b"], ["wide", "é"], ["", "x"]].map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows), "a     b\n────  ─\nwide  é\n      x\n");
    }
}
