//! Whatever names a node of the tree either goes with it, or keeps it from being deleted.

use std::collections::BTreeSet;
use std::path::Path;

use store::life::{GOES_WITH, ISSUED, Level};

/// Tables with the columns by which they name rows of `table`, in all migrations.
fn named_by(table: &str) -> BTreeSet<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut found = BTreeSet::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let sql = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mut inside = String::new();
        for line in sql.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words.as_slice() {
                ["create" | "alter", "table", name, rest @ ..] => {
                    inside = (*name).to_owned();
                    // `alter table … add column x …` on one line.
                    if let ["add", "column", column, ..] = rest
                        && line.contains(&format!("references {table} ("))
                    {
                        found.insert((inside.clone(), (*column).to_owned()));
                    }
                }
                [column, ..] if line.contains(&format!("references {table} (")) => {
                    found.insert((inside.clone(), (*column).to_owned()));
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn every_table_that_names_a_node_goes_with_it_or_keeps_it() {
    let tree = ["issuer_groups", "issuers", "badge_classes"];
    for level in [
        Level::Institution,
        Level::Group,
        Level::Issuer,
        Level::Class,
    ] {
        let named = named_by(level.table());
        assert!(named.len() > 2, "{named:?}");
        for (table, column) in named {
            let goes = GOES_WITH
                .iter()
                .any(|(of, t, c)| *of == level && *t == table && *c == column);
            let stays = ISSUED.contains(&table.as_str()) || tree.contains(&table.as_str());
            assert!(goes || stays, "{table}.{column} names {}", level.table());
        }
    }
}
