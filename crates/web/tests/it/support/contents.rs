//! Everything that is kept, to see that something changed nothing.

use std::collections::BTreeMap;

use store::Database;

use super::TestApp;

/// Table → its rows, sorted.
pub type Contents = BTreeMap<String, Vec<String>>;

impl TestApp {
    /// Every row of every table, but the counts of tries: those are there to count.
    pub async fn contents(&self) -> Contents {
        let mut all = match &self.database.address {
            Database::Sqlite(path) => of_sqlite(path),
            Database::Postgres { url, .. } => of_postgres(url).await,
        };
        assert!(all.remove("counters").is_some(), "the tables were found");
        all
    }
}

fn of_sqlite(path: &std::path::Path) -> Contents {
    let connection = rusqlite::Connection::open(path).unwrap();
    let mut names = connection
        .prepare("select name from sqlite_master where type = 'table'")
        .unwrap();
    let names: Vec<String> = names
        .query_map([], |r| r.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut all = Contents::new();
    for name in names {
        let mut statement = connection
            .prepare(&format!("select * from \"{name}\""))
            .unwrap();
        let columns = statement.column_count();
        let mut rows: Vec<String> = statement
            .query_map([], |r| {
                let values = (0..columns).map(|i| r.get::<_, rusqlite::types::Value>(i));
                values.collect::<Result<Vec<_>, _>>()
            })
            .unwrap()
            .map(|row| format!("{:?}", row.unwrap()))
            .collect();
        rows.sort_unstable();
        all.insert(name, rows);
    }
    all
}

async fn of_postgres(url: &str) -> Contents {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .unwrap();
    let driver = tokio::spawn(connection);
    let names =
        "select table_name::text from information_schema.tables where table_schema = 'public'";
    let mut all = Contents::new();
    for name in client.query(names, &[]).await.unwrap() {
        let name: String = name.get(0);
        let rows = format!("select t::text from \"{name}\" t");
        let mut rows: Vec<String> = client
            .query(&rows, &[])
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        rows.sort_unstable();
        all.insert(name, rows);
    }
    drop(client);
    // The connection ends with its client.
    let _ = driver.await;
    all
}

/// Two pictures of the database are the same, but for these tables.
#[track_caller]
pub fn assert_unchanged(before: &Contents, after: &Contents, but: &[&str]) {
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        after.keys().collect::<Vec<_>>()
    );
    for (table, rows) in before {
        if !but.contains(&table.as_str()) {
            assert_eq!(rows, &after[table], "{table}");
        }
    }
}
