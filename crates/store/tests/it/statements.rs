//! Every statement that stands whole in the source is understood by the database, also one that no
//! other test comes by. Those that are put together from parts run in the tests of the use cases.

use std::fs;
use std::path::Path;

use store::{Error, Tx};

use crate::support::Db;

/// The texts of `let sql = "…";` in a source file, line ends that are escaped taken out.
fn statements(source: &str) -> Vec<String> {
    source
        .split("let sql = \"")
        .skip(1)
        .filter_map(|rest| rest.split("\";").next())
        .map(|text| {
            text.split("\\\n")
                .map(str::trim_start)
                .collect::<Vec<_>>()
                .concat()
        })
        .collect()
}

#[tokio::test]
async fn every_statement_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "rs") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let source = fs::read_to_string(&path).unwrap();
            found.extend(statements(&source).into_iter().map(|s| (name.clone(), s)));
        }
    }
    assert!(found.len() > 60, "the source is read: {}", found.len());
    let db = Db::new().await;
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
