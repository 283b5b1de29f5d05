//! Every statement that stands whole in the source is understood by the database, also one that no
//! other test comes by. Those that are put together from parts run in the tests of the use cases.

use std::fs;
use std::path::{Path, PathBuf};

use store::{Error, Tx};

use crate::support::Db;

const VERBS: [&str; 5] = ["select ", "insert ", "update ", "delete ", "with "];

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            all.extend(files(&path));
        } else {
            all.push(path);
        }
    }
    all
}

/// The text of a literal, of which this is the inside and all that follows; and what follows.
fn literal(source: &str) -> (String, &str) {
    let (mut text, mut rest) = (String::new(), source);
    loop {
        let at = rest.find(['"', '\\']).expect("a literal has an end");
        text.push_str(&rest[..at]);
        if rest[at..].starts_with('"') {
            return (text, &rest[at + 1..]);
        }
        let mut after = rest[at + 1..].chars();
        match after.next().expect("an escape stands for something") {
            '\n' => {
                rest = after.as_str().trim_start();
                continue;
            }
            'n' => text.push('\n'),
            sign => text.push(sign),
        }
        rest = after.as_str();
    }
}

/// The string literals of a source file, apart from those that `format!` fills in.
fn whole_literals(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = source;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, from) = rest.split_at(at);
        rest = if let Some(comment) = from.strip_prefix("//") {
            comment.split_once('\n').map_or("", |(_, below)| below)
        } else if let Some(after) = from.strip_prefix("'\"'") {
            after
        } else if let Some(inside) = from.strip_prefix('"') {
            let (text, after) = literal(inside);
            if !before.trim_end().ends_with("format!(") {
                found.push(text);
            }
            after
        } else {
            &from[1..]
        };
    }
    found
}

#[test]
fn a_statement_is_seen_wherever_it_stands() {
    let source = r#"
        // "select 1" in a comment
        let quote = '"';
        let sql =
            "select a, \
             b from c where d = '{\"e\":\"\"}'";
        self.exec("delete from f", &[]);
        let more = format!(
            "select {COLUMNS} from g"
        );
    "#;
    let wanted = [
        "select a, b from c where d = '{\"e\":\"\"}'",
        "delete from f",
    ];
    assert_eq!(whole_literals(source), wanted);
}

#[tokio::test]
async fn every_statement_is_understood() {
    let mut found = Vec::new();
    for path in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let all = whole_literals(&fs::read_to_string(&path).unwrap());
        let statements = all
            .into_iter()
            .filter(|text| VERBS.iter().any(|verb| text.starts_with(verb)));
        found.extend(statements.map(|s| (name.clone(), s)));
    }
    assert!(found.len() > 130, "the source is read: {}", found.len());
    let db = Db::new().await;
    // What names a thing that only the other database has is for that one alone.
    let elsewhere = if db.store.is_single_process() {
        "pg_"
    } else {
        "sqlite_"
    };
    found.retain(|(_, sql)| !sql.contains(elsewhere));
    let wrong = db
        .store
        .read(async move |tx: &mut Tx| {
            let mut wrong = Vec::new();
            for (file, sql) in &found {
                // PostgreSQL ends a transaction at the first error, so one is enough to hear of.
                if let Err(e) = tx.prepare(sql).await {
                    wrong.push(format!("{file}: {sql}: {e}"));
                    break;
                }
            }
            Ok::<_, Error>(wrong)
        })
        .await
        .unwrap();
    assert_eq!(wrong, Vec::<String>::new());
}
