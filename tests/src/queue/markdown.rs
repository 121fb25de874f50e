//! Tables as the documentation has them.

/// The two lines above the rows. Columns are numbers, except for the first.
pub(super) fn head(titles: &[&str]) -> String {
    format!("{}\n| --- |{}", row(titles), " ---: |".repeat(titles.len().saturating_sub(1)))
}

/// A row of a table.
pub(super) fn row<T: AsRef<str>>(cells: &[T]) -> String {
    let cells: Vec<_> = cells.iter().map(AsRef::as_ref).collect();
    format!("| {} |", cells.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_head_and_rows() {
        let table = [head(&["program", "jobs/s", "CPU"]), row(&["floor", "1", "2"])].join("\n");
        assert_eq!(table, "| program | jobs/s | CPU |\n| --- | ---: | ---: |\n| floor | 1 | 2 |");
    }
}
