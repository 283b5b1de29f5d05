//! Where everything is kept: all SQL, one text for SQLite and PostgreSQL, and the files.
//!
//! Reading and writing happen in closures ([`Store::read`], [`Store::write`]) whose body may run
//! twice and touches nothing but its [`Tx`]. A write takes a [`Permit`], and what it did stands
//! in the audit trail with it, in the same transaction.

pub mod audit;
mod columns;
mod dialect;
mod error;
mod migrate;
mod tx;

pub mod assertions;
pub mod award_files;
pub mod award_lists;
pub mod awards;
pub mod badge_classes;
pub mod batches;
pub mod catalogue;
pub mod claim_codes;
pub mod corrections;
pub mod deliveries;
pub mod files;
pub mod institutions;
pub mod invitations;
pub mod issuer_groups;
pub mod issuers;
pub mod jobs;
pub mod keys;
pub mod life;
pub mod lists;
pub mod outbox;
pub mod overview;
pub mod persons;
pub mod pleas;
pub mod requests;
pub mod revocations;
pub mod roles;
pub mod rule_sets;
pub mod scale;
pub mod sessions;
pub mod tags;
pub mod terms;
pub mod tree_lists;
pub mod users;

use std::path::PathBuf;

use domain::policy::Permit;

pub use audit::{AuditLine, AuditPlace, Stamp};
pub use error::{Error, Result, Retry};
pub use files::Files;
pub use migrate::needed as schema_needed;
pub use tx::Tx;

/// Where the rows are.
#[derive(Clone, Debug)]
pub enum Database {
    /// A file; its folder must exist.
    Sqlite(PathBuf),
    /// `postgres://user:password@host:port/database`, and how many connections at most.
    Postgres { url: String, connections: usize },
}

/// The store of one process: cheap to clone.
#[derive(Clone)]
pub struct Store {
    pool: tx::Pool,
    files: Files,
}

impl Store {
    /// Opens without migrating; see [`Store::migrate`] and [`Store::check_schema`].
    pub fn open(database: &Database, files: Files) -> Result<Self> {
        let pool = match database {
            Database::Sqlite(path) => tx::Pool::sqlite(path)?,
            Database::Postgres { url, connections } => tx::Pool::postgres(url, *connections)?,
        };
        Ok(Self { pool, files })
    }

    /// Brings the schema to this program's version and loads the frameworks and rule sets that
    /// come with it; gives the version before.
    pub async fn migrate(&self) -> Result<i64> {
        let before = migrate::run(&self.pool).await?;
        if before == 0 {
            self.pool
                .write(async |tx: &mut Tx| rule_sets::load(tx).await)
                .await?;
        }
        Ok(before)
    }

    /// Whether this process is the only one that works on the database.
    pub fn is_single_process(&self) -> bool {
        matches!(self.pool, tx::Pool::Sqlite(_))
    }

    /// Refuses a schema that is older than this program.
    pub async fn check_schema(&self) -> Result<()> {
        migrate::check(&self.pool).await
    }

    pub fn files(&self) -> &Files {
        &self.files
    }

    /// Reads in one snapshot.
    pub async fn read<T, E, F>(&self, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Retry + Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + Sync + 'static,
    {
        let result = self.pool.read(async move |tx: &mut Tx| {
            let out = body(tx).await?;
            Ok::<_, E>((out, tx.statements))
        });
        let (out, statements) = result.await?;
        count_statements(statements);
        Ok(out)
    }

    /// Writes in one transaction, with its audit rows.
    pub async fn write<T, E, F>(&self, permit: &Permit, stamp: Stamp, body: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: Retry + Send + 'static,
        F: AsyncFn(&mut Tx) -> Result<T, E> + Send + Sync + 'static,
    {
        let permit = permit.clone();
        let result = self.pool.write(async move |tx: &mut Tx| {
            let out = body(tx).await?;
            tx.record(&permit, stamp).await?;
            Ok::<_, E>((out, tx.statements))
        });
        let (out, statements) = result.await?;
        count_statements(statements);
        Ok(out)
    }

    /// Empties the write-ahead log after personal data was erased (SQLite).
    pub async fn checkpoint(&self) -> Result<()> {
        if let tx::Pool::Sqlite(_) = &self.pool {
            self.pool.checkpoint().await?;
        }
        Ok(())
    }
}

tokio::task_local! {
    /// How many statements the current request ran.
    pub static STATEMENTS: std::cell::Cell<u32>;
}

fn count_statements(n: u32) {
    // Outside a counted request nobody asks.
    let _ = STATEMENTS.try_with(|cell| cell.set(cell.get() + n));
}

/// Changes whenever the migrations do: names a test's template database.
pub fn schema_fingerprint() -> String {
    migrate::fingerprint()
}
