use std::collections::BTreeMap;

use mpns_queue::tokio_postgres::Client;

/// The sizes of the tables and indexes in MiB.
#[derive(Clone, Debug, Default)]
pub struct Relations(BTreeMap<Name, f64>);

/// A table, or one of its indexes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    table: String,
    index: Option<String>,
}

/// How large a table or an index was at most in each third of the time, in MiB.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Growth {
    pub(super) name: String,
    pub(super) thirds: [f64; 3],
}

impl Relations {
    pub(super) async fn of(client: &Client) -> Self {
        let rows = client.query(SIZES, &[]).await.expect("sizes");
        let sizes = rows
            .iter()
            .map(|row| (Name { table: row.get(0), index: row.get(1) }, row.get::<_, f64>(2)));
        Self(sizes.collect())
    }

    /// A table with its indexes.
    pub(super) fn with_indexes(&self, table: &str) -> f64 {
        self.0.iter().filter(|(name, _)| name.table == table).map(|(_, size)| size).sum()
    }

    /// What was seen at times that are evenly spread.
    pub(super) fn growths(seen: &[&Self]) -> Vec<Growth> {
        let thirds: Vec<_> = seen.chunks(seen.len().div_ceil(3).max(1)).collect();
        let largest = |name: &Name, third: usize| {
            let seen = thirds.get(third).into_iter().copied().flatten();
            seen.filter_map(|relations| relations.0.get(name)).copied().fold(0.0, f64::max)
        };
        let names = seen.last().into_iter().flat_map(|relations| relations.0.keys());
        let growth = |name: &Name| Growth {
            name: name.index.clone().unwrap_or_else(|| name.table.clone()),
            thirds: [0, 1, 2].map(|third| largest(name, third)),
        };
        names.map(growth).collect()
    }
}

impl Growth {
    /// Whether it was larger in the last third than in the middle one. PostgreSQL gives space to a table that it gets back
    /// only by and by, so this is not about a few pages.
    pub(super) fn is_growing(&self) -> bool {
        let [_, middle, last] = self.thirds;
        last > middle * 1.1 && last - middle > 1.0
    }

    /// Whether it is of no interest.
    pub(super) fn is_tiny(&self) -> bool {
        self.thirds.iter().all(|size| *size < 0.05)
    }

    /// In percent of the middle third.
    pub(super) fn percent(&self) -> f64 {
        let [_, middle, last] = self.thirds;
        if middle > 0.0 { (last / middle - 1.0) * 100.0 } else { 0.0 }
    }
}

/// With the parts of a table that are in files of their own.
const SIZES: &str = "
    SELECT tables.relname::text, NULL::text, pg_table_size(tables.oid) / 1048576.0::float8
    FROM pg_class AS tables
    WHERE tables.relnamespace = 'mpns'::regnamespace AND tables.relkind = 'r'
    UNION ALL
    SELECT tables.relname::text, indexes.relname::text, pg_relation_size(indexes.oid) / 1048576.0::float8
    FROM pg_index
    JOIN pg_class AS tables ON tables.oid = indrelid
    JOIN pg_class AS indexes ON indexes.oid = indexrelid
    WHERE tables.relnamespace = 'mpns'::regnamespace";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_larger_in_the_last_third_is_growing() {
        for (sizes, expected, is_growing) in [
            (&[10.0, 20.0, 20.0, 22.0, 21.0, 22.0][..], [20.0, 22.0, 22.0], false),
            (&[10.0, 20.0, 20.0, 22.0, 24.0, 25.0], [20.0, 22.0, 25.0], true),
            (&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6], [0.2, 0.4, 0.6], false),
        ] {
            let name = Name { table: "job".to_owned(), index: Some("job_pkey".to_owned()) };
            let seen: Vec<_> =
                sizes.iter().map(|size| Relations([(name.clone(), *size)].into())).collect();
            let growths = Relations::growths(&seen.iter().collect::<Vec<_>>());
            assert_eq!(growths, [Growth { name: "job_pkey".to_owned(), thirds: expected }]);
            assert_eq!(growths[0].is_growing(), is_growing, "{sizes:?}");
        }
    }
}
