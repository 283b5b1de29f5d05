//! Migrations: numbered, embedded, each in its own transaction, never edited once released.

use crate::dialect;
use crate::error::{Error, Result};
use crate::tx::{Pool, Tx};

const MIGRATIONS: &[(i64, &str)] = &[
    (1, include_str!("../migrations/0001_start.sql")),
    (2, include_str!("../migrations/0002_people.sql")),
    (3, include_str!("../migrations/0003_requests.sql")),
    (4, include_str!("../migrations/0004_tree.sql")),
    (6, include_str!("../migrations/0006_awards.sql")),
    (7, include_str!("../migrations/0007_edubadges.sql")),
];

/// The version that this program needs.
pub fn needed() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.0)
}

async fn found(tx: &mut Tx) -> Result<i64> {
    if !tx.has_table("schema_versions").await? {
        return Ok(0);
    }
    let version = tx.first(
        "select max(version) as version from schema_versions",
        &[],
        |r| r.get::<Option<i64>>("version"),
    );
    Ok(version.await?.flatten().unwrap_or(0))
}

/// Brings the schema to this program's version; gives the version that it had before.
pub(crate) async fn run(pool: &Pool) -> Result<i64> {
    let before = pool.write(async |tx: &mut Tx| found(tx).await).await?;
    for &(version, sql) in MIGRATIONS {
        pool.write(async move |tx: &mut Tx| {
            tx.lock_migrations().await?;
            if found(tx).await? >= version {
                return Ok(());
            }
            if version == 1 {
                tx.script("create table schema_versions (version bigint primary key)")
                    .await?;
            }
            let text = dialect::migration(sql, tx.is_postgres());
            tx.script(&text).await?;
            tx.exec(
                "insert into schema_versions (version) values ($1)",
                &[&version],
            )
            .await?;
            Ok::<_, Error>(())
        })
        .await?;
    }
    Ok(before)
}

/// Refuses an older schema.
pub(crate) async fn check(pool: &Pool) -> Result<()> {
    let found = pool.read(async |tx: &mut Tx| found(tx).await).await?;
    let needed = needed();
    if found < needed {
        Err(Error::Schema { found, needed })
    } else {
        Ok(())
    }
}

/// Eight hex digits over all migrations and what is loaded with them.
pub(crate) fn fingerprint() -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for (_, sql) in MIGRATIONS {
        hash.update(sql);
    }
    hash.update(include_str!("../data/frameworks.toml"));
    hex::encode(&hash.finalize()[..4])
}
