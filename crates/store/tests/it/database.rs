//! A migrated database for each test, on what `INSIGNE_TEST_DB` names; the tests of `web` use this
//! file too.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::{Database, Files, Store};
use tokio::sync::OnceCell;

/// A file, or a clone of the migrated template on PostgreSQL.
#[derive(Clone)]
pub struct OwnDatabase {
    pub address: Database,
    /// Of the file; gone with the last clone.
    _folder: Option<Arc<tempfile::TempDir>>,
}

impl OwnDatabase {
    pub async fn new() -> Self {
        let (address, folder) = match std::env::var("INSIGNE_TEST_DB").as_deref() {
            Ok("postgres") => (clone_of_template().await, None),
            _ => {
                let folder = tempfile::tempdir().unwrap();
                let file = Database::Sqlite(folder.path().join("test.sqlite"));
                migrate(&file).await;
                (file, Some(Arc::new(folder)))
            }
        };
        Self {
            address,
            _folder: folder,
        }
    }
}

async fn migrate(empty: &Database) {
    let store = Store::open(empty, Files::in_memory()).unwrap();
    assert_eq!(store.migrate().await.unwrap(), 0, "it was empty");
}

fn server() -> String {
    std::env::var("INSIGNE_TEST_PG").expect("INSIGNE_TEST_PG names a PostgreSQL server")
}

/// A parameter of the address wins over the database in its path.
fn postgres(name: &str, connections: usize) -> Database {
    let server = server();
    let sign = if server.contains('?') { '&' } else { '?' };
    Database::Postgres {
        url: format!("{server}{sign}dbname={name}"),
        connections,
    }
}

/// Runs these statements on the server, each outside a transaction, one connection for all.
async fn run(statements: &[String]) {
    let (client, connection) = tokio_postgres::connect(&server(), tokio_postgres::NoTls)
        .await
        .unwrap();
    let driver = tokio::spawn(connection);
    for statement in statements {
        client.batch_execute(statement).await.unwrap();
    }
    drop(client);
    // The connection ends with its client.
    let _ = driver.await;
}

async fn clone_of_template() -> Database {
    static TEMPLATE: OnceCell<String> = OnceCell::const_new();
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let template = TEMPLATE.get_or_init(template).await;
    // The process tells programs apart, the number the tests that run in one.
    let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
    let name = format!("insigne_test_{process}_{number}");
    run(&[
        format!("drop database if exists {name}"),
        format!("create database {name} template {template}"),
    ])
    .await;
    postgres(&name, 4)
}

/// One per schema and server, whoever of the test processes makes it first.
async fn template() -> String {
    let name = format!("insigne_template_{}", store::schema_fingerprint());
    let (client, connection) = tokio_postgres::connect(&server(), tokio_postgres::NoTls)
        .await
        .unwrap();
    let driver = tokio::spawn(connection);
    // Held until the connection ends.
    client
        .batch_execute("select pg_advisory_lock(814)")
        .await
        .unwrap();
    let there = client
        .query("select 1 from pg_database where datname = $1", &[&name])
        .await
        .unwrap();
    if there.is_empty() {
        // Gets its name when it is done: half of one is nobody's template.
        let half = format!("{name}_half");
        run(&[
            format!("drop database if exists {half}"),
            format!("create database {half}"),
        ])
        .await;
        migrate(&postgres(&half, 1)).await;
        run(&[format!("alter database {half} rename to {name}")]).await;
    }
    drop(client);
    let _ = driver.await;
    name
}
